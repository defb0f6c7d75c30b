"""Making plans, and giving their routes to inspectors."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Compound
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number, reserve_numbers
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify, notify_post
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.safety.access import ORGANISE, PLAN
from heqi.safety.checklist import longest_route
from heqi.safety.facts import ROUTINE
from heqi.safety.models import Check, Plan, Reach, Route
from heqi.safety.posts import PLAIN, check_holder, check_inspector, staff_of
from heqi.safety.selection import Due, due_points, in_order_of_doors, points_in
from heqi.safety.states import PLAN_FLOW, TO_CALL, CheckStatus

PLAN_PREFIX, CHECK_PREFIX = "AP", "AC"
MOST = 20_000


@transaction.atomic
def make_plan(
    *,
    unit: Unit,
    name: str,
    since: date,
    until: date,
    compounds: Sequence[Compound] = (),
    vips: bool = False,
    drawn_for: date | None = None,
    by: Actor,
    now: datetime,
) -> Plan:
    """Choose who is due by the policy, and lay routes past their doors; nobody is assigned yet.

    ``drawn_for`` is the month of a plan that the loop draws. Raises ``ValidationError`` where
    nobody is due or more are than one plan can hold.
    """
    require(by, PLAN, unit)
    company = unit.company
    if company is None:
        raise ValidationError({"unit": _("A plan belongs to a team of a company.")})
    if until < since:
        raise ValidationError({"until": _("The last day lies before the first one.")})
    if not compounds and not vips:
        raise ValidationError({"compounds": _("Choose compounds, or the VIP customers.")})
    if any(one.company_id != company.pk for one in compounds):
        raise ValidationError({"compounds": _("This compound belongs to another company.")})
    points = points_in(company, compounds=compounds, vips=vips)
    rows = in_order_of_doors(due_points(points, since=since, until=until))
    if not rows:
        raise ValidationError(_("Nobody is due there: all are checked or in another plan."))
    if len(rows) > MOST:
        raise ValidationError(
            _("{n} customers are too many for one plan; at most {most}.").format(
                n=len(rows), most=MOST
            )
        )
    plan = Plan.objects.create(
        number=next_number(PLAN_PREFIX, timezone.localdate(now)),
        company=company,
        unit=unit,
        name=name,
        since=since,
        until=until,
        drawn_for=drawn_for,
        made_at=now,
        made_by=by.name,
    )
    _lay_routes(plan, rows, now)
    audit(
        plan,
        "safety.make_plan",
        by=by,
        now=now,
        changes={"checks": len(rows), "compounds": [one.pk for one in compounds], "vips": vips},
    )
    return plan


def _lay_routes(plan: Plan, rows: list[Due], now: datetime) -> None:
    """VIPs by tier, everybody else by compound; a long one is cut into buildings."""
    areas: dict[tuple[str, int | None], list[Due]] = defaultdict(list)
    for row in rows:
        compound = row.point.premises.compound_id if row.reach == Reach.AREA else None
        areas[(row.reach, compound)].append(row)
    for (reach, _compound), doors in areas.items():
        if reach == Reach.AREA and len(doors) > longest_route():
            buildings: dict[str, list[Due]] = defaultdict(list)
            for row in doors:
                buildings[row.point.premises.building].append(row)
            for building, part in buildings.items():
                _route(plan, reach, part, building, now)
        else:
            _route(plan, reach, doors, "", now)


def _route(plan: Plan, reach: str, doors: list[Due], building: str, now: datetime) -> None:
    first = doors[0]
    compound = first.point.premises.compound if reach == Reach.AREA else None
    rule = first.rule
    route = Route.objects.create(
        plan=plan,
        unit=plan.unit,
        reach=reach,
        compound=compound,
        building=building,
        name=compound.name if compound else "",
        inspectors=list(rule.inspectors),
        organise=list(rule.organise),
        clause=rule.who_clause,
    )
    numbers = reserve_numbers(CHECK_PREFIX, timezone.localdate(now), len(doors))
    Check.objects.bulk_create(
        (
            Check(
                number=number,
                company=plan.company,
                unit=plan.unit,
                plan=plan,
                route=route,
                scope=ROUTINE,
                service_point=row.point,
                party=row.party,
                customer_kind=row.customer_kind,
                tier=row.tier,
                compound=row.point.premises.compound,
                address=row.point.premises.text,
                place=place,
                last_on=row.last_on,
                due_on=row.due_on,
                decision=row.rule.decision,
                clause=row.rule.clause,
            )
            for place, (number, row) in enumerate(zip(numbers, doors, strict=True), start=1)
        ),
        batch_size=500,
    )


@transaction.atomic
def assign_route(
    route: Route,
    *,
    inspector: Staff,
    override_reason: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Give a route to an inspector.

    Raises ``NeedsReason`` where the policy wants another post (tiering/6.1(6): senior inspectors
    for VIP persons) and no reason is given.
    """
    require(by, PLAN, route)
    if route.plan.status == "closed":
        raise IllegalMove(_("The plan is closed."))
    if not inspector.is_employed(timezone.localdate(now)):
        raise ValidationError({"inspector": _("This person no longer works here.")})
    reason = override_reason.strip()
    check_inspector(route.inspectors, route.clause, inspector, override_reason=reason, now=now)
    senior = not needs_senior(route) or holds_wanted(route, inspector, now=now)
    values = {
        "inspector": inspector,
        "override_reason": "" if senior else reason[:300],
        "override_by": "" if senior else by.name,
    }
    before = route.inspector_id
    Route.objects.filter(pk=route.pk).update(**values)
    for key, value in values.items():
        setattr(route, key, value)
    audit(
        route.plan,
        "safety.assign_route",
        by=by,
        now=now,
        changes={"route": route.pk, "inspector": [before, inspector.pk]},
        reason=reason,
    )
    if route.plan.status == "open":
        _tell_inspector(route, by=by, now=now)


def needs_senior(route: Route) -> bool:
    """Whether the policy names another post than any inspector."""
    return any(post != PLAIN for post in route.inspectors)


def holds_wanted(route: Route, inspector: Staff, *, now: datetime) -> bool:
    """Whether somebody holds the post that a route wants."""
    try:
        check_inspector(route.inspectors, route.clause, inspector, override_reason="", now=now)
    except ValidationError:
        return False
    return True


@transaction.atomic
def open_plan(plan: Plan, *, by: Actor, now: datetime) -> None:
    """Send the inspectors out; each route needs one. The deputy general manager hears of VIPs."""
    require(by, PLAN, plan)
    routes = list(plan.routes.select_related("inspector__unit", "unit", "plan"))
    without = [str(route) for route in routes if route.inspector_id is None]
    if without:
        raise ValidationError(
            _("No inspector yet: {routes}.").format(routes=_(", ").join(without[:5]))
        )
    move(plan, PLAN_FLOW, "open", code="safety.open_plan", by=by, now=now)
    for route in routes:
        _tell_inspector(route, by=by, now=now)
        if route.organise and route.organised_at is None:
            _tell_organisers(route, by=by, now=now)


@transaction.atomic
def organise_route(route: Route, *, reason: str = "", by: Actor, now: datetime) -> None:
    """The deputy general manager takes charge of checking VIP persons (tiering/6.1(6)).

    Somebody else gives the reason why he organises it.
    """
    require(by, ORGANISE, route)
    if not route.organise:
        raise IllegalMove(_("Nobody has to organise this route."))
    staff = staff_of(by)
    check_holder(route.organise, route.clause, staff, reason=reason, now=now)
    won = Route.objects.filter(pk=route.pk, organised_at__isnull=True).update(
        organiser=staff, organised_at=now
    )
    if not won:
        raise IllegalMove(_("This route is organised already."))
    route.organiser, route.organised_at = staff, now
    audit(
        route.plan,
        "safety.organise_route",
        by=by,
        now=now,
        changes={"route": route.pk, "organiser": staff.pk if staff else None},
        reason=reason,
    )


@transaction.atomic
def close_plan(plan: Plan, *, by: Actor, now: datetime) -> int:
    """End a plan; who was never checked is due again in the next one. Returns how many."""
    require(by, PLAN, plan)
    move(plan, PLAN_FLOW, "close", code="safety.close_plan", by=by, now=now, closed_at=now)
    rows = Check.objects.filter(plan=plan, is_open=True)
    dropped = rows.filter(status__in=TO_CALL).update(status=CheckStatus.DROPPED, is_open=False)
    rows.update(is_open=False)
    audit(plan, "safety.drop_checks", by=by, now=now, changes={"dropped": dropped})
    return dropped


@transaction.atomic
def split_route(route: Route, *, building: str, by: Actor, now: datetime) -> Route:
    """Give the doors of one building a route of their own."""
    require(by, PLAN, route)
    if route.plan.status == "closed":
        raise IllegalMove(_("The plan is closed."))
    rows = route.checks.filter(service_point__premises__building=building)
    count = rows.count()
    if not count or count == route.checks.count() or route.is_vip:
        raise ValidationError({"building": _("There is nothing to take apart here.")})
    made = Route.objects.create(
        plan=route.plan,
        unit=route.unit,
        reach=route.reach,
        compound=route.compound,
        building=building,
        name=route.name,
        inspectors=route.inspectors,
        organise=route.organise,
        clause=route.clause,
    )
    rows.update(route=made)
    audit(
        route.plan,
        "safety.split_route",
        by=by,
        now=now,
        changes={"route": route.pk, "building": building, "checks": count},
    )
    return made


def _tell_inspector(route: Route, *, by: Actor, now: datetime) -> None:
    if route.inspector is None:
        return
    notify(
        route.inspector,
        "safety.route",
        context={
            "plan": route.plan.name,
            "route": str(route),
            "count": route.checks.count(),
            "until": route.plan.until,
        },
        about=route.plan,
        url=f"/field/safety/{route.pk}/",
        key=f"safety:route:{route.pk}:{route.inspector_id}",
        by=by,
        now=now,
    )


def _tell_organisers(route: Route, *, by: Actor, now: datetime) -> None:
    for post in route.organise:
        notify_post(
            post,
            route.unit,
            "safety.vip_route",
            context={
                "plan": route.plan.name,
                "route": str(route),
                "count": route.checks.count(),
                "clause": route.clause,
            },
            about=route.plan,
            url=f"/safety/plans/{route.plan_id}/",
            key=f"safety:organise:{route.pk}",
            by=by,
            now=now,
        )


def turn(check: Check) -> None:
    """Let writers of one check follow each other; the update locks the row on any database."""
    Check.objects.filter(pk=check.pk).update(place=F("place"))
