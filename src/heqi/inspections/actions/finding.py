"""Findings: recorded by severity with a clause, corrected or put into a notice."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.evidence.actions import attach
from heqi.inspections.actions.rights import archived, needed, require_carry, require_state
from heqi.inspections.events import BreachRecorded, FindingRecorded, FindingWithdrawn
from heqi.inspections.models import Finding, Inspection, SheetItem
from heqi.inspections.states import FINDINGS, FindingStatus, Result, Severity, Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify
from heqi.people.access import refuse
from heqi.people.models import Staff
from heqi.policies.deciding import ask
from heqi.policies.packs import current_pack
from heqi.policies.templatetags.policies import clause_label
from heqi.rectifications.actions import issue_rectification
from heqi.rectifications.models import Rectification

LEADS_TO, WEIGHT = "inspection.findings", "inspection.weight"
# What a finding leads to, by the words of the policy.
RECORD, NOTICE, POINTS = "breach_record", "rectification_notice", "points_of_employee"


@transaction.atomic
def record_finding(
    item: SheetItem,
    *,
    severity: str,
    problem: str,
    clause: str,
    staff: Staff | None = None,
    photos: Sequence[tuple[str, bytes]] = (),
    by: Actor,
    now: datetime,
) -> Finding:
    """A problem at an item of the sheet. ValidationError by field, also for a clause that is none.

    What it leads to and how many points it may cost is asked of the policy and kept with it.
    Photos (name, content) lie with the inspection, each noted with the finding's number.
    """
    # Locked: two of the group who record at the same time get numbers one after the other.
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("unit", "company")
    row = rows.get(pk=item.inspection_id)
    require_carry(by, row)
    require_state(row, Status.UNDER_WAY)
    problem = needed(problem=problem)["problem"]
    if severity not in Severity.values:
        raise ValidationError({"severity": _("Choose how grave the problem is.")})
    if clause not in current_pack(row.company_id).clauses:
        raise ValidationError({"clause": _("Choose the clause that was not kept.")})
    if staff is not None and not row.unit.covers(staff.unit):
        raise ValidationError({"staff": _("Choose somebody of the inspected unit.")})
    today = timezone.localdate(now)
    decision = ask(LEADS_TO, {"inspection": row.nature}, on=today, company_id=row.company_id)
    weight = ask(WEIGHT, {"finding": severity}, on=today, company_id=row.company_id)
    number = f"{row.number}-{row.findings.count() + 1:02d}"
    finding: Finding = Finding.objects.create(
        inspection=row,
        company=row.company,
        unit=row.unit,
        item=item,
        number=number,
        severity=severity,
        problem=problem,
        clause=clause,
        staff=staff,
        decision=decision,
        points_decision=weight,
        found_at=now,
        found_by=by.name,
    )
    SheetItem.objects.filter(pk=item.pk).update(result=Result.PROBLEM, note=item.note or problem)
    item.result, item.note = Result.PROBLEM, item.note or problem
    _count(row, 1, severity)
    audit(
        finding,
        "inspections.record_finding",
        by=by,
        now=now,
        changes={"severity": severity, "clause": clause, "staff": staff.pk if staff else None},
        decision=decision.pk,
    )
    for name, content in photos:
        attach(row, content=content, name=name, kind="photo", note=number, by=by, now=now)
    least, most = points_of(finding)
    announce(
        FindingRecorded(
            finding_id=finding.pk,
            inspection_id=row.pk,
            number=number,
            kind=row.nature,
            severity=severity,
            clause=clause,
            staff_id=staff.pk if staff else None,
            unit_id=row.unit_id,
            company_id=row.company_id,
            points_least=str(least),
            points_most=str(most),
        ),
        now=now,
    )
    return finding


def points_of(finding: Finding) -> tuple[Decimal, Decimal]:
    """The range that the policy lets be deducted."""
    span = (finding.points_decision.answer or {})["points"]
    return Decimal(str(span["at_least"])), Decimal(str(span["at_most"]))


@transaction.atomic
def correct_finding(
    finding: Finding,
    *,
    correction: str,
    points: Decimal | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Routine inspection: corrected and recorded; somebody's breach costs points (6.2)."""
    row = _open(finding, by)
    if RECORD not in (finding.decision.answer or {})["leads_to"]:
        raise ValidationError(_("This finding needs a notice of rectification (6.3)."))
    correction = needed(correction=correction)["correction"]
    least, most = points_of(finding)
    if finding.staff_id is None:
        if points is not None:
            raise ValidationError({"points": _("Points need somebody whose breach it was.")})
    elif points is None or not least <= points <= most:
        raise ValidationError(
            {
                "points": _("Between {least} and {most} points may be deducted.").format(
                    least=least, most=most
                )
            }
        )
    move(
        finding,
        FINDINGS,
        "correct",
        code="inspections.correct_finding",
        by=by,
        now=now,
        changes={"points": points},
        decision=finding.points_decision_id,
        correction=correction,
        corrected_at=now,
        points=points,
    )
    if finding.staff_id is not None:
        _tell_person(finding, by=by, now=now)
        announce(
            BreachRecorded(
                finding_id=finding.pk,
                inspection_id=row.pk,
                number=finding.number,
                severity=finding.severity,
                clause=finding.clause,
                staff_id=finding.staff_id,
                unit_id=finding.unit_id,
                company_id=finding.company_id,
                points=str(points),
                points_least=str(least),
                points_most=str(most),
            ),
            now=now,
        )


def _tell_person(finding: Finding, *, by: Actor, now: datetime) -> None:
    if finding.staff is not None:
        notify(
            finding.staff, "inspections.breach",
            context={
                "number": finding.number, "problem": finding.problem[:300],
                "clause": clause_label(finding.clause), "points": str(finding.points),
            },
            about=finding, unit=finding.unit, url=f"/inspections/findings/{finding.pk}/",
            key=f"breach{finding.pk}", by=by, now=now,
        )  # fmt: skip


@transaction.atomic
def remark_breach(finding: Finding, *, remark: str, by: Actor, now: datetime) -> None:
    """What the person says of his breach: once, until the quarter's bundle is closed."""
    if by.kind != "staff" or by.id != finding.staff_id:
        raise refuse(_("Only the person concerned remarks on the record."))
    text = needed(remark=remark)["remark"]
    if archived(finding.company_id, finding.inspection.planned_on):
        raise IllegalMove(_("The bundle of this quarter is closed."))
    won = Finding.objects.filter(
        pk=finding.pk, status=FindingStatus.CORRECTED, remarked_at__isnull=True
    ).update(remark=text, remarked_at=now)
    if not won:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    finding.remark, finding.remarked_at = text, now
    audit(finding, "inspections.remark_breach", by=by, now=now, reason=text[:500])


@transaction.atomic
def notify_finding(
    finding: Finding, *, title: str, requirement: str, by: Actor, now: datetime
) -> Rectification:
    """Special inspection: the department gets a notice of rectification (6.3)."""
    row = _open(finding, by)
    if NOTICE not in (finding.decision.answer or {})["leads_to"]:
        raise ValidationError(_("This finding is corrected and recorded (6.2)."))
    texts = needed(title=title, requirement=requirement)
    notice = issue_rectification(
        unit=row.unit,
        title=texts["title"],
        problem=finding.problem,
        requirement=texts["requirement"],
        severity=(finding.points_decision.answer or {})["notice"],
        clause=finding.clause,
        source=finding,
        source_number=finding.number,
        by=by,
        now=now,
    )
    move(
        finding,
        FINDINGS,
        "notify",
        code="inspections.notify_finding",
        by=by,
        now=now,
        changes={"rectification": notice.number},
        decision=finding.decision_id,
        rectification_id=notice.pk,
        rectification_number=notice.number,
    )
    return notice


@transaction.atomic
def withdraw_finding(finding: Finding, *, reason: str, by: Actor, now: datetime) -> None:
    """It was a mistake; the reason stays."""
    row = _open(finding, by)
    reason = needed(reason=reason)["reason"]
    move(
        finding,
        FINDINGS,
        "withdraw",
        code="inspections.withdraw_finding",
        by=by,
        now=now,
        reason=reason,
    )
    _count(row, -1, finding.severity)
    announce(
        FindingWithdrawn(
            finding_id=finding.pk,
            inspection_id=row.pk,
            number=finding.number,
            unit_id=finding.unit_id,
            company_id=finding.company_id,
        ),
        now=now,
    )


def _open(finding: Finding, by: Actor) -> Inspection:
    row = Inspection.objects.select_related("unit", "company").get(pk=finding.inspection_id)
    require_carry(by, row)
    if not row.is_open:
        raise IllegalMove(_("The inspection is closed; nothing in it changes."))
    return row


def _count(row: Inspection, step: int, severity: str) -> None:
    major = step if severity == Severity.MAJOR else 0
    Inspection.objects.filter(pk=row.pk).update(
        problems=F("problems") + step, major=F("major") + major
    )
    row.refresh_from_db(fields=["problems", "major"])
