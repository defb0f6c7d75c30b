"""Checks: the doors of a route, what became of each."""

from datetime import date, datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from heqi.ledger.actors import Actor
from heqi.safety.models import Check, Hazard
from heqi.safety.states import TO_CALL, C


def doors(route_ids: list[int], *, on: date) -> QuerySet[Check]:
    """What is still to call at today: booked times first, then in the order of the doors."""
    booked = When(booked_for__date__lte=on, then=Value(0))
    return (
        Check.objects.filter(route__in=route_ids, status__in=TO_CALL, is_open=True)
        .filter(Q(next_on__isnull=True) | Q(next_on__lte=on))
        .select_related("service_point__premises", "party", "route")
        .annotate(
            turn=Case(booked, default=Value(1), output_field=IntegerField()),
        )
        .order_by("turn", "booked_for", "route__plan__until", "route", "place", "id")
    )


def later(route_ids: list[int], *, on: date) -> QuerySet[Check]:
    """Doors that are called at again from a later day."""
    return (
        Check.objects.filter(route__in=route_ids, status__in=TO_CALL, is_open=True, next_on__gt=on)
        .select_related("party", "route")
        .order_by("next_on", "place")
    )


def checks(actor: Actor, given: dict[str, Any]) -> QuerySet[Check]:
    """Checks that the actor may see."""
    rows = Check.objects.visible_to(actor).select_related(
        "inspector", "plan", "route__inspector", "unit", "compound", "party"
    )
    rows = rows.exclude(plan__status="draft")
    if status := given.get("status"):
        rows = rows.filter(status=status)
    if plan := given.get("plan"):
        rows = rows.filter(plan=plan)
    if compound := given.get("compound"):
        rows = rows.filter(compound=compound)
    if tier := given.get("tier"):
        rows = rows.exclude(tier="standard") if tier == "vip" else rows.filter(tier=tier)
    if given.get("follow"):
        rows = rows.filter(status=C["REFUSED"], followed_up_at__isnull=True)
    if text := given.get("text"):
        rows = rows.filter(Q(number__startswith=text.upper()) | Q(address__icontains=text))
    return rows.order_by("-tried_at", "-id")


def find_check(actor: Actor, number: str) -> Check | None:
    """A check by its number, as far as the actor may see it."""
    return (
        Check.objects.visible_to(actor)
        .select_related(
            "unit",
            "company",
            "plan",
            "route__inspector",
            "full__lead",
            "party",
            "service_point__premises",
            "inspector",
            "decision",
        )
        .filter(number=number)
        .first()
    )


def hazards_of(check: Check) -> list[Hazard]:
    """What a check has found, the worst first."""
    return list(check.hazards.select_related("order", "found_by").order_by("level", "id"))


def waiting(actor: Actor, now: datetime) -> int:
    """Doors that the actor has to call at today; counted to two hundred."""
    from heqi.safety.queries.plans import my_routes

    ids = list(my_routes(actor).values_list("pk", flat=True)[:200])
    return len(doors(ids, on=timezone.localdate(now)).values_list("pk", flat=True)[:200])
