"""Reading uses of authority, sheets, ledgers, checks and signs of misuse."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from heqi.authority.access import SETTLE, SHEETS
from heqi.authority.models import Ledger, Sheet, Signal, Use
from heqi.authority.states import COUNTED, SheetStatus, SignalStatus, Status
from heqi.ledger.actors import Actor
from heqi.people.access import within

TABS = ("open", "signing", "late", "backfill", "beyond", "all")
SORTS = {"used": "used_at", "amount": "amount", "due": "queue_at", "number": "number"}
CAP = 1001


@dataclass(frozen=True, slots=True)
class Filters:
    """What the ledger is asked for."""

    tab: str = "open"
    text: str = ""
    kind: str = ""
    item: str = ""
    unit: int | None = None
    month: date | None = None
    sort: str = ""


def uses(actor: Actor, filters: Filters, *, now: datetime) -> QuerySet[Use]:
    """The uses of a filter; take a slice of it."""
    rows = _tab(Use.objects.visible_to(actor), filters.tab, now)
    for name in ("kind", "item"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if filters.unit:
        rows = rows.filter(unit_id=filters.unit)
    if filters.month:
        rows = rows.filter(month=filters.month)
    if filters.text:
        text = filters.text.strip()
        rows = rows.filter(
            Q(number__startswith=text.upper())
            | Q(order_number__startswith=text.upper())
            | Q(subject_label__contains=text)
            | Q(matter__contains=text)
            | Q(used_by__name__contains=text)
        )
    rows = rows.select_related("unit", "used_by", "holder", "company")
    key = filters.sort.removeprefix("-")
    if key in SORTS:
        sign = "-" if filters.sort.startswith("-") else ""
        return rows.order_by(f"{sign}{SORTS[key]}", f"{sign}id")
    if filters.tab in ("open", "late", "backfill"):
        return rows.order_by("queue_at", "id")
    return rows.order_by("-used_at", "-id")


def _tab(rows: QuerySet[Use], tab: str, now: datetime) -> QuerySet[Use]:
    if tab == "open":
        return rows.filter(is_open=True)
    if tab == "signing":
        return rows.filter(is_open=True, status=Status.SIGNING)
    if tab == "late":
        return rows.filter(is_open=True, due_at__lt=now)
    if tab == "backfill":
        todo = {"formalities__code": "backfill_order", "formalities__done_at__isnull": True}
        return rows.filter(is_open=True, effective_at__isnull=False, **todo)
    if tab == "beyond":
        return rows.exclude(beyond=[])
    return rows


def tab_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs, each counted to 1,001 at most."""
    rows = Use.objects.visible_to(actor)
    return {tab: _tab(rows, tab, now).order_by().values("pk")[:CAP].count() for tab in TABS[:4]}


def month_figures(actor: Actor, month: date) -> dict[str, int | Decimal]:
    """What a month holds so far: uses, with money, how much, beyond authority."""
    rows = Use.objects.visible_to(actor).filter(month=month, status__in=COUNTED)
    found = rows.order_by().aggregate(
        uses=Count("pk"),
        money=Count("pk", filter=Q(amount__isnull=False)),
        amount=Sum("amount"),
    )
    return {**found, "amount": found["amount"] or Decimal(0)}


def sheets(actor: Actor, tab: str, *, now: datetime) -> QuerySet[Sheet]:
    """Sheets between departments, those to be acknowledged first."""
    rows = Sheet.objects.visible_to(actor).filter(use__effective_at__isnull=False)
    if tab == "open":
        rows = rows.filter(is_open=True)
    elif tab == "late":
        rows = rows.filter(is_open=True, due_at__lt=now)
    rows = rows.select_related("unit", "receiver", "company", "use")
    return rows.order_by("queue_at", "id") if tab != "all" else rows.order_by("-issued_at", "-id")


def ledgers(actor: Actor, month: date | None = None) -> QuerySet[Ledger]:
    """The closed ledgers, the newest month first."""
    rows = Ledger.objects.visible_to(actor).select_related("unit", "company")
    if month:
        rows = rows.filter(month=month)
    return rows.order_by("-month", "unit__path")


def signals(actor: Actor, tab: str) -> QuerySet[Signal]:
    """Signs of misuse."""
    rows = Signal.objects.visible_to(actor).select_related("use__used_by", "unit", "company")
    if tab == "raised":
        rows = rows.filter(status=SignalStatus.RAISED)
    elif tab == "confirmed":
        rows = rows.filter(status=SignalStatus.CONFIRMED)
    return rows


def to_do(actor: Actor, *, now: datetime) -> int:
    """What waits for the actor: orders to supply, sheets to acknowledge; counted to 100."""
    if actor.kind != "staff":
        return 0
    todo = {"formalities__code": "backfill_order", "formalities__done_at__isnull": True}
    supply = within(Use.objects.all(), actor, SETTLE).filter(
        is_open=True, effective_at__isnull=False, **todo
    )
    arrived = within(Sheet.objects.all(), actor, SHEETS, unit="receiver").filter(
        status=SheetStatus.ISSUED, use__effective_at__isnull=False
    )
    return supply.order_by()[:100].count() + arrived.order_by()[:100].count()
