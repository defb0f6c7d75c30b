"""What complaints tell: classes, causes, departments, months, and the indicators with n of m."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.measures import DECIDED
from heqi.clocks.models import Clock, ClockState
from heqi.complaints.catalogue import label_of
from heqi.complaints.facts import satisfied_at_least
from heqi.complaints.models import Complaint, NationalCase, Reply
from heqi.complaints.states import HandOver, Status
from heqi.customers.models import ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.policies.deciding import rule_on

INDICATORS = "complaints.indicators"
TIMED = ("respond", "solution", "close")
GONE = (Status.MERGED, Status.CONVERTED)
MONTHS = 12
MOST = 200_000


@dataclass(frozen=True, slots=True)
class Share:
    """A line of a breakdown; ``share`` is in per cent."""

    label: str
    count: int
    valid: int
    share: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure with what it is made of and its target; ``good`` is None without a base."""

    code: str
    n: int
    m: int
    value: str
    target: str
    good: bool | None
    clause: str
    mark: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month: taken up, valid, closed."""

    month: date
    received: int
    valid: int
    closed: int
    escalated: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """A period of a company."""

    since: date
    until: date
    total: int
    valid: int
    customers: int
    indicators: list[Indicator]
    classes: list[Share]
    causes: list[Share]
    units: list[Share]
    channels: list[Share]
    months: list[MonthLine]


def analysis(actor: Actor, company: Unit, *, since: date, until: date, now: datetime) -> Analysis:
    """The complaints that the actor may see of a company, received in ``[since, until)``."""
    rows = (
        Complaint.objects.visible_to(actor)
        .filter(company=company, received_at__gte=midnight(since), received_at__lt=midnight(until))
        .exclude(status__in=GONE)
        .exclude(national__state=HandOver.RETURNED)  # it was never ours
    )
    # A group is one matter: its parent counts, its children are its households.
    rows = rows.filter(parent__isnull=True)
    total = rows.count()
    valid = rows.filter(valid=True).count()
    customers = ServicePoint.objects.filter(company=company).count()
    return Analysis(
        since=since,
        until=until,
        total=total,
        valid=valid,
        customers=customers,
        indicators=_indicators(rows, company, since, until, total, valid, customers, now),
        classes=_shares(rows, "category", "classes", total),
        causes=_shares(rows.exclude(cause=""), "cause", "causes", total),
        units=_units(rows, total),
        channels=_shares(rows, "channel", "channels", total),
        months=_months(rows, company),
    )


def _shares(rows: QuerySet[Complaint], field: str, what: str, total: int) -> list[Share]:
    found = (
        rows.order_by()
        .values(field)
        .annotate(n=Count("pk"), ok=Count("pk", filter=Q(valid=True)))
        .order_by("-n", field)
    )
    return [
        _share(label_of(what, row[field]) or _("not decided yet"), row, total) for row in found[:30]
    ]


def _units(rows: QuerySet[Complaint], total: int) -> list[Share]:
    found = (
        rows.filter(responsible_unit__isnull=False)
        .order_by()
        .values("responsible_unit")
        .annotate(n=Count("pk"), ok=Count("pk", filter=Q(valid=True)))
        .order_by("-n")[:30]
    )
    known = Unit.objects.in_bulk([row["responsible_unit"] for row in found])
    return [_share(str(known[row["responsible_unit"]]), row, total) for row in found]


def _share(label: str, row: Mapping[str, Any], total: int) -> Share:
    return Share(label, row["n"], row["ok"], row["n"] * 100 // max(total, 1))


def _months(rows: QuerySet[Complaint], company: Unit) -> list[MonthLine]:
    found = (
        rows.order_by()
        .annotate(month=TruncMonth("received_at"))
        .values("month")
        .annotate(
            n=Count("pk"),
            ok=Count("pk", filter=Q(valid=True)),
            closed=Count("pk", filter=Q(status__in=[Status.CLOSED, Status.ENDED])),
            up=Count("pk", filter=Q(escalated_at__isnull=False)),
        )
        .order_by("month")
    )
    return [
        MonthLine(timezone.localdate(row["month"]), row["n"], row["ok"], row["closed"], row["up"])
        for row in found
    ]


def _indicators(
    rows: QuerySet[Complaint],
    company: Unit,
    since: date,
    until: date,
    total: int,
    valid: int,
    customers: int,
    now: datetime,
) -> list[Indicator]:
    of_vips = _in_time(rows.exclude(tier="standard")).values()
    score = rows.aggregate(
        n=Count(
            "pk", filter=Q(satisfaction__gte=satisfied_at_least(now=now, company_id=company.pk))
        ),
        m=Count("pk", filter=Q(satisfaction__isnull=False)),
        repeated=Count("pk", filter=Q(repeated_of__isnull=False)),
        escalated=Count("pk", filter=Q(escalated_at__isnull=False)),
        judged=Count("pk", filter=Q(judged_at__isnull=False)),
    )
    handed = NationalCase.objects.filter(
        company=company, handed_over_at__gte=midnight(since), handed_over_at__lt=midnight(until)
    ).aggregate(n=Count("pk", filter=Q(state=HandOver.RETURNED)), m=Count("pk"))
    replies = Reply.objects.filter(
        complaint__in=rows.exclude(tier="standard").values("pk"), clause__startswith="tiering/"
    ).aggregate(n=Count("pk", filter=Q(right=True)), m=Count("pk"))
    return [
        _per_10000(valid, customers, since, until, now, company_id=company.pk),
        *(
            _percent(f"in_time_{name}", kept, decided, now, company_id=company.pk)
            for name, (kept, decided) in _in_time(rows).items()
        ),
        _percent(
            "in_time_vip",
            sum(kept for kept, _decided in of_vips),
            sum(decided for _kept, decided in of_vips),
            now,
            company_id=company.pk,
        ),
        _percent("satisfied", score["n"], score["m"], now, company_id=company.pk),
        _percent("repeated", score["repeated"], total, now, company_id=company.pk),
        _percent("escalated", score["escalated"], total, now, company_id=company.pk),
        _percent("upheld", valid, score["judged"], now, company_id=company.pk),
        _percent("returned", handed["n"], handed["m"], now, company_id=company.pk),
        _percent("right_reply", replies["n"], replies["m"], now, company_id=company.pk),
    ]


def _in_time(rows: QuerySet[Complaint]) -> dict[str, tuple[int, int]]:
    """Of each milestone (response, solution, closing) how many were kept of how many decided, by
    the original limits: every clock of a milestone must be kept."""
    clocks = (
        Clock.objects.filter(
            timeline__subject_type="complaints.complaint",
            timeline__subject_id__in=rows.order_by().values("pk"),
            name__in=TIMED,
        )
        .filter(DECIDED)
        .order_by()
        .values("timeline", "name")
        .annotate(broken=Count("pk", filter=~Q(state=ClockState.MET)))
    )
    decided, kept = Counter[str](), Counter[str]()
    for name, broken in clocks.values_list("name", "broken")[:MOST]:
        decided[name] += 1
        kept[name] += broken == 0
    return {name: (kept[name], decided[name]) for name in TIMED}


TARGETED = {"per_10000", "in_time", "in_time_vip", "satisfied", "repeated", "escalated"}
# The milestones have one target in common.
COMMON = {f"in_time_{name}": "in_time" for name in TIMED}


def _target(code: str, now: datetime, *, company_id: int | None) -> tuple[dict[str, Any], str]:
    code = COMMON.get(code, code)
    if code not in TARGETED:
        return {}, ""
    ruling = rule_on(
        INDICATORS, {"indicator": code}, on=timezone.localdate(now), company_id=company_id
    ).as_json()
    return (ruling["answer"] or {}).get("target") or {}, next(iter(ruling["clauses"]), "")


def _judge(
    code: str, value: Decimal | None, now: datetime, unit: str, *, company_id: int | None
) -> dict[str, Any]:
    target, clause = _target(code, now, company_id=company_id)
    good: bool | None = None
    words = ""
    if "at_most" in target:
        words = f"≤ {target['at_most']}{unit}"
        good = None if value is None else value <= Decimal(str(target["at_most"]))
    if "at_least" in target:
        words = f"≥ {target['at_least']}{unit}"
        good = None if value is None else value >= Decimal(str(target["at_least"]))
    return {
        "target": words,
        "good": good,
        "clause": clause,
        "mark": "company_set" if clause else "",
    }


def _percent(code: str, n: int, m: int, now: datetime, *, company_id: int | None) -> Indicator:
    value = Decimal(n * 100) / Decimal(m) if m else None
    # Cut after one decimal, never rounded up.
    shown = "—" if value is None else f"{int(value * 10) / 10:.1f}%"
    return Indicator(code, n, m, shown, **_judge(code, value, now, "%", company_id=company_id))


def _per_10000(
    valid: int, customers: int, since: date, until: date, now: datetime, *, company_id: int | None
) -> Indicator:
    """Valid complaints per 10,000 customers and year, of a shorter period as if it were a year."""
    days = max((min(until, timezone.localdate(now)) - since).days, 1)
    value = (
        Decimal(valid) * 10_000 / Decimal(customers) * 365 / Decimal(days) if customers else None
    )
    shown = "—" if value is None else f"{value:.2f}"
    return Indicator(
        "per_10000",
        valid,
        customers,
        shown,
        **_judge("per_10000", value, now, "", company_id=company_id),
    )
