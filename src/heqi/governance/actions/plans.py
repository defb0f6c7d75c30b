"""Customer-service plans of a year or quarter; they contain the special inspections (5.1)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.governance.access import LEAD
from heqi.governance.actions.committee import needed
from heqi.governance.models import ServicePlan
from heqi.governance.states import PLAN_FLOW, PlanStatus
from heqi.inspections.models import Plan
from heqi.inspections.periods import first_day
from heqi.inspections.states import Kind, PaperStatus
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import require
from heqi.people.models import Unit


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
def change_plan(plan: ServicePlan, *, aims: str, measures: str, by: Actor, now: datetime) -> None:
    """Other words, while the plan is a draft."""
    require(by, LEAD, plan)
    texts = needed(aims=aims, measures=measures)
    values = {"aims": texts["aims"][:3000], "measures": texts["measures"][:3000]}
    if not ServicePlan.objects.filter(pk=plan.pk, status=PlanStatus.DRAFT).update(**values):
        raise IllegalMove(_("The plan is issued and no longer changes."))
    for name, value in values.items():
        setattr(plan, name, value)
    audit(plan, "governance.change_plan", by=by, now=now)


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
