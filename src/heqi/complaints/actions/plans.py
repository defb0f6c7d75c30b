"""The level-one plan: its steps with their limits, the reports, the review, the drill."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.complaints.access import HANDLE, LEAD
from heqi.complaints.actions.reporting import CENTRE, has_line, send_report
from heqi.complaints.actions.telling import needed, refuse_concerned, tell_posts
from heqi.complaints.catalogue import safety_signs
from heqi.complaints.facts import clause_of
from heqi.complaints.models import Complaint, Drill, Plan, PlanStep
from heqi.complaints.models.plans import StepKind
from heqi.complaints.states import Level, Status
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.people.access import may, require
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import ask
from heqi.service.actions import open_request
from heqi.service.models import ServiceRequest

QUESTION = "complaints.plan"
EMERGENCY = "emergency"
BATCH = 100


@transaction.atomic
def start_plan(complaint: Complaint, *, by: Actor, now: datetime) -> Plan:
    """The plan begins with the level: T0 is now; every step gets its clock. Begun once."""
    known = Plan.objects.filter(complaint=complaint).first()
    if known is not None:
        return known
    plan: Plan = Plan.objects.create(
        complaint=complaint, company=complaint.company, unit=complaint.unit, started_at=now
    )
    for kind in StepKind.values:
        day = timezone.localdate(now) if kind == StepKind.DAILY else None
        _add_step(plan, kind, day=day, by=by, now=now)
    audit(plan, "complaints.start_plan", by=by, now=now, changes={"complaint": complaint.number})
    tell_posts(
        complaint,
        ["service_office", "deputy_gm", "dept_head"],
        "complaints.plan_started",
        key="plan",
        now=now,
    )
    return plan


def _add_step(plan: Plan, kind: str, *, day: date | None, by: Actor, now: datetime) -> PlanStep:
    decision = ask(QUESTION, {"step": kind}, on=timezone.localdate(now), company_id=plan.company_id)
    answer = decision.answer or {}
    step: PlanStep = PlanStep.objects.create(
        plan=plan,
        kind=kind,
        day=day,
        who=list(answer.get("who") or ()),
        tell=list(answer.get("tell") or ()),
        clause=clause_of(decision, "due"),
        mark="company_set",
        decision=decision,
    )
    timeline = start_timeline(
        step,
        unit=plan.unit,
        decision=decision,
        facts={"step": kind},
        label=plan.complaint.number,
        by=by,
        now=now,
    )
    record_moment(timeline, "graded", by=by, now=now)
    clock = governing_clock(timeline)
    if clock is not None:
        step.due_at, step.clause, step.mark = clock.due_at, clock.clause, clock.mark
        PlanStep.objects.filter(pk=step.pk).update(
            due_at=clock.due_at, clause=clock.clause, mark=clock.mark
        )
    return step


@transaction.atomic
def finish_step(
    step: PlanStep,
    *,
    note: str,
    spokesperson: Staff | None = None,
    group: str = "",
    causes: str = "",
    measures: str = "",
    safety: str = "",
    emergency: str = "",
    address: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """A step of the plan is done; reports go to those whom the policy names.

    The confirming hands the safety part to the emergency (``safety``: none, open, known with the
    number of the ``emergency``; ``address`` where the complaint has none), the report names the
    one spokesperson, the forming its members, the review causes and measures. What goes to the
    national centre is done by the sending.
    """
    plan = step.plan
    complaint = plan.complaint
    if not may(by, LEAD, complaint):
        require(by, HANDLE, complaint)
    refuse_concerned(complaint, by)
    if complaint.status in (Status.MERGED, Status.WITHDRAWN, Status.CONVERTED):
        raise IllegalMove(_("This complaint is no longer open. Reload the page."))
    needed(note=note)
    if step.kind == StepKind.CONFIRM:
        _set(plan, emergency=safety_part(plan, safety, emergency, address, note=note, now=now))
    if step.kind == StepKind.REPORT:
        if spokesperson is None:
            raise ValidationError({"spokesperson": _("Name the one who speaks for the company.")})
        _set(plan, spokesperson=spokesperson)
    if step.kind == StepKind.GROUP:
        _set(plan, group=needed(group=group)["group"][:300])
    if step.kind == StepKind.REVIEW:
        _set(plan, **needed(causes=causes, measures=measures))
    waits = CENTRE in step.tell and has_line(complaint)
    done_at = None if waits else now
    won = PlanStep.objects.filter(pk=step.pk, done_at__isnull=True, written_at__isnull=True).update(
        done_at=done_at, written_at=now, done_by=by.name, note=note.strip()
    )
    if not won:
        raise IllegalMove(_("This step is done already. Reload the page."))
    step.done_at, step.written_at = done_at, now
    step.done_by, step.note = by.name, note.strip()
    timeline = timeline_of(step)
    if waits:
        send_report(complaint, note=step.note, step=step, by=by, now=now)
    elif timeline is not None:
        record_moment(timeline, "done", by=by, now=now)
    audit(step, "complaints.finish_step", by=by, now=now, changes={"step": step.kind})
    if step.tell:
        tell_posts(
            complaint,
            step.tell,
            "complaints.plan_report",
            key=f"step{step.pk}",
            now=now,
            step=StepKind(step.kind).label,
            note=step.note[:200],
        )
    end_plan_if_done(complaint, by=by, now=now)


def safety_part(
    plan: Plan, safety: str, number: str, address: str, *, note: str, now: datetime
) -> ServiceRequest | None:
    """The emergency that the safety part is handed to: opened now, or known by its number."""
    complaint = plan.complaint
    if safety not in ("none", "open", "known"):
        raise ValidationError({"safety": _("Say whether anybody or anything is in danger.")})
    if safety == "none":
        if safety_signs().intersection(complaint.signs):
            raise ValidationError(
                {"safety": _("By its signs it has a safety part: hand it to the emergency.")}
            )
        return None
    if safety == "known":
        rows = ServiceRequest.objects.filter(company=complaint.company_id, kind=EMERGENCY)
        found = rows.filter(number=number.strip().upper()).first()
        if found is None:
            raise ValidationError({"emergency": _("There is no emergency of this number.")})
        return found
    said = complaint.request
    made: ServiceRequest = open_request(
        kind=EMERGENCY,
        company=complaint.company,
        address=said.address or address.strip(),
        contact_name=said.contact_name,
        contact_phone=said.contact_phone,
        description=note.strip(),
        party=said.party,
        service_point=said.service_point,
        source=said.source,
        idempotency_key=f"plan-{plan.pk}",
        by=SYSTEM,
        now=now,
    )
    return made


def end_plan_if_done(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    """The plan ends when the complaint is closed and the review is written."""
    plan = Plan.objects.filter(complaint=complaint, ended_at__isnull=True).first()
    if plan is None or complaint.is_open:
        return
    for step in plan.steps.filter(kind=StepKind.DAILY, done_at__isnull=True):
        # Closed: no further daily report is owed.
        timeline = timeline_of(step)
        if timeline is not None:
            record_moment(timeline, "done", by=by, now=now)
        PlanStep.objects.filter(pk=step.pk).update(done_at=now, done_by=by.name)
    if not plan.steps.filter(kind=StepKind.REVIEW, done_at__isnull=True).exists():
        undone = _give_up_steps(plan, by=by, now=now)
        _set(plan, ended_at=now)
        if undone:
            audit(plan, "complaints.end_plan", by=by, now=now, changes={"undone": undone})


def cancel_plan(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    """The matter goes on elsewhere or is none any more: what the plan still owes is owed no
    longer, and none of its clocks runs on."""
    plan = Plan.objects.filter(complaint=complaint, ended_at__isnull=True).first()
    if plan is None:
        return
    _give_up_steps(plan, by=by, now=now)
    _set(plan, ended_at=now)
    audit(plan, "complaints.cancel_plan", by=by, now=now, changes={"state": complaint.status})


def _give_up_steps(plan: Plan, *, by: Actor, now: datetime) -> list[str]:
    """None of its clocks runs on; what was late already counts as missed. The kinds left undone."""
    steps = list(plan.steps.filter(done_at__isnull=True, written_at__isnull=True))
    for step in steps:
        timeline = timeline_of(step)
        if timeline is not None:
            record_moment(timeline, "cancelled", by=by, now=now)
    return [step.kind for step in steps]


def _set(plan: Plan, **values: Any) -> None:
    Plan.objects.filter(pk=plan.pk).update(**values)
    for name, value in values.items():
        setattr(plan, name, value)


def add_daily_steps(*, now: datetime) -> int:
    """The loop's task: until the complaint is closed there is a report to write every day."""
    today = timezone.localdate(now)
    rows = Plan.objects.filter(
        ended_at__isnull=True, complaint__is_open=True, complaint__level=Level.ONE
    ).exclude(steps__kind=StepKind.DAILY, steps__day=today)
    done = 0
    for plan in rows.select_related("complaint__unit", "unit")[:BATCH]:
        try:
            with transaction.atomic():
                _add_step(plan, StepKind.DAILY, day=today, by=SYSTEM, now=now)
        except IntegrityError:  # another loop was faster
            continue
        done += 1
    return done


@transaction.atomic
def record_drill(
    company: Unit,
    *,
    held_on: date,
    scenario: str,
    took_part: str,
    findings: str,
    by: Actor,
    now: datetime,
) -> Drill:
    """An exercise of the plan was held."""
    require(by, LEAD, company)
    texts = needed(scenario=scenario, took_part=took_part, findings=findings)
    if held_on > timezone.localdate(now):
        raise ValidationError({"held_on": _("A drill is recorded once it was held.")})
    drill: Drill = Drill.objects.create(
        company=company,
        unit=company,
        held_on=held_on,
        scenario=texts["scenario"][:200],
        took_part=texts["took_part"][:300],
        findings=texts["findings"],
        at=now,
        by_name=by.name,
    )
    audit(drill, "complaints.record_drill", by=by, now=now, changes={"held_on": held_on})
    return drill
