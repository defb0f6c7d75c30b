"""Promises kept, by month and policy, by company: the stored counts; and what runs now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal

from django.db.models import Count, Q, Sum

from heqi.clocks.models import OPEN_STATES, Clock, ClockState
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units, within
from heqi.people.models import Unit
from heqi.policies.deciding import spoken
from heqi.policies.measures import Measure, measures, month_before, months_until, percent
from heqi.policies.models import Tally
from heqi.policies.packs import current_pack
from heqi.policies.pages import tone_of

RIGHT = "workorders.view"
MONTHS = 12
THRESHOLDS = "policies/thresholds"


@dataclass(frozen=True, slots=True)
class Kept:
    """Kept of decided promises, and the same of the month before."""

    kept: int = 0
    decided: int = 0
    before_kept: int = 0
    before_decided: int = 0

    @property
    def rate(self) -> str:
        """Per cent, cut to one decimal."""
        return percent(self.kept, self.decided)

    @property
    def change(self) -> str:
        """Points against the month before, with sign."""
        return Measure("", self.kept, self.decided, 0, self.before_kept, self.before_decided).change


def kept_in(actor: Actor, month: date) -> Kept:
    """The promises of a month that the actor may see; one query."""
    now, before = month.replace(day=1), month_before(month)
    rows = within(Tally.objects.filter(month__in=[now, before]), actor, RIGHT)
    found = {
        at: (kept, kept + missed)
        for at, kept, missed in rows.order_by()
        .values_list("month")
        .annotate(kept=Sum("kept"), missed=Sum("missed"))
    }
    return Kept(*found.get(now, (0, 0)), *found.get(before, (0, 0)))


@dataclass(frozen=True, slots=True)
class Line:
    """One policy over the months; ``points`` are x and y of the drawing."""

    name: str
    css: str
    cells: list[str]
    points: list[tuple[float, float]]
    label_y: float

    @property
    def polyline(self) -> str:
        """For the drawing."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)

    @property
    def end(self) -> tuple[float, float]:
        """The last point."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Trend:
    """Promises kept by policy and month, drawn on the server, with its table."""

    months: list[str]
    lines: list[Line]
    ticks: list[tuple[str, float]]
    marks: list[tuple[str, float]]
    goal: str
    goal_y: float
    clause: str


WIDTH, HEIGHT, LEFT, RIGHT_EDGE, TOP, BOTTOM = 760, 250, 44, 660, 12, 220


def trend(actor: Actor, on: date) -> Trend:
    """Twelve months by policy; one query."""
    months = months_until(on, MONTHS)
    rows = (
        within(Tally.objects.filter(month__in=months), actor, RIGHT)
        .order_by()
        .values_list("policy", "month")
        .annotate(kept=Sum("kept"), missed=Sum("missed"))
    )
    found: dict[str, dict[date, tuple[int, int]]] = defaultdict(dict)
    for policy, month, kept, missed in rows:
        found[policy][month] = (kept, kept + missed)
    goal = current_pack(actor.company_id).value(THRESHOLDS, on)
    target = Decimal(goal.content["good"])
    shares = [
        Decimal(kept) / decided
        for by_month in found.values()
        for kept, decided in by_month.values()
        if decided
    ]
    low = _low([*shares, target])
    policies = [p for p in current_pack(actor.company_id).policies.values() if p.id in found]
    lines = [
        _line(n, spoken(policy.short), found[policy.id], months, low)
        for n, policy in enumerate(policies[:6])
    ]
    lines = [line for line in lines if line.points]
    step = (Decimal(1) - low) / 4
    return Trend(
        months=[f"{month:%Y-%m}" for month in months],
        lines=_apart(lines),
        ticks=[(f"{(low + step * n) * 100:.0f}%", _y(low + step * n, low)) for n in range(5)],
        marks=[(f"{month:%m}", _x(n)) for n, month in enumerate(months)],
        goal=f"{target * 100:.0f}%",
        goal_y=_y(target, low),
        clause=goal.clause,
    )


def _low(shares: Iterable[Decimal]) -> Decimal:
    """The bottom of the axis: a step of twenty points below the least, at most 80 %."""
    least = min(shares)
    floor = (least * 5).quantize(Decimal(1), rounding=ROUND_FLOOR) / 5
    return max(Decimal(0), min(floor, Decimal("0.8")))


def _x(n: int) -> float:
    return LEFT + (RIGHT_EDGE - LEFT) * n / (MONTHS - 1)


def _y(share: Decimal, low: Decimal) -> float:
    return float(BOTTOM - (BOTTOM - TOP) * (share - low) / (Decimal(1) - low))


def _line(
    n: int, name: str, by_month: dict[date, tuple[int, int]], months: list[date], low: Decimal
) -> Line:
    points, cells = [], []
    for at, month in enumerate(months):
        kept, decided = by_month.get(month, (0, 0))
        cells.append(f"{percent(kept, decided)} {kept}/{decided}" if decided else "—")
        if decided:
            points.append((_x(at), _y(Decimal(kept) / decided, low)))
    return Line(name, f"l{n}", cells, points, points[-1][1] if points else 0)


def _apart(lines: list[Line]) -> list[Line]:
    """Labels at the ends of lines, moved so that none covers another."""
    placed, least = [], float(TOP)
    for line in sorted(lines, key=lambda one: one.label_y):
        y = max(line.label_y, least)
        least = y + 15
        placed.append(Line(line.name, line.css, line.cells, line.points, y))
    return placed


@dataclass(frozen=True, slots=True)
class Bar:
    """Running clocks of a department, in parts of a hundred of the widest."""

    name: str
    late: int
    soon: int
    good: int
    held: int
    parts: list[tuple[str, float, float]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All of them."""
        return self.late + self.soon + self.good + self.held


def running(actor: Actor, now: datetime) -> list[Bar]:
    """Open clocks by department: overdue, announced as nearing, in time, on hold; two queries."""
    late = Q(due_at__lt=now) & ~Q(state=ClockState.PAUSED)
    held = Q(state=ClockState.PAUSED)
    rows = (
        within(Clock.objects.all(), actor, RIGHT)
        .filter(state__in=OPEN_STATES, due_at__isnull=False)
        .order_by()
        .values_list("unit_id")
        .annotate(
            late=Count("pk", filter=late),
            held=Count("pk", filter=held),
            soon=Count("pk", filter=~late & ~held & Q(alerts__gt=0)),
            total=Count("pk"),
        )
    )
    found = {pk: numbers for pk, *numbers in rows}
    units = Unit.objects.filter(pk__in=list(found)).select_related("parent")
    sums: dict[str, list[int]] = {}
    for unit in units:
        over = unit.parent if unit.kind == "team" and unit.parent else unit
        have = sums.setdefault(str(over), [0, 0, 0, 0])
        for n, number in enumerate(found[unit.pk]):
            have[n] += number
    bars = [
        Bar(name, late=n[0], soon=n[2], good=n[3] - n[0] - n[1] - n[2], held=n[1])
        for name, n in sums.items()
    ]
    bars.sort(key=lambda bar: (-bar.late, -bar.total))
    widest = max((bar.total for bar in bars), default=1) or 1
    return [_parts(bar, widest) for bar in bars[:12]]


def _parts(bar: Bar, widest: int) -> Bar:
    parts, x = [], 0.0
    for css, number in (
        ("b-over", bar.late),
        ("b-soon", bar.soon),
        ("b-ok", bar.good),
        ("b-hold", bar.held),
    ):
        width = number * 100 / widest
        if number:
            parts.append((css, x, width))
        x += width
    return Bar(bar.name, bar.late, bar.soon, bar.good, bar.held, parts)


@dataclass(frozen=True, slots=True)
class Below:
    """A clause under the company's threshold."""

    ref: str
    title: str
    kept: int
    decided: int
    tone: str
    mark: str = ""

    @property
    def rate(self) -> str:
        """Per cent."""
        return percent(self.kept, self.decided)


def below_target(actor: Actor, company: Unit, on: date, limit: int = 8) -> list[Below]:
    """Clauses of the month under the threshold (framework/5.2.1.6), the worst first."""
    found = []
    for ref, rows in measures(company, on.replace(day=1), actor).items():
        for row in rows:
            tone = {"bad": "over", "warn": "soon"}.get(tone_of([row], on=on, company=company))
            if tone:
                found.append(Below(ref, row.title, row.kept, row.decided, tone, row.mark))
    found.sort(key=lambda one: one.kept / one.decided)
    return found[:limit]


@dataclass(frozen=True, slots=True)
class Standing:
    """A company in the league."""

    name: str
    kept: int
    decided: int
    open: int
    late: int

    @property
    def rate(self) -> str:
        """Per cent."""
        return percent(self.kept, self.decided)


def league(actor: Actor, now: datetime, month: date) -> list[Standing]:
    """The companies that the actor oversees, by the month's promises kept; two queries."""
    tallies = within(Tally.objects.filter(month=month.replace(day=1)), actor, RIGHT).order_by()
    counted = {
        pk: (kept, kept + missed)
        for pk, kept, missed in tallies.values_list("company_id").annotate(
            kept=Sum("kept"), missed=Sum("missed")
        )
    }
    rows = (
        within(Clock.objects.all(), actor, RIGHT)
        .filter(state__in=OPEN_STATES)
        .order_by()
        .values_list("company_id")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=now) & ~Q(state=ClockState.PAUSED)),
        )
    )
    running_now = {pk: (still_open, late) for pk, still_open, late in rows}
    units = visible_units(actor, RIGHT, ["company"])[:200]
    table = [
        Standing(str(unit), *counted.get(unit.pk, (0, 0)), *running_now.get(unit.pk, (0, 0)))
        for unit in units
    ]
    return sorted(
        table, key=lambda one: (not one.decided, -(one.kept / one.decided) if one.decided else 0)
    )
