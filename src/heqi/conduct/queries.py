"""Reading cases and proposed sums."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.db.models import Q, QuerySet, Sum

from heqi.conduct.access import VIEW
from heqi.conduct.models import Case, Circular, Member, ProposedSum
from heqi.conduct.states import STANDING, VOID, Side, Status, SumState
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.models import Staff, Unit

TABS = ("proposed", "open", "signing", "decided", "appealed", "mine", "all")
CAP = 1001
RELATED = ("unit", "company", "staff__unit", "ruling")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is asked for."""

    tab: str = "open"
    text: str = ""
    unit: int | None = None
    side: str = ""
    ground: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = ""


SORTS = {
    "number": ("id",),
    "unit": ("unit__path", "id"),
    "person": ("staff__name", "id"),
    "clause": ("clause", "id"),
    "raised": ("raised_at", "id"),
}


def cases(actor: Actor, filters: Filters, *, now: datetime) -> QuerySet[Case]:
    """The cases of a filter, what is due first on top; take a slice of it."""
    rows = _tab(Case.objects.visible_to(actor), filters.tab, actor)
    if filters.unit:
        rows = rows.filter(Q(unit_id=filters.unit) | Q(unit__parent_id=filters.unit))
    if filters.side:
        rows = rows.filter(side=filters.side)
    if filters.ground:
        rows = rows.filter(ground=filters.ground)
    if filters.since:
        rows = rows.filter(raised_at__date__gte=filters.since)
    if filters.until:
        rows = rows.filter(raised_at__date__lte=filters.until)
    if filters.text:
        text = filters.text.strip()
        rows = rows.filter(
            Q(number__startswith=text.upper())
            | Q(source_number__startswith=text.upper())
            | Q(staff__name__contains=text)
            | Q(title__contains=text)
        )
    rows = rows.select_related("unit", "company", "staff").prefetch_related("consequences")
    key = filters.sort.removeprefix("-")
    if key in SORTS:
        sign = "-" if filters.sort.startswith("-") else ""
        return rows.order_by(*(sign + name for name in SORTS[key]))
    by_due = filters.tab in ("open", "signing", "appealed")
    return rows.order_by("queue_at", "id") if by_due else rows.order_by("-raised_at", "-id")


def _tab(rows: QuerySet[Case], tab: str, actor: Actor) -> QuerySet[Case]:
    if tab == "mine":
        shared = Member.objects.filter(staff_id=actor.id or 0).order_by().values("case")
        return rows.filter(Q(staff_id=actor.id or 0) | Q(head_id=actor.id or 0) | Q(pk__in=shared))
    if tab == "decided":
        return rows.filter(status__in=[Status.DECIDED, Status.FINAL])
    if tab in Status.values:
        return rows.filter(status=tab)
    return rows


def tabs_for(actor: Actor) -> tuple[str, ...]:
    """The tabs of somebody who oversees cases; others see their own."""
    return TABS if may(actor, VIEW) else ("mine",)


def tab_counts(actor: Actor) -> dict[str, int]:
    """Numbers for the tabs of open work, each counted to 1,001 at most."""
    rows = Case.objects.visible_to(actor)
    wanted = [tab for tab in tabs_for(actor) if tab in ("proposed", "open", "signing", "appealed")]
    return {tab: _tab(rows, tab, actor).order_by().values("pk")[:CAP].count() for tab in wanted}


def waiting_for(actor: Actor, now: datetime) -> int:
    """Proposals and open cases for the menu, bounded; nothing for who does not handle any."""
    from heqi.conduct.access import HANDLE

    if not may(actor, HANDLE):
        return 0
    rows = Case.objects.visible_to(actor).filter(
        is_open=True, status__in=[Status.PROPOSED, Status.OPEN]
    )
    return rows.order_by().values("pk")[:100].count()


def notices_of(actor: Actor, *, text: str = "", year: int | None = None) -> QuerySet[Circular]:
    """What the whole company is told (conduct/3.2.3), the latest first; everybody reads it."""
    rows = Circular.objects.visible_to(actor)
    if year:
        rows = rows.filter(issued_at__year=year)
    if text:
        found = Q(number__startswith=text.upper()) | Q(source_number__startswith=text.upper())
        rows = rows.filter(found | Q(who__contains=text) | Q(title__contains=text))
    return rows.select_related("unit", "company").order_by("-issued_at", "-id")


def sums(
    actor: Actor, *, month: date | None = None, state: str = "", unit: int | None = None
) -> QuerySet[ProposedSum]:
    """Proposed sums, the latest month first."""
    rows = ProposedSum.objects.visible_to(actor)
    if month:
        rows = rows.filter(month=month)
    if state:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(Q(unit_id=unit) | Q(unit__parent_id=unit))
    return rows.select_related("case", "unit", "staff").order_by("-month", "unit__path", "id")


def sum_totals(rows: QuerySet[ProposedSum]) -> dict[str, Decimal]:
    """Rewards and deductions of a list; what is cancelled does not count."""
    counted = rows.exclude(state=SumState.CANCELLED).order_by()
    found = counted.aggregate(
        rewards=Sum("amount", filter=Q(amount__gt=0)), fines=Sum("amount", filter=Q(amount__lt=0))
    )
    return {name: value or Decimal(0) for name, value in found.items()}


def of_source(row: models.Model) -> list[Case]:
    """Cases that a record raised. The caller has checked that the row may be read."""
    rows = Case.objects.filter(source_type=row._meta.label_lower, source_id=str(row.pk))
    return list(rows.select_related("unit", "staff").order_by("id")[:50])


def standing_in(company: Unit, *, since: date, until: date) -> QuerySet[Case]:
    """Decisions that stand and count in a period, for what is reckoned from them."""
    rows = Case.objects.filter(
        company=company, counts_in__gte=since, counts_in__lt=until, status__in=STANDING
    )
    rows = rows.select_related("unit__parent", "staff", "ruling")
    return rows.prefetch_related("consequences", "members")


def history_of(staff: Staff, *, before: Case) -> list[Case]:
    """Earlier decisions about somebody that stand: repeated or first time?"""
    rows = Case.objects.filter(staff=staff, status__in=STANDING).exclude(pk=before.pk)
    return list(rows.order_by("-decided_at")[:5])


def staff_of(pk: int) -> Staff:
    """A person with the units that a case needs."""
    return Staff.objects.select_related("unit__parent", "unit__company").get(pk=pk)


def raised_by(source_type: str, pk: int, *, sides: tuple[str, ...] = (Side.PENALTY,)) -> list[Case]:
    """Penalties that rest on a record and have not ended; or cases of other ``sides``."""
    rows = Case.objects.select_related(*RELATED).filter(
        source_type=source_type, source_id=str(pk), side__in=sides
    )
    return list(rows.exclude(status__in=VOID))
