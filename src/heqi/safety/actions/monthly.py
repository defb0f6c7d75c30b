"""The VIP customers of a month, put into a plan by the loop (tiering/6.1(6), 6.2(5))."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import SYSTEM
from heqi.notices.actions import notify_holders
from heqi.people.models import Staff, Unit, UnitKind
from heqi.safety.access import PLAN
from heqi.safety.actions.planning import make_plan
from heqi.safety.models import Plan
from heqi.safety.periods import span_of

SENIOR = "senior_inspector"


def draw_vips(*, now: datetime) -> int:
    """A plan of the month for each company with VIP customers due, once; how many were drawn."""
    first, last = span_of(timezone.localdate(now), 1)
    drawn = Plan.objects.filter(drawn_for=first).values("company")
    companies = Unit.objects.filter(kind=UnitKind.COMPANY, closed_on__isnull=True)
    return sum(_draw(company, first, last, now=now) for company in companies.exclude(pk__in=drawn))


def _draw(company: Unit, first: date, last: date, *, now: datetime) -> bool:
    team = _team(company, now)
    if team is None:
        return False
    try:
        with transaction.atomic():
            plan = make_plan(
                unit=team,
                name=_("VIP customers {month}").format(month=f"{first:%Y-%m}"),
                since=first,
                until=last,
                vips=True,
                drawn_for=first,
                by=SYSTEM,
                now=now,
            )
    except (ValidationError, IntegrityError):  # nobody is due, or another loop was faster
        return False
    notify_holders(
        PLAN,
        team,
        "safety.vips_drawn",
        context={"plan": plan.name, "count": plan.checks.count(), "until": last},
        about=plan,
        url=f"/safety/plans/{plan.pk}/",
        by=SYSTEM,
        now=now,
    )
    return True


def _team(company: Unit, now: datetime) -> Unit | None:
    """The team of the senior inspectors, whom the policy sends to VIP persons."""
    rows = Staff.objects.filter(post=SENIOR, unit__company=company).select_related("unit")
    today = timezone.localdate(now)
    return next((one.unit for one in rows.order_by("number") if one.is_employed(today)), None)
