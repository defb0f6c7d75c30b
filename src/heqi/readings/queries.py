"""Reading routes, rounds and readings."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from heqi.customers.models import Compound, Meter, Occupancy, OccupancyRole
from heqi.customers.search.tokens import key_of
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit
from heqi.readings.access import PLAN, REVIEW
from heqi.readings.models import CardReading, MeterCheck, Miss, Reading, Round, Route, Stop
from heqi.readings.states import STANDING, CheckStatus, RoundStatus, Status


def routes(actor: Actor) -> QuerySet[Route]:
    """The routes that the actor may see, with their stops counted."""
    rows = cast("QuerySet[Route]", Route.objects.visible_to(actor))
    return rows.select_related("reader", "unit").annotate(length=Count("stops")).order_by("code")


def rounds_of(rows: Iterable[Route], month: date) -> dict[int, Round]:
    """The rounds of a month by route, with what is done counted; two queries."""
    found = Round.objects.filter(route__in=[row.pk for row in rows], month=month)
    read = Count("readings", filter=Q(readings__status__in=STANDING), distinct=True)
    missed = Count("misses", distinct=True)
    return {
        one.route_id: one
        for one in found.select_related("reader").annotate(read=read, missed=missed)
    }


def rounds_to_walk(actor: Actor) -> QuerySet[Round]:
    """The actor's open rounds, the first due first."""
    read = Count("readings", filter=Q(readings__status__in=STANDING), distinct=True)
    return (
        Round.objects.filter(reader=actor.id, status=RoundStatus.OPEN)
        .select_related("route")
        .annotate(read=read, missed=Count("misses", distinct=True))
        .order_by("due_on", "pk")
    )


def left_of(round_: Round) -> QuerySet[Stop]:
    """The stops of a round with a meter that is neither read nor explained."""
    here = {"service_point": OuterRef("service_point")}
    of_meter = Reading.objects.filter(round=round_, meter=OuterRef("pk"), status__in=STANDING)
    hanging = Meter.objects.filter(**here, state="in_use")
    read = Reading.objects.filter(round=round_, **here, status__in=STANDING)
    missed = Miss.objects.filter(round=round_, **here)
    unread = Q(Exists(hanging.filter(~Exists(of_meter)))) | ~Q(Exists(hanging)) & ~Q(Exists(read))
    return (
        Stop.objects.filter(unread, ~Exists(missed), route=round_.route_id)
        .select_related("service_point__premises__compound", "service_point__unit", "route")
        .order_by("place", "pk")
    )


@dataclass(frozen=True, slots=True)
class Call:
    """A meter in use at a stop, and what became of it in the round; a stop without one is a call
    as well."""

    stop: Stop
    meter: Meter | None
    reading: Reading | None
    miss: Miss | None

    def is_over_age(self, on: date) -> bool:
        """Whether the meter has outlived its service life."""
        return self.meter is not None and self.meter.is_over_age(on)


def walk(round_: Round, stops: Iterable[Stop]) -> list[Call]:
    """Every meter of some stops and what is done; three queries whatever their number."""
    rows = list(stops)
    points = [stop.service_point_id for stop in rows]
    meters: dict[int, list[Meter | None]] = defaultdict(list)
    for meter in (
        Meter.objects.filter(service_point__in=points, state="in_use")
        .select_related("service_point__unit", "company")
        .order_by("installed_on", "id")
    ):
        meters[meter.service_point_id].append(meter)
    readings: dict[int, Reading] = {}
    of_point: dict[int, Reading] = {}
    for one in Reading.objects.filter(round=round_, service_point__in=points, status__in=STANDING):
        readings[one.meter_id] = of_point[one.service_point_id] = one
    misses = {
        one.service_point_id: one
        for one in Miss.objects.filter(round=round_, service_point__in=points)
    }
    return [
        Call(
            stop,
            meter,
            readings.get(meter.pk) if meter else of_point.get(stop.service_point_id),
            misses.get(stop.service_point_id),
        )
        for stop in rows
        for meter in meters.get(stop.service_point_id) or [None]
    ]


def last_values(meters: Iterable[Meter]) -> dict[int, Reading]:
    """The last standing reading of each meter; one query."""
    ids = [meter.pk for meter in meters]
    newest = Reading.objects.filter(meter=OuterRef("meter"), status__in=STANDING).order_by(
        "-read_on", "-id"
    )
    rows = Reading.objects.filter(meter__in=ids, status__in=STANDING, pk=newest.values("pk")[:1])
    return {one.meter_id: one for one in rows}


def readings(actor: Actor, *, status: str = "", route: int = 0, q: str = "") -> QuerySet[Reading]:
    """Readings that the actor may see, the newest first."""
    rows = cast("QuerySet[Reading]", Reading.objects.visible_to(actor))
    if status:
        rows = rows.filter(status=status)
    if route:
        rows = rows.filter(round__route=route)
    return with_details(_numbered(rows, q))


def with_details(rows: QuerySet[Reading]) -> QuerySet[Reading]:
    """Readings with what a list tells of them, the newest first."""
    related = (
        "meter", "service_point__premises__compound", "taken_by", "round__route", "unit__company",
    )  # fmt: skip
    return rows.select_related(*related).order_by("-id")


def users_of(points: Any) -> list[int]:
    """The customers who use gas at some service points."""
    held = Occupancy.objects.filter(
        service_point__in=points, role=OccupancyRole.USER, until__isnull=True
    )
    return sorted(set(held.order_by().values_list("party_id", flat=True)))


def to_review(actor: Actor) -> int:
    """How many wait for the actor's review; counted to a hundred."""
    rows = within(Reading.objects.all(), actor, REVIEW)
    return len(rows.filter(status=Status.TO_REVIEW).order_by().values_list("pk")[:100])


def compounds_without_route(actor: Actor) -> QuerySet[Compound]:
    """Compounds in which somebody who plans has points on no route yet."""
    routed = Stop.objects.filter(service_point__premises__compound=OuterRef("pk"))
    rows = within(Compound.objects.all(), actor, PLAN)
    return rows.filter(~Exists(routed)).order_by("district", "name")


def checks(actor: Actor, *, status: str = "", kind: str = "", q: str = "") -> QuerySet[MeterCheck]:
    """Meters to check that the actor may see, the newest first."""
    rows = cast("QuerySet[MeterCheck]", MeterCheck.objects.visible_to(actor))
    if status:
        rows = rows.filter(status=status)
    if kind:
        rows = rows.filter(kind=kind)
    return with_check_details(_numbered(rows, q))


def with_check_details(rows: QuerySet[MeterCheck]) -> QuerySet[MeterCheck]:
    """Meters to check with what a list tells of them, the newest first."""
    related = ("meter", "service_point__premises__compound", "card_reading", "closed_by", "unit")
    return rows.select_related(*related).order_by("-id")


def cards(actor: Actor, *, q: str = "", below: bool = False) -> QuerySet[CardReading]:
    """Card readings that the actor may see, the newest first; ``below`` those below zero."""
    rows = cast("QuerySet[CardReading]", CardReading.objects.visible_to(actor))
    if below:
        rows = rows.filter(left__lt=0)
    return with_card_details(_numbered(rows, q))


def with_card_details(rows: QuerySet[CardReading]) -> QuerySet[CardReading]:
    """Card readings with what a list tells of them, the newest first."""
    related = ("meter", "service_point__premises__compound", "taken_by")
    return rows.select_related(*related).order_by("-at", "-id")


def _numbered(rows: QuerySet[Any], q: str) -> QuerySet[Any]:
    """Those whose meter or account begins with a number."""
    key = key_of(q) if q else ""
    if not key:
        return rows
    return rows.filter(
        Q(meter__number_key__startswith=key) | Q(service_point__account_key__startswith=key)
    )


def to_check(actor: Actor) -> int:
    """How many meters wait to be checked by the actor; counted to a hundred."""
    rows = within(MeterCheck.objects.all(), actor, REVIEW)
    return len(rows.filter(status=CheckStatus.OPEN).order_by().values_list("pk")[:100])


def meter_of(company: Unit, number: str) -> Meter | None:
    """A meter of the company by its number: the one in use, else the one last taken away."""
    rows = Meter.objects.filter(company=company, number_key=key_of(number))
    rows = rows.order_by("state", "-removed_on", "-id")
    return rows.select_related("service_point__unit", "company").first()
