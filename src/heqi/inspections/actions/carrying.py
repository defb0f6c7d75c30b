"""Carrying out an inspection: start, fill in the sheet, sign, hand over, answer, close."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.actions import Proof, fulfil
from heqi.evidence.actions import attach_signature, freeze
from heqi.evidence.models import Attachment
from heqi.inspections.access import ANSWER
from heqi.inspections.actions.rights import needed, require_carry, require_state
from heqi.inspections.events import InspectionClosed
from heqi.inspections.models import Inspection, Member, SheetItem
from heqi.inspections.models.inspections import Level
from heqi.inspections.periods import quarter_of
from heqi.inspections.prefills import figures_for
from heqi.inspections.queries.group import answering_unit
from heqi.inspections.states import FLOW, FindingStatus, Kind, Result, Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import StaleState, move
from heqi.notices.actions import notify_holders
from heqi.people.access import refuse, require
from heqi.policies.deciding import ask, rule_on

START = "inspection.start"
UNIT = "people.unit"


@transaction.atomic
def start_inspection(row: Inspection, *, by: Actor, now: datetime) -> None:
    """Begin, where the policy lets it (5.5); the system's figures are put on the sheet."""
    require_carry(by, row)
    require_state(row, Status.PLANNED, Status.READY)
    today = timezone.localdate(now)
    decision = ask(
        START, {"has_scheme": row.scheme_at is not None}, on=today, company_id=row.company_id
    )
    if not (decision.answer or {})["may_start"]:
        raise ValidationError(
            _(
                "Without its own scheme no inspection starts ({clause}). Write the scheme first."
            ).format(clause=", ".join(decision.clauses))
        )
    move(
        row,
        FLOW,
        "start",
        code="inspections.start",
        by=by,
        now=now,
        decision=decision.pk,
        decision_id=decision.pk,
        started_at=now,
    )
    _put_figures(row, now)


@transaction.atomic
def refresh_figures(row: Inspection, *, by: Actor, now: datetime) -> None:
    """Put today's figures of the system on the sheet again."""
    require_carry(by, row)
    require_state(row, Status.UNDER_WAY)
    _put_figures(row, now)
    audit(row, "inspections.refresh_figures", by=by, now=now)


def _put_figures(row: Inspection, now: datetime) -> None:
    """A routine inspection looks at its month, a special one at its quarter, up to today."""
    today = timezone.localdate(now)
    since = quarter_of(today) if row.kind == Kind.SPECIAL else today.replace(day=1)
    for item in row.items.all():
        found = figures_for(item.code, row.unit, since, today + timedelta(days=1), now)
        SheetItem.objects.filter(pk=item.pk).update(figures=found)
    Inspection.objects.filter(pk=row.pk).update(figures_at=now)
    row.figures_at = now


@transaction.atomic
def judge_item(item: SheetItem, *, result: str, note: str, by: Actor, now: datetime) -> None:
    """What the group says of an item of the sheet."""
    row = item.inspection
    require_carry(by, row)
    require_state(row, Status.UNDER_WAY)
    if result not in Result.values:
        raise ValidationError({"result": _("Choose a result.")})
    if result == Result.PROBLEM and not note.strip():
        raise ValidationError({"note": _("Say what the problem is.")})
    if result != Result.PROBLEM and item.findings.exclude(status="withdrawn").exists():
        raise ValidationError({"result": _("Findings are recorded here: it is a problem.")})
    item.result, item.note = result, note.strip()
    SheetItem.objects.filter(pk=item.pk).update(result=item.result, note=item.note)
    changes = {"item": item.code, "result": result}
    audit(row, "inspections.judge_item", by=by, now=now, changes=changes)


@transaction.atomic
def sign_sheet(row: Inspection, *, drawn: str = "", by: Actor, now: datetime) -> None:
    """A member of the group signs the sheet, by hand or by name."""
    require_state(row, Status.UNDER_WAY, Status.SIGNING, Status.ANSWERED)
    member = row.members.filter(staff_id=by.id or 0).first()
    if member is None:
        raise refuse(_("Only the members of the group sign the sheet."))
    signature = _signature(row, drawn, f"member:{member.pk}", by, now)
    won = Member.objects.filter(pk=member.pk, signed_at__isnull=True).update(
        signed_at=now, signature=signature
    )
    if not won:
        raise StaleState(_("You have signed already."))
    audit(row, "inspections.sign", by=by, now=now, changes={"role": member.role})


def _signature(
    row: Inspection, drawn: str, key: str, by: Actor, now: datetime
) -> Attachment | None:
    return attach_signature(row, drawn=drawn, key=key, by=by, now=now) if drawn else None


@transaction.atomic
def hand_over(row: Inspection, *, requirement: str = "", by: Actor, now: datetime) -> None:
    """The sheet is complete and goes to the department for its opinion (form-1)."""
    require_carry(by, row)
    open_items = [item for item in row.items.all() if not item.result]
    if open_items:
        raise ValidationError(
            _("The sheet is not complete: {number} items are not judged yet.").format(
                number=len(open_items)
            )
        )
    empty = [
        item
        for item in row.items.filter(result=Result.PROBLEM)
        if not item.findings.exclude(status=FindingStatus.WITHDRAWN).exists()
    ]
    if empty:
        raise ValidationError(
            _("Record a finding for each item with a problem: {items}.").format(
                items="；".join(item.title_zh for item in empty)
            )
        )
    if not row.members.filter(signed_at__isnull=False).exists():
        raise ValidationError(_("Somebody of the group signs before the sheet is handed over."))
    if row.problems and not requirement.strip():
        raise ValidationError({"requirement": _("Say what is to be put right.")})
    move(
        row,
        FLOW,
        "hand_over",
        code="inspections.hand_over",
        by=by,
        now=now,
        requirement=requirement.strip(),
        handed_over_at=now,
    )
    unit = answering_unit(row)
    notify_holders(
        ANSWER,
        unit,
        "inspections.to_answer",
        context={"number": row.number, "theme": row.theme, "problems": row.problems},
        about=row,
        url=f"/inspections/{row.pk}/",
        key=f"inspection{row.pk}:answer:{now:%Y%m%d%H%M%S}",
        by=by,
        now=now,
    )


@transaction.atomic
def take_back(row: Inspection, *, reason: str, by: Actor, now: datetime) -> None:
    """The group corrects the sheet before the department has answered."""
    require_carry(by, row)
    reason = needed(reason=reason)["reason"]
    move(row, FLOW, "take_back", code="inspections.take_back", by=by, now=now, reason=reason)


@transaction.atomic
def answer_sheet(
    row: Inspection, *, opinion: str, drawn: str = "", by: Actor, now: datetime
) -> None:
    """The department's opinion and its head's signature (form-1)."""
    require(by, ANSWER, answering_unit(row))
    if by.kind != "staff":
        raise refuse(_("The head of the department signs himself."))
    if row.level == Level.COMPANY and row.members.filter(staff_id=by.id or 0).exists():
        raise refuse(_("Who inspected does not answer for the department."))
    opinion = needed(opinion=opinion)["opinion"]
    require_state(row, Status.SIGNING)
    signature = _signature(row, drawn, "head", by, now)
    move(
        row,
        FLOW,
        "answer",
        code="inspections.answer",
        by=by,
        now=now,
        opinion=opinion,
        answered_at=now,
        head_id=by.id,
        head_name=by.name,
        head_signature_id=signature.pk if signature else None,
    )


@transaction.atomic
def close_inspection(row: Inspection, *, by: Actor, now: datetime) -> None:
    """The file is complete: all have signed, every finding has been dealt with. Nothing in it
    changes from now on; the duties to inspect are done."""
    require_carry(by, row)
    unsigned = [str(m.staff) for m in row.members.filter(signed_at=None).select_related("staff")]
    if unsigned:
        raise ValidationError(
            _("Not signed yet: {names}. Take out of the group who did not take part.").format(
                names="、".join(unsigned)
            )
        )
    waiting = row.findings.filter(status=FindingStatus.OPEN).count()
    if waiting:
        raise ValidationError(_("{number} findings are not dealt with yet.").format(number=waiting))
    move(
        row,
        FLOW,
        "close",
        code="inspections.close",
        by=by,
        now=now,
        closed_at=now,
        closed_by=by.name,
    )
    freeze(row, by=by, now=now)
    _tell_duties(row, by, now)
    announce(
        InspectionClosed(
            inspection_id=row.pk,
            number=row.number,
            kind=row.nature,
            level=row.level,
            problems=row.problems,
            major=row.major,
            unit_id=row.unit_id,
            company_id=row.company_id,
        ),
        now=now,
    )


def _tell_duties(row: Inspection, by: Actor, now: datetime) -> None:
    at = row.started_at or now
    department = str(answering_unit(row).pk)
    owed: list[tuple[str, str, tuple[str, ...]]] = []
    if row.kind == Kind.SPECIAL:
        company = str(row.company_id)
        owed += [
            ("special_inspection", company, ("scheme", "inspection_sheet")),
            ("group_inspection", company, ("scheme", "inspection_sheet")),
        ]
    elif row.level == Level.DEPARTMENT:
        owed.append(("routine_inspection", department, ("scheme", "inspection_sheet")))
    if row.level != Level.COMPANY:
        owed.append(("team_inspection", department, ("inspection_sheet",)))
    for duty, subject, kinds in owed:
        for kind in kinds:
            proof = Proof(
                kind,
                at=at,
                key=f"inspection:{row.pk}:{kind}",
                text=row.theme,
                reference=row.number,
                url=f"/inspections/{row.pk}/",
            )
            fulfil(duty, UNIT, subject, proof, by=by, now=now)


def may_start(row: Inspection, *, now: datetime) -> bool:
    """What the policy would say now; for pages."""
    ruling = rule_on(
        START,
        {"has_scheme": row.scheme_at is not None},
        on=timezone.localdate(now),
        company_id=row.company_id,
    ).as_json()
    return bool((ruling["answer"] or {}).get("may_start"))
