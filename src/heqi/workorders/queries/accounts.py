"""Material and money of finished orders, for the comparison with slips and payments
(data-entry/6.2: issued = used + returned; the fee on the order = paid = invoiced)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.workorders.models import FeeLine, MaterialLine, WorkOrder


@dataclass(frozen=True, slots=True)
class OrderAccount:
    """One finished order: its lines, and in yuan what the customer owes, what was waived, and what
    others bear by payer."""

    order: WorkOrder
    materials: tuple[MaterialLine, ...]
    fees: tuple[FeeLine, ...]

    @property
    def payable(self) -> Decimal:
        """What the customer pays: what was paid and invoiced must equal it."""
        return sum((row.payable for row in self.fees), Decimal(0))

    @property
    def waived(self) -> Decimal:
        """What was not taken, by a clause."""
        return sum((row.waived for row in self.fees), Decimal(0))

    @property
    def borne(self) -> dict[str, Decimal]:
        """What each payer other than the customer bears."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.fees:
            if row.due != row.payable:
                sums[row.payer] += row.due
        return dict(sums)

    @property
    def material_cost(self) -> Decimal:
        """What the used material costs."""
        return sum((row.amount for row in self.materials), Decimal(0))

    @property
    def balances(self) -> bool:
        """Whether all that was issued was used or returned."""
        return all(row.issued == row.used + row.returned for row in self.materials)


def order_accounts(unit: Unit, *, on: date) -> list[OrderAccount]:
    """The orders below a unit (a company, a department, a team) that were finished on a day, the
    first finished first; three queries. The caller has checked the right to the unit."""
    since = midnight(on)
    rows = WorkOrder.objects.filter(
        unit__path__startswith=unit.path,
        finished_at__gte=since,
        finished_at__lt=since + timedelta(days=1),
    )
    return accounts_of(rows.select_related("unit", "assignee", "party").order_by("finished_at"))


def accounts_of(orders: Iterable[WorkOrder]) -> list[OrderAccount]:
    """Material and money of given orders, in their order; two queries besides theirs."""
    found = list(orders)
    keys = [order.pk for order in found]
    materials: dict[int, list[MaterialLine]] = defaultdict(list)
    fees: dict[int, list[FeeLine]] = defaultdict(list)
    for material in MaterialLine.objects.filter(order_id__in=keys):
        materials[material.order_id].append(material)
    for fee in FeeLine.objects.filter(order_id__in=keys):
        fees[fee.order_id].append(fee)
    return [
        OrderAccount(order, tuple(materials[order.pk]), tuple(fees[order.pk])) for order in found
    ]
