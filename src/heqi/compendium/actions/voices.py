"""What people say of policies: suggestions, reports of the departments, evaluations
(framework/5.2.1.6, 5.2.2.2, 5.2.3.3)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.compendium.access import DRAFT, ISSUE, LEAD, VIEW
from heqi.compendium.actions.drafting import begin_draft
from heqi.compendium.models import (
    Draft,
    DraftKind,
    EffectReport,
    Evaluation,
    Need,
    PolicySuggestion,
)
from heqi.compendium.states import OPEN, SUGGESTION_FLOW
from heqi.compendium.terms import report_span
from heqi.duties.actions import Proof, fulfil
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify
from heqi.people.access import refuse, require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of
from heqi.policies.models import Tally
from heqi.policies.packs import current_pack, find_clause
from heqi.policies.queries import versions_for

UNIT = "people.unit"


@transaction.atomic
def file_suggestion(*, clause: str, text: str, by: Actor, now: datetime) -> PolicySuggestion:
    """Anybody who reads the policies says how a clause could be better."""
    require(by, VIEW)
    staff = Staff.objects.filter(pk=by.id if by.kind == "staff" and by.id else 0).first()
    if staff is None:
        raise refuse(_("Only staff make suggestions."))
    if find_clause(clause, by.company_id) is None:
        raise ValidationError({"clause": _("There is no such clause.")})
    if not text.strip():
        raise ValidationError({"text": _("Write the suggestion.")})
    row = PolicySuggestion.objects.create(
        number=next_number("ZJ", timezone.localdate(now)),
        company=company_of(staff.unit),
        unit=staff.unit,
        staff=staff,
        clause=clause,
        text=text.strip()[:2000],
        filed_at=now,
    )
    audit(row, "compendium.file_suggestion", by=by, now=now, changes={"clause": clause})
    return row


@transaction.atomic
def answer_suggestion(
    row: PolicySuggestion, *, adopt: bool, answer: str, by: Actor, now: datetime
) -> None:
    """Adopt a suggestion or not, always with an answer; nobody answers his own."""
    require(by, LEAD, row)
    if by.kind == "staff" and by.id == row.staff_id:
        raise refuse(_("Nobody answers his own suggestion."))
    if not answer.strip():
        raise ValidationError({"answer": _("A suggestion is always answered in words.")})
    move(
        row,
        SUGGESTION_FLOW,
        "adopt" if adopt else "decline",
        code="compendium.answer_suggestion",
        by=by,
        now=now,
        reason=answer.strip()[:500],
        answer=answer.strip()[:500],
        answered_at=now,
        answered_by=by.name,
    )
    notify(
        row.staff,
        "compendium.answered",
        context={"number": row.number, "state": row.get_status_display(), "answer": row.answer},
        about=row,
        url="/compendium/voices/",
        key=f"policy-answer:{row.pk}",
        by=by,
        now=now,
    )


@transaction.atomic
def file_report(
    unit: Unit, *, since: date, effect: str, improvements: str, by: Actor, now: datetime
) -> EffectReport:
    """A department reports on the period of the duty to report, such as a quarter, with its own
    figures as they stand (framework/5.2.3.3)."""
    require(by, DRAFT, unit)
    since, until = report_span(since, unit)
    if since > timezone.localdate(now):
        raise ValidationError({"since": _("This period is still to come.")})
    if not effect.strip():
        raise ValidationError({"effect": _("Say how the policies work.")})
    figures = (
        Tally.objects.filter(unit__path__startswith=unit.path, month__gte=since, month__lt=until)
        .order_by("policy")
        .values("policy")
        .annotate(kept=Sum("kept"), missed=Sum("missed"))
    )
    try:
        with transaction.atomic():
            row = EffectReport.objects.create(
                company=company_of(unit),
                unit=unit,
                since=since,
                figures=[[f["policy"], f["kept"], f["kept"] + f["missed"]] for f in figures],
                effect=effect.strip()[:2000],
                improvements=improvements.strip()[:2000],
                filed_at=now,
                filed_by=by.name,
            )
    except IntegrityError:
        raise ValidationError(_("The report of this period is filed already.")) from None
    audit(row, "compendium.file_report", by=by, now=now, changes={"since": since})
    proof = Proof(kind="report", text=row.effect[:200], at=now, key=f"effect:{row.pk}")
    fulfil("policy_report", UNIT, str(unit.pk), proof, by=SYSTEM, now=now)
    return row


@transaction.atomic
def evaluate_policy(
    company: Unit,
    *,
    kind: str,
    unit: Unit,
    policy: str,
    findings: str,
    outcome: str,
    by: Actor,
    now: datetime,
) -> Evaluation:
    """How a policy is executed by the year's figures, or how a department's policy agrees with
    the others; what follows is a revision, an appraisal, or nothing."""
    require(by, LEAD, company)
    if policy not in current_pack(company.company_id).policies:
        raise ValidationError({"policy": _("Choose a policy.")})
    if not findings.strip():
        raise ValidationError({"findings": _("Write what was found.")})
    today = timezone.localdate(now)
    year = Tally.objects.filter(
        company=company, policy=policy, month__gte=today.replace(year=today.year - 1, day=1)
    ).aggregate(kept=Sum("kept"), missed=Sum("missed"))
    row = Evaluation.objects.create(
        company=company,
        unit=unit,
        kind=kind,
        policy=policy,
        kept=year["kept"] or 0,
        decided=(year["kept"] or 0) + (year["missed"] or 0),
        findings=findings.strip()[:4000],
        outcome=outcome,
        at=now,
        by_name=by.name,
    )
    audit(row, "compendium.evaluate_policy", by=by, now=now,
          changes={"policy": policy, "outcome": outcome})  # fmt: skip
    duty = "policy_check" if kind == Evaluation.Kind.CONSISTENCY else "policy_evaluation"
    proof = Proof(kind="report", text=row.findings[:200], at=now, key=f"evaluation:{row.pk}")
    fulfil(duty, UNIT, str(company.pk), proof, by=SYSTEM, now=now)
    return row


@transaction.atomic
def carry_out_evaluation(
    row: Evaluation, *, draft: Draft | None = None, by: Actor, now: datetime
) -> None:
    """A revision is begun, or the draft that is open already is linked; or the general office
    carried the suggested appraisal out (framework/5.2.2.2)."""
    if row.outcome == Evaluation.Outcome.APPRAISE:
        require(by, ISSUE, row.company)
    else:
        require(by, LEAD, row.company)
    if row.carried_out_at is None and row.outcome == Evaluation.Outcome.REVISE and draft is None:
        draft = _revision(row, by=by, now=now)
    if not Evaluation.objects.filter(pk=row.pk, carried_out_at=None).update(
        carried_out_at=now, carried_out_by=by.name, draft=draft
    ):
        raise ValidationError(_("This has been carried out already."))
    row.refresh_from_db()
    changes = {"draft": draft.number} if draft else {}
    audit(row, "compendium.carry_out_evaluation", by=by, now=now, changes=changes)


def _revision(row: Evaluation, *, by: Actor, now: datetime) -> Draft:
    """The open draft of the policy, else a revision that begins from the version that holds."""
    drafts = Draft.objects.filter(unit=row.company, key=row.policy, status__in=OPEN)
    found = drafts.order_by("-created_at").first()
    if found is not None:
        return found
    on = timezone.localdate(now)
    held = versions_for(row.company, on=on).get(row.policy)
    policy = current_pack(row.company.company_id).policies[row.policy]
    last = Draft.objects.filter(key=row.policy, unit=row.company).order_by("-created_at").first()
    return begin_draft(
        unit=row.company,
        department=row.unit,
        kind=DraftKind.REVISE,
        key=row.policy,
        based_on=held,
        title=(held.document.name if held else policy.title.zh)[:120],
        title_en=policy.title.en[:160],
        short=policy.short.zh[:40],
        serves=last.serves if last else Need.BOTH,
        reason=row.findings[:500],
        by=by,
        now=now,
    )
