"""Routes, a year of readings, telegrams and cards for the demonstration."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from heqi.customers.models import Compound, Meter, Occupancy
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.models import Staff, Unit
from heqi.readings.actions import (
    create_route,
    deliver,
    keep_card_reading,
    open_round,
    place_compound,
    take_reading,
)
from heqi.readings.actions.telegrams import find_silent
from heqi.readings.books import sold
from heqi.readings.models import Miss, Reading, Round, Route
from heqi.readings.queries import last_values
from heqi.readings.states import FeedKind, RoundStatus, Source, Status

# Cubic metres a month by kind of customer; a fourth more in the cold months.
USE = {"residential": (8, 28), "commercial": (400, 1600), "industrial": (9000, 30000)}
COLD = (11, 12, 1, 2)
MONTHS, YEAR = 14, 12
CAUSES = ("nobody_home", "nobody_home", "blocked")
COLLECTION = Actor(kind="system", id=None, name="采集系统")
TELEGRAMS, CARDS, ODD = 400, 24, (5, 14)


def build_readings(
    *,
    team: Unit,
    readers: Sequence[Staff],
    compounds: Sequence[Compound],
    leader: Actor,
    now: datetime,
    seed: int = 7,
) -> list[Route]:
    """A route for each compound, a history by the month, and this month's rounds half walked."""
    rng = random.Random(seed)
    routes = []
    for n, compound in enumerate(compounds):
        route = create_route(
            unit=team,
            code=f"{compound.district[:1]}{n + 1:02}",
            name=compound.name,
            reader=readers[n % len(readers)],
            by=SYSTEM,
            now=now,
        )
        if place_compound(route, compound=compound, by=SYSTEM, now=now):
            _walked(route, rng, leader, now)
            routes.append(route)
    return routes


def _walked(route: Route, rng: random.Random, leader: Actor, now: datetime) -> None:
    today = timezone.localdate(now)
    points = list(route.stops.values_list("service_point", flat=True))
    meters = list(
        Meter.objects.filter(service_point__in=points, state="in_use")
        .select_related("service_point__unit", "company")
        .order_by("pk")
    )
    kinds = dict(
        Occupancy.objects.filter(service_point__in=points, until__isnull=True).values_list(
            "service_point", "party__customer_kind"
        )
    )
    rows: list[Reading] = []
    level: dict[int, Decimal] = {}
    base: dict[int, int] = {}
    past: dict[int, list[Decimal]] = {meter.pk: [] for meter in meters}
    for meter in meters:
        low, high = USE.get(str(kinds.get(meter.service_point_id)), USE["residential"])
        base[meter.pk] = rng.randint(low, high)
        level[meter.pk] = Decimal(rng.randint(20, 90) * base[meter.pk]) % meter.maximum
    for back in range(MONTHS, 0, -1):
        day = today - timedelta(days=30 * back)
        for meter in meters:
            share = rng.randint(85, 115) * (125 if day.month in COLD else 100)
            used = (Decimal(base[meter.pk] * share) / 10000).quantize(Decimal("0.1"))
            last = level[meter.pk]
            value = min(last + used, meter.maximum - 1)
            level[meter.pk] = value
            rows.append(_row(meter, route, day, value, last, now, past[meter.pk]))
    Reading.objects.bulk_create(rows, batch_size=2000)
    month = today.replace(day=1)
    round_ = open_round(route, month=month, due_on=today + timedelta(days=3), by=leader, now=now)
    _half(round_, meters, level, base, past, rng, now)


def _row(
    meter: Meter,
    route: Route,
    day: date,
    value: Decimal,
    last: Decimal,
    now: datetime,
    past: list[Decimal],
) -> Reading:
    """A reading without doubts; what it used is added to the meter's ``past``."""
    season = past[-YEAR] if len(past) >= YEAR else None
    past.append(value - last)
    return Reading(
        company_id=meter.company_id,
        unit_id=route.unit_id,
        service_point_id=meter.service_point_id,
        meter=meter,
        read_on=day,
        value=value,
        last_value=last,
        used_m3=value - last,
        same_season_m3=season,
        status=Status.TAKEN,
        taken_at=now,
        taken_by_id=route.reader_id,
    )


def _half(
    round_: Round,
    meters: list[Meter],
    level: dict[int, Decimal],
    base: dict[int, int],
    past: dict[int, list[Decimal]],
    rng: random.Random,
    now: datetime,
) -> None:
    """This month so far: most as ever, some odd, some not readable, the rest still to walk."""
    assert round_.status == RoundStatus.OPEN
    today = timezone.localdate(now)
    walked = meters[: len(meters) * 2 // 3]
    quiet: list[Reading] = []
    for n, meter in enumerate(walked):
        if n % 17 == 5:
            Miss.objects.create(
                round=round_,
                service_point_id=meter.service_point_id,
                cause=rng.choice(CAUSES),
                at=now,
                by_id=round_.reader_id,
            )
        elif n % 23 == 7 and n < 60:
            odd = level[meter.pk] - 3 if n % 2 else level[meter.pk] + base[meter.pk] * 3
            take_reading(
                meter,
                value=max(odd, Decimal(0)),
                on=today,
                confirmed=True,
                round_=round_,
                by=SYSTEM,
                now=now,
            )
        else:
            season = past[meter.pk][-YEAR]
            value = min(level[meter.pk] + season, meter.maximum - 1)
            row = _row(meter, round_.route, today, value, level[meter.pk], now, past[meter.pk])
            row.round = round_
            quiet.append(row)
    Reading.objects.bulk_create(quiet, batch_size=2000)
    Reading.objects.filter(round=round_, taken_by__isnull=True).update(taken_by=round_.reader_id)


def build_feed(company: Unit, *, now: datetime, seed: int = 7) -> None:
    """What meters tell of themselves: telegrams with a few that fell silent, cards with two odd."""
    rng = random.Random(seed)
    meters = Meter.objects.filter(company=company, state="in_use").order_by("pk")
    rows = []
    talking = list(meters.filter(kind="iot")[:TELEGRAMS])
    read = last_values(talking)
    for line, meter in enumerate(talking):
        is_silent = line % 40 == 9
        days = rng.randint(5, 12) if is_silent else 0
        at = now - timedelta(days=days, hours=line % 20)
        dial: Decimal | int = rng.randint(200, 2400)
        known = read.get(meter.pk)
        if known is not None:  # it goes on from what was read, as last month
            dial = min(known.value + (known.used_m3 or 0), meter.maximum - 1)
        told = {"meter": meter.number, "at": at.isoformat(), "dial": dial}
        rows.append({**told, "battery_low": "1" if is_silent else ""})
    if rows:
        deliver(
            company, kind=FeedKind.TELEGRAMS, rows=rows, key=f"{now:%Y%m%d}-01", digest="demo",
            source=Source.LINE, by=COLLECTION, now=now,
        )  # fmt: skip
    find_silent(now=now, most=TELEGRAMS)
    cards = meters.filter(kind="ic_card").select_related("service_point__unit", "company")
    for n, meter in enumerate(cards[:CARDS]):
        dial, balance = Decimal(rng.randint(300, 1500)), Decimal(rng.randint(20, 60))
        first, last = now - timedelta(days=40, hours=n), now - timedelta(hours=n + 2)
        given: dict[str, Any] = {"card_no": f"62{meter.pk:08}", "by": COLLECTION, "now": now}
        keep_card_reading(
            meter, dial=dial, balance=balance, bought=dial + balance, at=first,
            source=Source.FILE, **given,
        )  # fmt: skip
        used = Decimal(rng.randint(5, 18))
        left = balance + sold(meter.pk, first, last) - used + (Decimal("12.5") if n in ODD else 0)
        keep_card_reading(
            meter, dial=dial + used, balance=left, at=last,
            source=rng.choice([Source.HALL, Source.VISIT]), **given,
        )  # fmt: skip
