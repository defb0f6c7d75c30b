"""Plans of inspections: of the company (4.2, 5.1) and of each department (5.2)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.actions import Proof, fulfil
from heqi.inspections.actions.rights import needed, require_level, right_of
from heqi.inspections.models import Inspection, Plan, PlanLine
from heqi.inspections.models.plans import Period
from heqi.inspections.periods import first_day, next_period
from heqi.inspections.states import PAPERS, Kind, PaperStatus, Status
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.days import midnight
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify_holders
from heqi.people.models import Unit, UnitKind
from heqi.people.queries import company_of

DUTIES = {
    Period.YEAR: "yearly_plan",
    Period.QUARTER: "quarterly_plan",
    Period.MONTH: "company_inspection_plan",
}
OF_DEPARTMENT = "department_plan"


def level_of(unit: Unit) -> str:
    """Plans of a company are the office's, all others their department's."""
    return "company" if unit.kind == UnitKind.COMPANY else "department"


@transaction.atomic
def make_plan(
    unit: Unit, *, period: str, starts_on: date, aims: str, by: Actor, now: datetime
) -> Plan:
    """Begin a plan. ValidationError by field, or where the unit has one for the period."""
    require_level(by, level_of(unit), unit)
    if unit.kind not in (UnitKind.COMPANY, UnitKind.DEPARTMENT):
        raise ValidationError({"unit": _("The company and its departments make plans.")})
    if period not in Period.values:
        raise ValidationError({"period": _("Choose for how long the plan is.")})
    aims = needed(aims=aims)["aims"]
    try:
        with transaction.atomic():
            plan: Plan = Plan.objects.create(
                company=company_of(unit),
                unit=unit,
                period=period,
                starts_on=first_day(period, starts_on),
                aims=aims,
                made_at=now,
                made_by=by.name,
            )
    except IntegrityError:
        raise ValidationError(_("There is a plan for this period already.")) from None
    audit(plan, "inspections.make_plan", by=by, now=now, changes={"period": plan.period_text})
    return plan


@transaction.atomic
def change_plan(plan: Plan, *, aims: str, by: Actor, now: datetime) -> None:
    """Other aims, while it is a draft."""
    _require_draft(plan, by)
    plan.aims = needed(aims=aims)["aims"]
    Plan.objects.filter(pk=plan.pk).update(aims=plan.aims)
    audit(plan, "inspections.change_plan", by=by, now=now)


@transaction.atomic
def add_line(
    plan: Plan, *, kind: str, unit: Unit, theme: str, on: date, by: Actor, now: datetime
) -> PlanLine:
    """Intend an inspection; it lies in the plan's period and units."""
    _require_draft(plan, by)
    theme = needed(theme=theme)["theme"]
    if kind not in Kind.values:
        raise ValidationError({"kind": _("Choose the kind of inspection.")})
    if not plan.unit.covers(unit) or unit.kind == UnitKind.COMPANY:
        raise ValidationError({"unit": _("Choose a department or team that the plan covers.")})
    if not plan.starts_on <= on < next_period(plan.period, plan.starts_on):
        raise ValidationError({"on": _("This day lies outside the plan.")})
    line: PlanLine = PlanLine.objects.create(
        plan=plan, kind=kind, unit=unit, theme=theme[:120], on=on
    )
    changes = {"kind": kind, "unit": unit.pk, "theme": line.theme, "on": on}
    audit(plan, "inspections.add_line", by=by, now=now, changes=changes)
    return line


@transaction.atomic
def remove_line(line: PlanLine, *, by: Actor, now: datetime) -> None:
    """Take an intention out of a draft."""
    plan = line.plan
    _require_draft(plan, by)
    audit(plan, "inspections.remove_line", by=by, now=now, changes={"theme": line.theme})
    line.delete()


@transaction.atomic
def issue_plan(plan: Plan, *, by: Actor, now: datetime) -> None:
    """The plan holds from now on; the duty to make one is done."""
    _require_draft(plan, by)
    kinds = set(plan.lines.values_list("kind", flat=True))
    if not kinds:
        raise ValidationError(_("A plan names at least one inspection."))
    whole = plan.unit.kind == UnitKind.COMPANY
    if whole and plan.period != Period.MONTH and Kind.SPECIAL not in kinds:
        raise ValidationError(
            _("The plan of a year or a quarter contains special inspections (5.1). Add one.")
        )
    move(
        plan,
        PAPERS,
        "issue",
        code="inspections.issue_plan",
        by=by,
        now=now,
        issued_at=now,
        issued_by=by.name,
    )
    _count(plan, by=by, now=now)


def count_early_plans(*, now: datetime, limit: int = 50) -> int:
    """Plans that were issued before their period has begun count when it begins."""
    rows = Plan.objects.filter(
        status=PaperStatus.ISSUED, counted_at=None, starts_on__lte=timezone.localdate(now)
    )
    done = 0
    for plan in rows.select_related("unit").order_by("starts_on", "pk")[:limit]:
        with transaction.atomic():
            done += _count(plan, by=SYSTEM, now=now)
    return done


def tell_of_late_lines(*, now: datetime, limit: int = 50) -> int:
    """The loop's task: whoever organises is told of a planned inspection that was not held (5.2).

    Told once: the line stays red on the plan and on the calendar until it is held.
    """
    today = timezone.localdate(now)
    live = Inspection.objects.filter(plan_line=OuterRef("pk")).exclude(status=Status.CANCELLED)
    rows = PlanLine.objects.filter(
        ~Exists(live), plan__status=PaperStatus.ISSUED, on__lt=today, told_at__isnull=True
    )
    told = 0
    for line in rows.select_related("plan__unit", "unit").order_by("on", "pk")[:limit]:
        with transaction.atomic():
            if not PlanLine.objects.filter(pk=line.pk, told_at=None).update(told_at=now):
                continue
            notify_holders(
                right_of(level_of(line.plan.unit)), line.plan.unit, "inspections.line_late",
                context={
                    "plan": str(line.plan), "theme": line.theme, "unit": line.unit.name,
                    "on": line.on.isoformat(),
                },
                about=line.plan, url=f"/inspections/plans/{line.plan_id}/",
                key=f"inspection-line{line.pk}:late", by=SYSTEM, now=now,
            )  # fmt: skip
            told += 1
    return told


def _count(plan: Plan, *, by: Actor, now: datetime) -> bool:
    """Tell the duty to make this plan, once its period has begun."""
    if plan.starts_on > timezone.localdate(now):
        return False
    if not Plan.objects.filter(pk=plan.pk, counted_at=None).update(counted_at=now):
        return False
    whole = plan.unit.kind == UnitKind.COMPANY
    begun = midnight(plan.starts_on)
    proof = Proof(
        "plan",
        at=max(plan.issued_at or now, begun),
        key=f"inspection-plan:{plan.pk}",
        text=plan.aims[:200],
        reference=plan.period_text,
        url=f"/inspections/plans/{plan.pk}/",
    )
    duty = DUTIES[Period(plan.period)] if whole else OF_DEPARTMENT
    fulfil(duty, "people.unit", str(plan.unit_id), proof, by=by, now=now)
    return True


def _require_draft(plan: Plan, by: Actor) -> None:
    require_level(by, level_of(plan.unit), plan.unit)
    plan.refresh_from_db(fields=["status"])
    if plan.status != PaperStatus.DRAFT:
        raise IllegalMove(_("The plan is issued and no longer changes."))
