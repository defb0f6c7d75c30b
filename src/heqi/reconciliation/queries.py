"""Reading sheets: the list, one sheet, the month."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.db.models import Q

from heqi.counter.afterwards import Link
from heqi.counter.models import Shift
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.models import Unit
from heqi.reconciliation.access import CHECK, EXPLAIN, VIEW
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.separation import why_not
from heqi.reconciliation.states import TONES, Kind, Status

# Transfers are counted by who checks them: they wait from the end of their day.
OF_TRANSFERS = Q(status=Status.OPEN, kind=Kind.TRANSFER, due_at__isnull=False)
TO_CHECK = (
    Q(status=Status.MATCHED, kind=Kind.GAS)
    | Q(status__in=[Status.SUBMITTED, Status.EXPLAINED])
    | OF_TRANSFERS
)
TABS = {
    "check": TO_CHECK,
    "difference": Q(status=Status.DIFFERENCE),
    "open": Q(status=Status.OPEN) & ~OF_TRANSFERS,
    "done": Q(status=Status.APPROVED) | Q(status=Status.MATCHED, kind=Kind.MATERIAL),
    "all": Q(),
}
COUNTED = ("check", "difference")


@dataclass(frozen=True, slots=True)
class SheetFilters:
    """What the list shows; empty values do not narrow."""

    tab: str = "check"
    kind: str = ""
    unit: int | None = None
    text: str = ""
    since: date | None = None
    until: date | None = None


def sheet_list(actor: Actor, filters: SheetFilters) -> models.QuerySet[Sheet]:
    """Sheets of a filter: what is due first where something waits, else the newest."""
    rows = Sheet.objects.visible_to(actor).select_related("unit", "operator", "shift", "order")
    rows = rows.filter(TABS[filters.tab])
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.unit:
        rows = rows.filter(unit_id=filters.unit)
    if filters.text.strip():
        text = filters.text.strip().upper()
        rows = rows.filter(
            Q(number__startswith=text)
            | Q(shift__number__startswith=text)
            | Q(order__number__startswith=text)
        )
    if filters.since:
        rows = rows.filter(day__gte=filters.since)
    if filters.until:
        rows = rows.filter(day__lte=filters.until)
    if filters.tab in COUNTED:
        return rows.order_by(models.F("due_at").asc(nulls_last=True), "id")
    return rows.order_by("-day", "-id")


def tab_counts(actor: Actor, *, most: int = 99) -> dict[str, int]:
    """How many wait, counted to a hundred at most."""
    rows = Sheet.objects.visible_to(actor)
    return {tab: rows.filter(TABS[tab])[: most + 1].count() for tab in COUNTED}


def get_sheet(actor: Actor, pk: int) -> Sheet:
    """One sheet the actor may see; ``DoesNotExist`` otherwise."""
    return (
        Sheet.objects.visible_to(actor)
        .select_related("company", "unit", "operator", "decision", "checked_by", "approved_by")
        .select_related("shift__operator", "shift__unit", "shift__company", "shift__hall")
        .select_related("order__company", "order__unit", "explained_by__unit")
        .get(pk=pk)
    )


@dataclass(frozen=True, slots=True)
class Doors:
    """What the reader may do with a sheet; ``refusal`` says why he may not check."""

    check: bool
    explain: bool
    approve: bool
    refusal: str = ""
    count: bool = False


def doors_of(actor: Actor, sheet: Sheet) -> Doors:
    """The steps that are open to the reader now."""
    refusal = why_not(actor, sheet)
    to_check = sheet.checked_at is None and (
        sheet.status == Status.DIFFERENCE
        or (sheet.status == Status.MATCHED and sheet.kind == Kind.GAS)
    )
    to_count = sheet.kind == Kind.TRANSFER and sheet.status == Status.OPEN
    return Doors(
        check=to_check and not refusal,
        count=to_count and sheet.due_at is not None and not refusal,
        explain=sheet.status == Status.DIFFERENCE and may(actor, EXPLAIN, sheet),
        approve=sheet.status == Status.EXPLAINED and not refusal,
        refusal=refusal
        if may(actor, CHECK, sheet) and (to_check or to_count or sheet.status == Status.EXPLAINED)
        else "",
    )


def link_of(shift: Shift, actor: Actor) -> Link | None:
    """The way from a till to its sheet."""
    if not may(actor, VIEW, shift):
        return None
    sheet = Sheet.objects.filter(shift=shift).first()
    if sheet is None:
        return None
    from django.urls import reverse
    from django.utils.translation import gettext as _

    return Link(
        label=_("Three-way reconciliation"),
        href=reverse("reconciliation:sheet", args=[sheet.pk]),
        state=str(sheet.get_status_display()),
        tone=TONES[sheet.status],
    )


@dataclass(slots=True)
class Sums:
    """One line of the month: sheets, how many differed, are approved, were checked late."""

    label: str
    unit: str = ""
    sheets: int = 0
    matched: int = 0
    differed: int = 0
    approved: int = 0
    waiting: int = 0
    late: int = 0
    total: Decimal = field(default_factory=Decimal)
    apart: Decimal = field(default_factory=Decimal)

    def add(self, sheet: Sheet, late: bool) -> None:
        """Count one sheet in."""
        self.sheets += 1
        self.matched += not sheet.differed
        self.differed += sheet.differed
        self.approved += sheet.status == Status.APPROVED
        self.waiting += sheet.status in (Status.DIFFERENCE, Status.EXPLAINED)
        self.late += late
        self.total += sheet.total
        self.apart += sheet.difference


@dataclass(frozen=True, slots=True)
class Month:
    """The report of a month: all of it, tills by hall and clerk, orders by team, differences."""

    whole: Sums
    halls: Sequence[Sums]
    clerks: Sequence[Sums]
    teams: Sequence[Sums]
    differences: Sequence[Sheet]


def month_report(actor: Actor, first: date, *, label: str) -> Month:
    """Every sheet of a month that was submitted, summed."""
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    rows = (
        Sheet.objects.visible_to(actor)
        .filter(day__gte=first, day__lt=following, submitted_at__isnull=False)
        .select_related("unit", "operator", "shift", "order")
        .order_by("unit__path", "operator__number", "day", "id")
    )
    sheets = list(rows)
    late = _late(sheets)
    whole = Sums(label)
    halls: dict[int, Sums] = {}
    clerks: dict[tuple[int, int], Sums] = {}
    teams: dict[int, Sums] = {}
    for sheet in sheets:
        is_late = sheet.pk in late
        whole.add(sheet, is_late)
        unit = sheet.unit
        if sheet.kind != Kind.GAS:
            teams.setdefault(unit.pk, Sums(_name(unit))).add(sheet, is_late)
            continue
        halls.setdefault(unit.pk, Sums(_name(unit))).add(sheet, is_late)
        if sheet.operator is not None:
            key = (unit.pk, sheet.operator.pk)
            clerks.setdefault(key, Sums(sheet.operator.name, _name(unit))).add(sheet, is_late)
    return Month(
        whole=whole,
        halls=list(halls.values()),
        clerks=list(clerks.values()),
        teams=list(teams.values()),
        differences=[sheet for sheet in sheets if sheet.differed],
    )


def _name(unit: Unit) -> str:
    return str(unit)


def _late(sheets: Sequence[Sheet]) -> set[int]:
    """Sheets of which a promise was broken."""
    from heqi.clocks.models import Clock, ClockState

    rows = Clock.objects.filter(
        timeline__subject_type=Sheet._meta.label_lower,
        timeline__subject_id__in=[sheet.pk for sheet in sheets],
        state__in=[ClockState.MISSED, ClockState.OVERDUE],
    )
    return set(rows.values_list("timeline__subject_id", flat=True))


def waiting_for(actor: Actor, *, now: datetime, most: int = 99) -> tuple[int, bool]:
    """Sheets to check or approve, counted to a hundred at most, and whether one is overdue."""
    rows = Sheet.objects.visible_to(actor).filter(TO_CHECK)
    number = rows[: most + 1].count()
    return number, bool(number) and rows.filter(due_at__lt=now).exists()
