"""Service plans, improvements with progress, trainings and meetings, suggestions of staff."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.actions.recording import Proof, fulfil
from heqi.governance.access import IMPROVE, LEAD, SUGGEST
from heqi.governance.actions.committee import needed
from heqi.governance.events import IdeaAdopted, ImprovementDone
from heqi.governance.facts import due_after
from heqi.governance.models import Idea, Improvement, ServicePlan, Session
from heqi.governance.states import (
    IDEA_FLOW,
    IMPROVEMENT_FLOW,
    PLAN_FLOW,
    SESSION_FLOW,
    SessionStatus,
)
from heqi.inspections.models import Plan
from heqi.inspections.periods import first_day
from heqi.inspections.states import Kind, PaperStatus
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import refuse, require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of, department_of

IMPROVEMENT, IDEA = "GJ", "HL"
DUTY, TRAINING, UNIT = "improvement_plan", "service_training", "people.unit"
# Service improvement or rational suggestion with marked results, as conduct.consequences names it.
GROUND = "3.1.1.2"


@transaction.atomic
def write_plan(
    company: Unit, *, period: str, day: date, aims: str, measures: str, by: Actor, now: datetime
) -> ServicePlan:
    """Draft the customer-service plan of the year or quarter in which a day lies."""
    require(by, LEAD, company)
    texts = needed(aims=aims, measures=measures)
    if period not in ServicePlan.Period.values:
        raise ValidationError({"period": _("Choose a year or a quarter.")})
    try:
        with transaction.atomic():
            row: ServicePlan = ServicePlan.objects.create(
                company=company,
                unit=company,
                period=period,
                starts_on=first_day(period, day),
                aims=texts["aims"][:3000],
                measures=texts["measures"][:3000],
                made_by=by.name,
            )
    except IntegrityError:
        raise ValidationError({"day": _("There is a plan for this period already.")}) from None
    audit(row, "governance.write_plan", by=by, now=now, changes={"plan": str(row)})
    return row


@transaction.atomic
def issue_plan(plan: ServicePlan, *, by: Actor, now: datetime) -> None:
    """Issue the plan. It contains the special inspection plan of its period (inspection/5.1)."""
    require(by, LEAD, plan)
    special = Plan.objects.filter(
        unit=plan.company,
        period=plan.period,
        starts_on=plan.starts_on,
        status=PaperStatus.ISSUED,
        lines__kind=Kind.SPECIAL,
    ).first()
    if special is None:
        raise ValidationError(
            _("The plan contains the special inspections: issue the inspection plan first.")
        )
    move(
        plan, PLAN_FLOW, "issue", code="governance.issue_plan", by=by, now=now,
        inspections_id=special.pk, issued_at=now,
    )  # fmt: skip


@transaction.atomic
def want_improvement(
    *, unit: Unit, title: str, gap: str, source: tuple[str, str, str], by: Actor, now: datetime
) -> Improvement:
    """A gap came from elsewhere (a supervisor's opinion): the department plans how to close it."""
    require(by, IMPROVE, unit)
    kind, pk, _number = source
    known = Improvement.objects.filter(source_type=kind, source_id=pk).first()
    return known or _keep(unit, title, gap, source=source, by=by, now=now)


@transaction.atomic
def make_improvement(
    *,
    unit: Unit,
    title: str,
    gap: str,
    measures: str,
    owner: str,
    due_on: date | None,
    by: Actor,
    now: datetime,
) -> Improvement:
    """A department found a gap itself and plans how to close it (conduct/2.3(3))."""
    require(by, IMPROVE, unit)
    row = _keep(unit, title, gap, source=("", "", ""), by=by, now=now)
    plan_improvement(row, measures=measures, owner=owner, due_on=due_on, by=by, now=now)
    return row


@transaction.atomic
def plan_improvement(
    row: Improvement, *, measures: str, owner: str, due_on: date | None, by: Actor, now: datetime
) -> None:
    """How the gap is closed, by whom and until when; it shows that the department plans."""
    require(by, IMPROVE, row)
    texts = needed(measures=measures, owner=owner)
    if due_on is None or due_on < timezone.localdate(now):
        raise ValidationError({"due_on": _("Name a day from today on.")})
    move(
        row, IMPROVEMENT_FLOW, "plan", code="governance.plan_improvement", by=by, now=now,
        changes={"due_on": due_on.isoformat()},
        measures=texts["measures"][:2000], owner=texts["owner"][:60], due_on=due_on,
    )  # fmt: skip
    url = f"/governance/improvements/{row.pk}/"
    proof = Proof("plan", now, f"improvement:{row.pk}", row.title, row.number, url)
    fulfil(DUTY, UNIT, str(department_of(row.unit).pk), proof, by=by, now=now)


@transaction.atomic
def report_progress(row: Improvement, *, percent: int, note: str, by: Actor, now: datetime) -> None:
    """How far it is."""
    require(by, IMPROVE, row)
    note = needed(note=note)["note"]
    if not 0 <= percent <= 100:
        raise ValidationError({"percent": _("From 0 to 100.")})
    if not Improvement.objects.filter(pk=row.pk, status="open").update(percent=percent):
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    row.percent = percent
    changes = {"percent": percent}
    audit(row, "governance.progress", by=by, now=now, changes=changes, reason=note[:300])


@transaction.atomic
def finish_improvement(row: Improvement, *, effect: str, by: Actor, now: datetime) -> None:
    """The gap is closed; the effect is told."""
    require(by, IMPROVE, row)
    effect = needed(effect=effect)["effect"]
    today = timezone.localdate(now)
    move(
        row, IMPROVEMENT_FLOW, "finish", code="governance.finish_improvement", by=by, now=now,
        reason=effect[:300], effect=effect[:2000], percent=100, done_on=today,
    )  # fmt: skip
    announce(
        ImprovementDone(
            improvement_id=row.pk,
            number=row.number,
            late=bool(row.due_on and today > row.due_on),
            unit_id=row.unit_id,
            company_id=row.company_id,
        ),
        now=now,
    )


@transaction.atomic
def record_session(
    *,
    unit: Unit,
    kind: str,
    subject: str,
    held_on: date,
    led_by: str,
    content: str,
    present: Iterable[Staff],
    by: Actor,
    now: datetime,
) -> Session:
    """A training or service meeting: with who was there it took place, without it is planned."""
    require(by, IMPROVE, unit)
    texts = needed(subject=subject, led_by=led_by, content=content)
    people = list(present)
    if people and held_on > timezone.localdate(now):
        raise ValidationError({"held_on": _("This day is still to come.")})
    if kind not in Session.Kind.values:
        raise ValidationError({"kind": _("Say whether it was a training or a meeting.")})
    row: Session = Session.objects.create(
        company=company_of(unit),
        unit=unit,
        kind=kind,
        subject=texts["subject"][:100],
        held_on=held_on,
        led_by=texts["led_by"][:60],
        content=texts["content"][:3000],
        status=SessionStatus.PLANNED,
        made_at=now,
        made_by=by.name,
    )
    audit(row, "governance.record_session", by=by, now=now, changes={"held_on": str(held_on)})
    if people:
        record_attendance(row, present=people, by=by, now=now)
    return row


@transaction.atomic
def record_attendance(row: Session, *, present: Iterable[Staff], by: Actor, now: datetime) -> None:
    """Who was there; a training with its list shows that the department trains (2.3(4))."""
    require(by, IMPROVE, row)
    people = list(present)
    if row.held_on > timezone.localdate(now):
        raise ValidationError(_("This day is still to come."))
    if not people:
        raise ValidationError({"present": _("Mark who was there.")})
    move(
        row, SESSION_FLOW, "attend", code="governance.attendance", by=by, now=now,
        changes={"present": sorted(one.pk for one in people)},
    )  # fmt: skip
    row.present.set(people)
    if row.kind == Session.Kind.TRAINING:
        at = timezone.make_aware(datetime.combine(row.held_on, time(12)))
        url = f"/governance/sessions/{row.pk}/"
        proof = Proof("attendance", at, f"session:{row.pk}", row.subject, url=url)
        fulfil(TRAINING, UNIT, str(department_of(row.unit).pk), proof, by=by, now=now)


@transaction.atomic
def file_idea(*, title: str, text: str, by: Actor, now: datetime) -> Idea:
    """Somebody of the staff suggests an improvement; it is answered in time."""
    staff = Staff.objects.select_related("unit__company").filter(
        pk=by.id if by.kind == "staff" and by.id else 0
    )
    who = staff.first()
    if who is None:
        raise refuse(_("Only staff suggest improvements here."))
    require(by, SUGGEST, who.unit)
    texts = needed(title=title, text=text)
    row: Idea = Idea.objects.create(
        company=company_of(who.unit),
        unit=who.unit,
        number=next_number(IDEA, timezone.localdate(now)),
        staff=who,
        title=texts["title"][:80],
        text=texts["text"][:2000],
        filed_at=now,
        answer_by=due_after("answer_suggestion", who.unit, start=now, now=now),
    )
    audit(row, "governance.file_idea", by=by, now=now)
    return row


@transaction.atomic
def answer_idea(row: Idea, *, adopt: bool, answer: str, by: Actor, now: datetime) -> None:
    """Adopt a suggestion or not, in words; nobody answers his own. Adopted, it may be rewarded."""
    require(by, LEAD, row)
    if by.kind == "staff" and by.id == row.staff_id:
        raise refuse(_("Nobody answers his own suggestion."))
    answer = needed(answer=answer)["answer"]
    move(
        row, IDEA_FLOW, "adopt" if adopt else "decline", code="governance.answer_idea", by=by,
        now=now, reason=answer[:300], answer=answer[:500], answered_at=now, answered_by=by.name,
    )  # fmt: skip
    if adopt:
        announce(
            IdeaAdopted(
                idea_id=row.pk,
                number=row.number,
                title=row.title,
                ground=GROUND,
                staff_id=row.staff_id,
                unit_id=row.unit_id,
                company_id=row.company_id,
            ),
            now=now,
        )


@transaction.atomic
def carry_out_idea(row: Idea, *, effect: str, by: Actor, now: datetime) -> None:
    """The suggestion is in use; what it brought is told (inspection/3.7)."""
    require(by, LEAD, row)
    effect = needed(effect=effect)["effect"]
    move(
        row, IDEA_FLOW, "carry_out", code="governance.carry_out_idea", by=by, now=now,
        reason=effect[:300], effect=effect[:500],
    )  # fmt: skip


def _keep(
    unit: Unit, title: str, gap: str, *, source: tuple[str, str, str], by: Actor, now: datetime
) -> Improvement:
    texts = needed(title=title, gap=gap)
    if unit.kind not in ("department", "team"):
        raise ValidationError({"unit": _("An improvement belongs to a department or a team.")})
    kind, pk, number = source
    row: Improvement = Improvement.objects.create(
        company=company_of(unit),
        unit=unit,
        number=next_number(IMPROVEMENT, timezone.localdate(now)),
        title=texts["title"][:100],
        gap=texts["gap"][:2000],
        source_type=kind,
        source_id=pk,
        source_number=number[:40],
        plan_by=timezone.localdate(due_after("plan_improvement", unit, start=now, now=now)),
        made_at=now,
        made_by=by.name,
    )
    audit(row, "governance.want_improvement", by=by, now=now, changes={"source": number})
    return row
