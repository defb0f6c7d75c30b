"""Looking into a complaint: the evidence list, the report, the verdict apart from both."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.complaints.access import GRADE
from heqi.complaints.actions.assigning import family, not_independent
from heqi.complaints.actions.telling import acting, needed, refuse_concerned, tell
from heqi.complaints.actions.timing import record
from heqi.complaints.actions.withholding import withhold
from heqi.complaints.catalogue import codes
from heqi.complaints.events import ComplaintJudged, ComplaintsOfEmployee
from heqi.complaints.facts import look
from heqi.complaints.models import Complaint, Evidence, Finding, Investigation
from heqi.complaints.states import FLOW, REPORTED, Responsibility, Status, Verdict
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.days import midnight
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import refuse, require
from heqi.people.models import Staff, Unit
from heqi.people.queries import department_of
from heqi.policies.deciding import ask
from heqi.rectifications.actions import issue_rectification
from heqi.rectifications.models import Rectification

# Whose fault is ours to answer for; the appraisal and the appeal are of a department.
OURS = (Responsibility.COMPANY, Responsibility.EMPLOYEE, Responsibility.CONTRACTOR)
RESULTS, COUNTING, RAISE = "complaints.results", "conduct.counting", "conduct.raise_case"


def _require_investigator(investigation: Investigation, by: Actor, now: datetime) -> Complaint:
    complaint = investigation.complaint
    refuse_concerned(complaint, by)
    if by.kind == "staff" and by.id != investigation.investigator_id:
        raise refuse(
            _("Only {name} investigates this complaint.").format(name=investigation.investigator)
        )
    why = not_independent(complaint, investigation.investigator, now=now)
    if why:  # whom it is about came out later
        raise refuse(why)
    if investigation.reported_at is not None:
        raise IllegalMove(_("The report of this investigation is written."))
    return complaint


@transaction.atomic
def add_evidence(
    investigation: Investigation, *, kind: str, text: str, by: Actor, now: datetime
) -> Evidence:
    """A line of the evidence list."""
    complaint = _require_investigator(investigation, by, now)
    text = needed(text=text)["text"]
    if kind not in codes("evidence"):
        raise ValidationError({"kind": _("Choose the kind of evidence from the list.")})
    row: Evidence = Evidence.objects.create(
        investigation=investigation, kind=kind, text=text[:300], at=now, by_name=by.name
    )
    audit(complaint, "complaints.add_evidence", by=by, now=now, changes={"kind": kind})
    return row


@transaction.atomic
def report_investigation(
    investigation: Investigation,
    *,
    facts: str,
    cause: str,
    conclusion: str,
    proposal: str,
    by: Actor,
    now: datetime,
) -> None:
    """The report of the investigation, with at least one piece of evidence."""
    complaint = _require_investigator(investigation, by, now)
    texts = needed(facts=facts, conclusion=conclusion, proposal=proposal)
    if cause not in codes("causes"):
        raise ValidationError({"cause": _("Choose the cause from the list.")})
    if not investigation.evidence.exists():
        raise ValidationError(_("A report needs evidence: add at least one line to the list."))
    Investigation.objects.filter(pk=investigation.pk).update(**texts, cause=cause, reported_at=now)
    investigation.refresh_from_db()
    members = family(complaint, "investigate")
    # The households of a group are looked into with it: their sheets say the same.
    Investigation.objects.filter(
        complaint__in=[one.pk for one in members if one.pk != complaint.pk], reported_at=None
    ).update(**texts, cause=cause, reported_at=now)
    for one in members:
        move(
            one,
            FLOW,
            "investigate",
            code="complaints.investigate",
            by=by,
            now=now,
            changes={"cause": cause},
            cause=cause,
        )
        record(one, "investigated", by=by, now=now)
    if complaint.handler is not None:
        tell(
            complaint,
            [complaint.handler],
            "complaints.investigated",
            key=f"investigated{investigation.pk}",
            now=now,
        )


def round_began(complaint: Complaint) -> datetime:
    """Since when the round runs whose verdict stands: its investigation was given out then."""
    last = complaint.investigations.order_by("round").last()
    return last.assigned_at if last else complaint.received_at


def _refuse_beside_appeals(complaint: Complaint) -> None:
    """What is decided on appeal binds; new facts open the case again, with a round of its own."""
    filed = complaint.appeals.exclude(appellant="customer")
    if filed.filter(decided_at__isnull=True).exists():
        raise IllegalMove(_("An appeal against the verdict waits: its decision decides."))
    if filed.filter(filed_at__gte=round_began(complaint)).exists():
        raise IllegalMove(
            _("The verdict was decided on appeal; new facts need the case to be opened again.")
        )


@transaction.atomic
def judge_complaint(
    complaint: Complaint,
    *,
    verdict: str,
    responsibility: str,
    responsible: Staff | None = None,
    responsible_unit: Unit | None = None,
    reason: str,
    by_appeal: bool = False,
    by: Actor,
    now: datetime,
) -> Finding:
    """Whether the complaint is right and, apart from that, whose fault it is, with reasons.

    What follows (a conduct case, the appraisal, rectification) is the policy's word and announced.
    """
    if not by_appeal:
        require(by, GRADE, complaint)
    refuse_concerned(complaint, by)
    reason = needed(reason=reason)["reason"]
    # A verdict stands when the customer takes his complaint back: an appeal may still change it.
    there = {*REPORTED, Status.CLOSED, Status.ENDED}
    if by_appeal:
        there |= {Status.ASSIGNED, Status.WITHDRAWN, Status.CONVERTED}
    if complaint.status not in there:
        raise IllegalMove(_("A verdict needs the report of the investigation."))
    if not by_appeal:
        _refuse_beside_appeals(complaint)
    if verdict not in Verdict.values or verdict == Verdict.OPEN:
        raise ValidationError({"verdict": _("Say whether the complaint is upheld.")})
    if responsibility not in Responsibility.values:
        raise ValidationError({"responsibility": _("Say whose responsibility it is.")})
    if responsibility == Responsibility.EMPLOYEE and responsible is None:
        raise ValidationError({"responsible": _("Name the employee responsible.")})
    if responsibility != Responsibility.EMPLOYEE:
        responsible = None
    if responsible is not None and responsible.pk == by.id:
        raise ValidationError({"responsible": _("Nobody finds about himself.")})
    if responsible is not None and responsible_unit is None:
        responsible_unit = department_of(responsible.unit)
    # What is our fault counts for a department: the one in charge, where no other is named.
    # What is not, counts for none.
    ours = responsibility in OURS
    responsible_unit = (responsible_unit or department_of(complaint.unit)) if ours else None
    decision = ask(
        RESULTS,
        {"verdict": verdict, "responsibility": responsibility},
        on=timezone.localdate(now),
        company_id=complaint.company_id,
    )
    answer = decision.answer or {}
    valid = bool(answer["valid"])
    finding: Finding = Finding.objects.create(
        complaint=complaint,
        verdict=verdict,
        responsibility=responsibility,
        responsible=responsible,
        reason=reason,
        valid=valid,
        decision=decision,
        by_appeal=by_appeal,
        at=now,
        by_name=by.name,
    )
    for one in _judged_with(complaint):
        before = {"verdict": one.verdict, "responsibility": one.responsibility}
        values = {
            "verdict": verdict,
            "responsibility": responsibility,
            "responsible": responsible,
            "responsible_unit": responsible_unit,
            "valid": valid,
            "judged_at": now,
        }
        Complaint.objects.filter(pk=one.pk).update(**values)
        for name, value in values.items():
            setattr(one, name, value)
        withhold(one, by=acting(by), now=now)
        audit(
            one,
            "complaints.judge",
            by=by,
            now=now,
            changes={
                "verdict": [before["verdict"], verdict],
                "responsibility": [before["responsibility"], responsibility],
            },
            reason=reason,
            decision=decision.pk,
        )
    announce(
        ComplaintJudged(
            complaint_id=complaint.pk,
            number=complaint.number,
            verdict=verdict,
            responsibility=responsibility,
            valid=valid,
            leads_to=list(answer.get("leads_to") or ()),
            staff_id=responsible.pk if responsible else None,
            unit_id=(responsible_unit or complaint.unit).pk,
            company_id=complaint.company_id,
        ),
        now=now,
    )
    if responsible is not None:
        _count(complaint, responsible, now=now)
    return finding


def _judged_with(complaint: Complaint) -> list[Complaint]:
    """A case, and of a group every household whose investigation is reported, closed or not."""
    if not complaint.is_group:
        return [complaint]
    rows = complaint.children.filter(status__in=[*REPORTED, Status.CLOSED, Status.ENDED])
    related = rows.select_related("unit", "company", "request", "handler", "accused", "responsible")
    return [complaint, *related.order_by("id")[:500]]


def counted_complaints(staff: Staff, *, now: datetime) -> list[Complaint]:
    """The complaints against an employee that count by the policy, in its year (3.2.4(4))."""
    answer = look(COUNTING, {}, now=now, company_id=staff.unit.company_id)
    rows = Complaint.objects.filter(responsible=staff, judged_at__gte=_since(answer, now))
    if answer["complaints"] == "valid":
        rows = rows.filter(valid=True)
    # A group is one matter, however many households.
    return list(rows.filter(parent__isnull=True).order_by("judged_at", "id")[:100])


def _since(answer: dict[str, object], now: datetime) -> datetime:
    today = timezone.localdate(now)
    first = date(today.year, 1, 1)
    if answer["year"] == "rolling":
        first = today - timedelta(days=365)
    return midnight(first)


def _count(complaint: Complaint, staff: Staff, *, now: datetime) -> None:
    rows = counted_complaints(staff, now=now)
    decision = ask(
        RAISE,
        {"matter": "complaints", "complaints_in_year": len(rows)},
        on=timezone.localdate(now),
        company_id=complaint.company_id,
    )
    answer = decision.answer or {}
    if not answer.get("raise"):
        return
    announce(
        ComplaintsOfEmployee(
            staff_id=staff.pk,
            count=len(rows),
            ground=str(answer.get("ground", "")),
            clause=next(iter(decision.clauses), ""),
            complaint_id=complaint.pk,
            numbers=[one.number for one in rows],
            unit_id=department_of(staff.unit).pk,
            company_id=complaint.company_id,
        ),
        now=now,
    )


@transaction.atomic
def order_rectification(
    complaint: Complaint,
    *,
    unit: Unit,
    title: str,
    requirement: str,
    severity: str,
    by: Actor,
    now: datetime,
) -> Rectification:
    """The corrective action as a notice to a department; of the customer nothing is told."""
    require(by, GRADE, complaint)
    refuse_concerned(complaint, by)
    if complaint.judged_at is None:
        raise IllegalMove(_("First record the verdict."))
    row = issue_rectification(
        unit=unit,
        title=title,
        problem=_("Complaint {number} ({category}): {cause}").format(
            number=complaint.number,
            category=complaint.category_label,
            cause=complaint.cause_label or complaint.get_verdict_display(),
        ),
        requirement=requirement,
        severity=severity,
        clause="complaint/results",
        source=complaint,
        source_number=complaint.number,
        by=by,
        now=now,
    )
    audit(complaint, "complaints.rectify", by=by, now=now, changes={"rectification": row.number})
    return row
