"""What is proposed, within the range of its clause, and sending it round to be signed."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from heqi.approvals.actions import resubmit, submit
from heqi.approvals.models import Approval
from heqi.approvals.plans import StepPlan
from heqi.approvals.states import Status as ApprovalStatus
from heqi.complaints.models import Appeal
from heqi.complaints.posts import people_in, staffed
from heqi.complaints.states import AppealState
from heqi.conduct.access import HANDLE
from heqi.conduct.actions.proving import unproved
from heqi.conduct.actions.raising import head_fined, not_own
from heqi.conduct.actions.timing import needed
from heqi.conduct.facts import (
    Outcome,
    Range,
    decide_outcome,
    ground_words,
    limits,
    signing_order,
    words_of,
)
from heqi.conduct.models import Case, Consequence, Member
from heqi.conduct.models.cases import Figure
from heqi.conduct.states import FLOW, Side, Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import require
from heqi.people.models import Staff
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken

APPROVAL = "conduct.case"


def check_figure(value: Decimal, allowed: Range) -> str:
    """A sentence where a figure lies outside the range of its clause."""
    if allowed.least <= value <= allowed.most:
        return ""
    return _("The clause allows {least} to {most}.").format(
        least=_plain(allowed.least), most=_plain(allowed.most)
    )


@transaction.atomic
def set_content(
    case: Case,
    *,
    figures: Mapping[str, Decimal | None],
    measure: str = "",
    treatment: str = "",
    remarks: str = "",
    shares: Mapping[int, Decimal | None] | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Content of the reward or penalty; a figure outside its range is refused at its field.

    ``figures`` by what they are, ``shares`` of main contributors by the id of the member.
    """
    require(by, HANDLE, case)
    not_own(case, by)
    if case.status != Status.OPEN:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    found, decision = decide_outcome(
        case.ground, together=case.together, on=timezone.localdate(now), company_id=case.company_id
    )
    errors: dict[str, str] = {}
    rows = []
    for what, value in figures.items():
        if value is None:
            continue
        allowed = found.ranges.get(what)
        if allowed is None:
            errors[what] = _("This ground has no such consequence.")
        elif sentence := check_figure(value, allowed):
            errors[what] = sentence
        else:
            rows.append(
                Consequence(
                    case=case,
                    what=what,
                    value=value,
                    least=allowed.least,
                    most=allowed.most,
                    clause=allowed.clause,
                )
            )
    if measure and measure not in found.measures:
        errors["measure"] = _("The clause names no such measure.")
    members = _shares(case, shares or {}, found.ranges.get(Figure.AMOUNT), errors)
    if errors:
        raise ValidationError(errors)
    Consequence.objects.filter(case=case).delete()
    Consequence.objects.bulk_create(rows)
    Member.objects.bulk_update(members, ["amount", "least", "most"])
    values: dict[str, Any] = {
        "measure": measure,
        "treatment": treatment.strip()[:500],
        "remarks": remarks.strip()[:500],
        "grade": str(found.answer.get("department_grade") or ""),
        "bars_award": found.answer.get("award") is False,
        "public": bool(found.answer.get("notice")),
        "ruling": decision,
        "head": case.head or head_fined(case.unit, found, case.staff, on=timezone.localdate(now)),
    }
    Case.objects.filter(pk=case.pk).update(**values)
    for name, value in values.items():
        setattr(case, name, value)
    case.__dict__.pop("figures", None)
    audit(
        case,
        "conduct.set_content",
        by=by,
        now=now,
        changes={row.what: row.value for row in rows} | {"measure": measure},
        decision=decision.pk,
    )


def _shares(
    case: Case,
    shares: Mapping[int, Decimal | None],
    allowed: Range | None,
    errors: dict[str, str],
) -> list[Member]:
    changed = []
    for member in case.members.all() if case.together else ():
        value = shares.get(member.pk)
        if value is not None and not member.is_main:
            errors[f"share_{member.pk}"] = _("Only main contributors are rewarded as well.")
        elif value is not None and allowed is not None:
            if sentence := check_figure(value, allowed):
                errors[f"share_{member.pk}"] = sentence
            member.least, member.most = allowed.least, allowed.most
        member.amount = value
        changed.append(member)
    return changed


def missing_of(case: Case, found: Outcome, *, on: date) -> list[str]:
    """What still has to be done before a case can be signed, in sentences."""
    gaps = []
    asked = limits(case.side, on=on, company_id=case.company_id)
    if asked.get("statement"):
        gaps += [_("{name} has not been heard.").format(name=one.name) for one in case.unheard]
    if case.investigated_at is None:
        gaps.append(_("The report of the unit and the proofs are not on record."))
    elif any(code not in case.proofs for code in found.proof):
        gaps.append(_("A proof that the ground asks for is missing."))
    gaps += [
        _("Not set: {what}.").format(what=Figure(what).label)
        for what in found.ranges
        if case.figure(what) is None and _wants(case, what)
    ]
    if found.measures and not case.measure:
        gaps.append(_("No measure is chosen."))
    if found.handled_by_department and not case.treatment:
        gaps.append(_("The department has not said how the person is dealt with."))
    if penalty_waits(case):
        gaps.append(_("An appeal against the verdict waits for its decision; so does the penalty."))
    return gaps


def _wants(case: Case, what: str) -> bool:
    if what == Figure.POINTS and case.side == Side.REWARD:
        return False  # bonus points are given by merit
    return what != Figure.HEAD or case.head_id is not None


def penalty_waits(case: Case) -> bool:
    """Whether an appeal against the complaint's verdict holds the penalty up."""
    if case.source_type != "complaints.complaint" or case.side != Side.PENALTY:
        return False
    return Appeal.objects.filter(
        complaint_id=int(case.source_id), status=AppealState.FILED, penalty_waits=True
    ).exists()


@transaction.atomic
def submit_case(case: Case, *, opinion: str, by: Actor, now: datetime) -> None:
    """Send the form round: opinions and signatures in the form's order (conduct/form-1).

    Whoever fills the form in has spoken for his post; whom it is about does not sign.
    """
    require(by, HANDLE, case)
    not_own(case, by)
    opinion = needed(opinion=opinion)["opinion"][:500]
    today = timezone.localdate(now)
    if not case.ground:
        raise ValidationError(_("The case has no ground yet."))
    found, decision = decide_outcome(
        case.ground, together=case.together, on=today, company_id=case.company_id
    )
    gaps = missing_of(case, found, on=today)
    gaps += unproved(case, found, case.proofs).values()
    if gaps:
        raise ValidationError(gaps)
    signers, steps = _chain(case, found, by=by, on=today)
    move(
        case,
        FLOW,
        "submit",
        code="conduct.submit",
        by=by,
        now=now,
        reason=opinion,
        decision=decision.pk,
        submitted_at=now,
        submitter_name=by.name,
        opinion=opinion,
        ruling=decision,
        signers=signers,
        person=_person(case.staff),
    )
    with override("zh-hans"):  # what is kept is read by everybody
        given: dict[str, Any] = {
            "title": _("{side}: {who}, {ground}").format(
                side=case.get_side_display(), who=case.about, ground=ground_words(case.ground)
            ),
            "summary": _summary(case),
            "amount": case.amount,
            "steps": steps,
            "concerned": [pk for pk in (case.staff_id, case.head_id) if pk],
            "decision": decision.pk,
        }
    earlier = Approval.objects.filter(
        pk=case.approval_id or 0, status=ApprovalStatus.RETURNED, requested_by_id=by.id
    ).first()
    if earlier is not None:
        resubmit(earlier, **given, by=by, now=now)
        return
    _close_returned(case, now=now)
    approval = submit(
        case,
        kind=APPROVAL,
        number=case.number,
        unit=case.unit,
        clauses=found.clauses,
        url=case.get_absolute_url(),
        **given,
        by=by,
        now=now,
    )
    Case.objects.filter(pk=case.pk).update(approval_id=approval.pk)
    case.approval_id = approval.pk


def _close_returned(case: Case, *, now: datetime) -> None:
    """Somebody else submits what was returned: the former request ends."""
    from heqi.approvals.actions import withdraw
    from heqi.ledger.actors import SYSTEM

    for row in Approval.objects.filter(pk=case.approval_id or 0, status=ApprovalStatus.RETURNED):
        withdraw(row, by=SYSTEM, now=now)


def _chain(
    case: Case, found: Outcome, *, by: Actor, on: date
) -> tuple[list[dict[str, str]], list[StepPlan]]:
    """The boxes of the form, and the steps that fill them."""
    order = signing_order(found.handling, on=on, company_id=case.company_id)
    words = common_pack().posts
    signers, steps = [], []
    for code in order:
        people = people_in([code], case.unit, on=on)
        barred = (by.id, case.staff_id, case.head_id)
        others = [one for one in people if one.pk not in barred]
        last = code == order[-1]
        if people and not others and not last:
            maker = any(one.pk == by.id for one in people)
            signers.append({"code": code, "by": "maker" if maker else "concerned"})
            continue
        label = {"zh": words[code].zh, "en": words[code].en} if code in words else {}
        concerned = len(others) < len(people)
        plan = (
            StepPlan(staff=others, unit=case.company, label=label)
            if concerned and others
            else StepPlan(posts=staffed([code], case.unit, on=on), unit=case.unit, label=label)
        )
        signers.append({"code": code, "by": "step"})
        steps.append(plan)
    return signers, steps


def _person(staff: Staff | None) -> dict[str, str]:
    """Who it is about, as the form prints it, frozen when it is submitted."""
    if staff is None:
        return {}
    return {
        "name": staff.name,
        "number": staff.number,
        "post": staff.post.name,
        "title": staff.title,
        "joined_on": staff.joined_on.isoformat() if staff.joined_on else "",
    }


def _summary(case: Case) -> list[tuple[str, str]]:
    lines = [
        (_("Unit"), str(case.unit)),
        (
            pgettext("conduct", "Ground"),
            f"{case.clause.removeprefix('conduct/')} {ground_words(case.ground)}",
        ),
        (_("Facts"), case.facts),
        (_("Content"), content_words(case)),
    ]
    if case.staff is not None and case.side == Side.PENALTY:
        lines.append((_("Statement"), case.statement or str(case.get_hearing_display())))
    if case.head is not None:
        said = case.head_statement or str(case.get_head_hearing_display())
        lines.append((_("Statement of {name}").format(name=case.head.name), said))
    return [*lines, (_("Opinion of who submits"), case.opinion)]


def content_words(case: Case) -> str:
    """What is proposed or decided, in one sentence."""
    minus = case.side == Side.PENALTY
    parts = []
    if case.amount is not None:
        word = _("fine of {n} yuan") if minus else _("reward of {n} yuan")
        parts.append(word.format(n=_plain(case.amount)))
    if case.head_amount is not None:
        parts.append(
            _("{n} yuan from the head of the department").format(n=_plain(case.head_amount))
        )
    if case.together:
        parts += [
            f"{member.staff.name} {_plain(member.amount)} {_('yuan')}"
            for member in case.members.all()
            if member.amount is not None
        ]
    if case.points is not None:
        word = _("{n} points off the month") if minus else _("{n} points added to the month")
        parts.append(word.format(n=_plain(case.points)))
    if case.measure:
        parts.append(words_of("measures", case.measure))
    if case.grade:
        parts.append(_("the department's month is graded {grade}").format(grade=case.grade))
    if case.year_points is not None:
        parts.append(_("{n} points off the year").format(n=_plain(case.year_points)))
    if case.bars_award:
        parts.append(_("no annual award"))
    if case.public:
        parts.append(_("company-wide notice"))
    if case.treatment:
        parts.append(case.treatment)
    return _("; ").join(parts)


def box_words(code: str) -> str:
    """The heading of a box of the form."""
    words = common_pack().posts.get(code)
    return spoken(words) if words else code


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
