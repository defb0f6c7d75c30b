"""Reading tills: what the system says a shift sold and took."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Max, Q

from heqi.counter.access import SELL
from heqi.counter.models import Hall, MoneyCount, Payment, SalesLine, Shift, Slip, SlipRange
from heqi.counter.states import LineKind, Method, ShiftState, SlipKind, SlipState
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit

ZERO = Decimal("0.00")
MOST_GAPS = 100


@dataclass(frozen=True, slots=True)
class SlipTotal:
    """What the register says of one kind of slip in a shift; ``gaps`` are numbers left out."""

    kind: str
    first: str = ""
    last: str = ""
    used: int = 0
    void: int = 0
    amount: Decimal = ZERO
    gaps: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name of the kind."""
        return str(SlipKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Totals:
    """The system's side of a shift: sums by kind of sale, method and slip; gas in m³."""

    by_kind: dict[str, Decimal]
    by_method: dict[str, Decimal]
    slips: tuple[SlipTotal, ...]
    volume: Decimal
    orders: int

    @property
    def total(self) -> Decimal:
        """All money of the shift."""
        return sum(self.by_method.values(), ZERO)

    @property
    def kinds(self) -> list[tuple[str, Decimal]]:
        """Kinds of sale by name, those that occurred."""
        return [(str(LineKind(k).label), v) for k, v in self.by_kind.items()]

    @property
    def methods(self) -> list[tuple[str, Decimal]]:
        """Every method by name."""
        return [(str(Method(k).label), v) for k, v in self.by_method.items()]

    @property
    def gaps(self) -> list[str]:
        """Numbers of any kind that were left out."""
        return [text for slip in self.slips for text in slip.gaps]


def totals_of(shift: Shift) -> Totals:
    """Read a shift's sums from its rows; three queries whatever it sold.

    Added up here and not in the database: SQLite adds decimals as floating-point numbers.
    """
    lines = SalesLine.objects.filter(order__shift=shift, order__paid_at__isnull=False)
    kinds: dict[str, Decimal] = defaultdict(lambda: ZERO)
    volume, orders = ZERO, set()
    for kind, amount, quantity, order in lines.values_list(
        "kind", "amount", "quantity", "order_id"
    ):
        kinds[kind] += amount
        orders.add(order)
        volume += quantity if kind == LineKind.GAS else ZERO
    paid: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for method, amount in Payment.objects.filter(shift=shift).values_list("method", "amount"):
        paid[method] += amount
    slips = list(Slip.objects.filter(shift=shift).select_related("range"))
    return Totals(
        by_kind={k: kinds[k] for k in LineKind.values if k in kinds},
        by_method={m: paid[m] for m in Method.values},
        slips=tuple(_slip_total(kind, slips) for kind in SlipKind.values),
        volume=volume,
        orders=len(orders),
    )


def _slip_total(kind: str, slips: Sequence[Slip]) -> SlipTotal:
    rows = [slip for slip in slips if slip.kind == kind]
    if not rows:
        return SlipTotal(kind)
    used = [slip for slip in rows if slip.state == SlipState.USED]
    return SlipTotal(
        kind=kind,
        first=rows[0].text,
        last=rows[-1].text,
        used=len(used),
        void=len(rows) - len(used),
        amount=sum((slip.amount for slip in used), ZERO),
        gaps=tuple(_gaps(rows)),
    )


def _gaps(rows: Sequence[Slip]) -> list[str]:
    """Numbers between the last one before the shift and the shift's last, that nobody accounts
    for."""
    found: list[str] = []
    for range_id in dict.fromkeys(row.range_id for row in rows):
        own = [row for row in rows if row.range_id == range_id]
        block = own[0].range
        before = Slip.objects.filter(range=block, number__lt=own[0].number)
        since = before.aggregate(last=Max("number"))["last"] or block.first - 1
        taken = {row.number for row in own}
        missing = (n for n in range(since + 1, own[-1].number) if n not in taken)
        known = set(
            Slip.objects.filter(range=block, number__gt=since, number__lt=own[-1].number)
            .exclude(shift=own[0].shift_id)
            .values_list("number", flat=True)
        )
        found += [block.text_of(n) for n in missing if n not in known][:MOST_GAPS]
    return found


def takings(shift: Shift) -> dict[str, Decimal]:
    """Money counted at the close, by method, the float taken out of the cash."""
    counted = dict(MoneyCount.objects.filter(shift=shift).values_list("method", "amount"))
    found = {method: counted.get(method, ZERO) for method in Method.values}
    found[Method.CASH.value] -= shift.opening_float
    return found


def get_shift(actor: Actor, pk: int) -> Shift:
    """One shift the actor may see; ``DoesNotExist`` otherwise."""
    return (
        Shift.objects.visible_to(actor)
        .select_related("company", "unit", "hall__unit", "operator")
        .get(pk=pk)
    )


def shift_list(actor: Actor, *, hall: int | None = None) -> models.QuerySet[Shift]:
    """Shifts, the newest first, with the sum taken."""
    rows = Shift.objects.visible_to(actor).select_related("hall__unit", "operator")
    if hall:
        rows = rows.filter(hall_id=hall)
    return rows.order_by("-opened_at", "-id")


def open_shift_of(actor: Actor) -> Shift | None:
    """The till the actor has open."""
    if actor.kind != "staff":
        return None
    return (
        Shift.objects.filter(operator_id=actor.id, status=ShiftState.OPEN)
        .select_related("company", "unit", "hall__unit", "operator")
        .first()
    )


def halls_of(actor: Actor, code: str = SELL) -> models.QuerySet[Hall]:
    """Open halls in which the actor may sell."""
    rows = Hall.objects.visible_to(actor, code).filter(closed_at__isnull=True)
    return rows.select_related("unit", "company")


def next_slips(staff_id: int) -> dict[str, SlipRange]:
    """The range in use for each kind of slip of a clerk: the lowest with numbers left."""
    rows = SlipRange.objects.filter(holder_id=staff_id, next__lte=models.F("last"))
    found: dict[str, SlipRange] = {}
    for row in rows.order_by("first", "id"):
        found.setdefault(row.kind, row)
    return found


def takes_money_on(staff_id: int, unit: Unit, day: date) -> bool:
    """Whether somebody had a till open on a day in a company, or took or gave back money then."""
    company = unit.company_id or unit.pk
    return (
        Shift.objects.filter(company_id=company, day=day)
        .filter(Q(operator_id=staff_id) | Q(payments__operator_id=staff_id))
        .exists()
    )


def clerks_of(halls: Sequence[Hall]) -> models.QuerySet[Staff]:
    """Staff who belong to halls."""
    return Staff.objects.filter(unit__in=[hall.unit_id for hall in halls], left_on__isnull=True)
