"""How the network is made up and what a year brought."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from heqi.clocks.models import Clock, ClockState
from heqi.people.models import Unit
from heqi.rectifications.models import Rectification
from heqi.supervision.facts import intended_share, terms_on
from heqi.supervision.models import Gathering, Invitation, Item, Opinion, Rating, Supervisor
from heqi.supervision.states import (
    GatheringStatus,
    Group,
    ItemStatus,
    OpinionStatus,
    Outcome,
    Standing,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One group of the network: how many there are, and how many there should be."""

    group: str
    label: str
    count: int
    share: Decimal
    intended: Decimal
    wanted: int

    @property
    def percent(self) -> int:
        """The present share, for the bar."""
        return int(self.share * 100)

    @property
    def short(self) -> int:
        """How many are missing."""
        return max(0, self.wanted - self.count)


@dataclass(frozen=True, slots=True)
class Composition:
    """The network against what the policy intends (supervision/members)."""

    total: int
    least: int
    most: int
    parts: list[Part]

    @property
    def fits(self) -> bool:
        """Whether the number lies in the range and no group is missing altogether."""
        return self.least <= self.total <= self.most and all(part.count for part in self.parts)


def composition(company: Unit, *, on: date) -> Composition:
    """How the network of a company is made up; the intended numbers are of the larger of the
    present and the least size."""
    terms = terms_on(on=on, company_id=company.pk)
    rows = Supervisor.objects.filter(company=company, status=Standing.SERVING).order_by()
    counts = dict(rows.values_list("group").annotate(n=Count("pk")))
    total = sum(counts.values())
    size = max(total, terms.least)
    labels = dict(Group.choices)
    parts = []
    for group in terms.groups:
        intended = intended_share(group, on=on, company_id=company.pk)
        count = counts.get(group, 0)
        parts.append(
            Part(
                group=group,
                label=str(labels[Group(group)]),
                count=count,
                share=Decimal(count) / total if total else Decimal(0),
                intended=intended,
                wanted=int(intended * size),
            )
        )
    return Composition(total, terms.least, terms.most, parts)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What the network did in a year; plain values, kept with the report."""

    year: int
    members: int
    groups: dict[str, int]
    opinions: int
    areas: dict[str, int]
    answered_in_time: int
    answered_late: int
    closed_in_time: int
    closed_late: int
    closed: int
    fed_back: int
    satisfied: int
    unsatisfied: int
    valid: int
    rectifications: int
    improvements: int
    meetings: int
    visits: int
    invited: int
    came: int
    items: int
    items_done: int
    ratings: int
    marks: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the report."""
        return asdict(self)


def figures_of(company: Unit, year: int, *, now: datetime) -> YearFigures:
    """The figures of a year, counted now."""
    opinions = Opinion.objects.filter(company=company, received_at__year=year).exclude(
        status=OpinionStatus.WITHDRAWN
    )
    told = opinions.order_by().aggregate(
        n=Count("pk"),
        closed=Count("pk", filter=Q(status=OpinionStatus.CLOSED)),
        fed_back=Count("pk", filter=Q(status=OpinionStatus.CLOSED) & ~Q(result="")),
        content=Count("pk", filter=Q(satisfied=True)),
        discontent=Count("pk", filter=Q(satisfied=False)),
        valid=Count("pk", filter=Q(verdict=Verdict.VALID)),
        improvements=Count("pk", filter=Q(outcome=Outcome.IMPROVE)),
    )
    kept = _limits(company, year)
    ids = [str(pk) for pk in opinions.order_by().values_list("pk", flat=True)]
    gatherings = Gathering.objects.filter(
        company=company,
        at__year=year,
        status__in=[GatheringStatus.HELD, GatheringStatus.MINUTED],
    ).order_by()
    kinds = dict(gatherings.values_list("kind").annotate(n=Count("pk")))
    there = Invitation.objects.filter(gathering__in=gatherings).aggregate(
        n=Count("pk"), came=Count("pk", filter=Q(came=True))
    )
    items = Item.objects.filter(gathering__in=gatherings).aggregate(
        n=Count("pk"), done=Count("pk", filter=Q(status=ItemStatus.DONE))
    )
    serving = _serving(company, year, now)
    ratings = list(Rating.objects.filter(round__company=company, round__year=year))
    return YearFigures(
        year=year,
        members=sum(serving.values()),
        groups=serving,
        opinions=told["n"],
        areas=dict(opinions.order_by().values_list("area").annotate(n=Count("pk"))),
        answered_in_time=kept["answer_in"][0],
        answered_late=kept["answer_in"][1],
        closed_in_time=kept["close_in"][0],
        closed_late=kept["close_in"][1],
        closed=told["closed"],
        fed_back=told["fed_back"],
        satisfied=told["content"],
        unsatisfied=told["discontent"],
        valid=told["valid"],
        rectifications=Rectification.objects.filter(
            source_type="supervision.opinion", source_id__in=ids
        ).count(),
        improvements=told["improvements"],
        meetings=kinds.get(Gathering.Kind.MEETING, 0),
        visits=kinds.get(Gathering.Kind.VISIT, 0),
        invited=there["n"],
        came=there["came"],
        items=items["n"],
        items_done=items["done"],
        ratings=len(ratings),
        marks=averages(ratings),
    )


def averages(ratings: list[Rating]) -> dict[str, int]:
    """The average mark of each aspect in hundredths, cut, never rounded up."""
    sums: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for rating in ratings:
        for aspect, mark in rating.marks.items():
            sums[aspect] += mark
            counts[aspect] += 1
    return {aspect: sums[aspect] * 100 // counts[aspect] for aspect in sums}


def _limits(company: Unit, year: int) -> dict[str, tuple[int, int]]:
    rows = (
        Clock.objects.filter(
            company=company,
            timeline__subject_type="supervision.opinion",
            timeline__started_at__year=year,
        )
        .order_by()
        .values_list("name")
        .annotate(
            met=Count("pk", filter=Q(state=ClockState.MET)),
            late=Count("pk", filter=Q(state__in=[ClockState.MISSED, ClockState.OVERDUE])),
        )
    )
    found = {name: (met, late) for name, met, late in rows}
    return {name: found.get(name, (0, 0)) for name in ("answer_in", "close_in")}


def _serving(company: Unit, year: int, now: datetime) -> dict[str, int]:
    """Who served at the end of the year, or serves now, by group."""
    day = min(date(year, 12, 31), timezone.localdate(now))
    rows = Supervisor.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day),
        company=company,
        terms__since__lte=day,
        terms__until__gt=day,
    )
    return dict(rows.order_by().values_list("group").annotate(n=Count("pk", distinct=True)))
