"""The rounds of a month: opened by themselves, reminded before their day, told when late."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from heqi.ledger.actors import SYSTEM
from heqi.notices.actions import notify
from heqi.people.models import Staff, Unit
from heqi.people.queries import holders_of_right, open_companies
from heqi.policies.measures import month_after
from heqi.policies.packs import current_pack
from heqi.readings.access import PLAN
from heqi.readings.actions.rounds import open_round
from heqi.readings.models import Round, Route, Stop
from heqi.readings.queries import left_of
from heqi.readings.states import RoundStatus

FIGURES = "data/reading_rounds"
# What has been late longer was told already.
RECENT = timedelta(days=7)


def open_rounds(*, now: datetime, most: int) -> int:
    """Open the month's round of every route that has a reader and stops and none yet."""
    today, opened = timezone.localdate(now), 0
    first = today.replace(day=1)
    for company in open_companies():
        figures = _figures(company, today)
        if today.day < int(figures["opens_on"]):
            continue
        rows = Route.objects.filter(
            ~Exists(Round.objects.filter(route=OuterRef("pk"), month=first)),
            Exists(Stop.objects.filter(route=OuterRef("pk"))),
            company=company,
            reader__isnull=False,
            reader__left_on__isnull=True,
        )
        for route in rows.select_related("reader", "unit").order_by("pk")[: most - opened]:
            due = max(today, _due(first, int(figures["due_on"])))
            open_round(route, month=first, due_on=due, by=SYSTEM, now=now)
            opened += 1
    return opened


def remind_rounds(*, now: datetime) -> int:
    """Remind a reader before the day of his round; tell him and the planners when it is late."""
    today, told = timezone.localdate(now), 0
    for company in open_companies():
        near = timedelta(days=int(_figures(company, today)["near_days"]))
        rows = Round.objects.filter(
            company=company,
            status=RoundStatus.OPEN,
            due_on__gte=today - RECENT,
            due_on__lte=today + near,
        ).select_related("route", "reader__unit", "unit")
        for round_ in rows.order_by("pk"):
            left = left_of(round_).count()
            if not left:
                continue
            is_late = round_.due_on < today
            code = "readings.round_late" if is_late else "readings.round_near"
            for person in _told(round_, today) if is_late else [round_.reader]:
                notify(
                    person,
                    code,
                    context={
                        "route": round_.route.name,
                        "month": f"{round_.month:%Y-%m}",
                        "due": f"{round_.due_on:%Y-%m-%d}",
                        "left": left,
                        "reader": round_.reader.name,
                    },
                    about=round_,
                    unit=round_.unit,
                    url="/field/readings/" if person == round_.reader else "/readings/routes/",
                    key=f"{code}:{round_.pk}:{person.pk}",
                    by=SYSTEM,
                    now=now,
                )
                told += 1
    return told


def _told(round_: Round, today: date) -> list[Staff]:
    """The reader and whoever plans his rounds, each once."""
    people = [round_.reader, *holders_of_right(PLAN, round_.unit, on=today)]
    return list({person.pk: person for person in people}.values())


def _figures(company: Unit, on: date) -> Any:
    return current_pack(company.pk).value(FIGURES, on).content


def _due(first: date, day: int) -> date:
    """A day of the month, its last one where it is shorter."""
    return min(first + timedelta(days=day - 1), month_after(first) - timedelta(days=1))
