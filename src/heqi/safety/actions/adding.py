"""One more door at the end of a route: a VIP found later, a customer who wishes to be checked."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove
from heqi.people.access import require
from heqi.safety.access import PLAN
from heqi.safety.actions.planning import CHECK_PREFIX
from heqi.safety.models import Check, Route
from heqi.safety.selection import as_wished, point_of


@transaction.atomic
def add_point(route: Route, *, account: str, by: Actor, now: datetime) -> Check:
    """Put the customer of an account at the end of a route, whether he is due or not."""
    require(by, PLAN, route)
    if route.plan.status == "closed":
        raise IllegalMove(_("The plan is closed."))
    point = point_of(route.plan.company, account)
    if point is None:
        raise ValidationError({"account": _("No supply with gas has this account number here.")})
    due = as_wished(point, until=route.plan.until)
    if due.reach != route.reach:
        raise ValidationError({"account": _("VIP customers are checked on a route of their own.")})
    last = route.checks.order_by("-place").values_list("place", flat=True).first() or 0
    try:
        with transaction.atomic():
            made: Check = Check.objects.create(
                number=next_number(CHECK_PREFIX, timezone.localdate(now)),
                company=route.plan.company,
                unit=route.unit,
                plan=route.plan,
                route=route,
                service_point=due.point,
                party=due.party,
                customer_kind=due.customer_kind,
                tier=due.tier,
                compound=due.point.premises.compound,
                address=due.point.premises.text,
                place=last + 1,
                last_on=due.last_on,
                due_on=route.plan.until,
                decision=due.rule.decision,
                clause=due.rule.clause,
            )
    except IntegrityError as error:
        raise ValidationError(
            {"account": _("This customer is in an open plan already.")}
        ) from error
    audit(made, "safety.add_point", by=by, now=now, changes={"route": route.pk})
    return made
