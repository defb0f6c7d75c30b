"""The three sides read from tills and work orders, and the policy they are held to."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from heqi.counter.bills import paid_by_prefix
from heqi.counter.models import SalesLine, Shift, Slip, SlipCount
from heqi.counter.queries import SlipTotal, takings, totals_of
from heqi.counter.states import Method, SlipState
from heqi.ledger.days import midnight
from heqi.policies.deciding import ask
from heqi.policies.models import Decision
from heqi.projects.models import Payment
from heqi.reconciliation.comparing import ZERO, Row
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.states import Axis, Measure
from heqi.workorders.bills import KIND, prefix_of
from heqi.workorders.models import WorkOrder

QUESTION = "data.reconciliation"
# Nobody enters more transfers for one day.
TRANSFERS = 500


def rules_for(subject: str, *, on: date, company_id: int | None) -> Decision:
    """What must agree, how closely, and by when (data-entry/6.2)."""
    return ask(QUESTION, {"subject": subject}, on=on, company_id=company_id)


def allowed(decision: Decision) -> Decimal:
    """The difference in yuan that the policy lets pass."""
    return Decimal(str((decision.answer or {})["difference"]))


def shift_rows(shift: Shift) -> list[Row]:
    """A closed shift: the system's sums against counted slips and counted money."""
    totals, money = totals_of(shift), takings(shift)
    counted = {row.kind: row for row in SlipCount.objects.filter(shift=shift)}
    rows = [
        Row(
            Axis.TOTAL,
            "",
            document=sum((row.amount for row in counted.values()), ZERO),
            money=sum(money.values(), ZERO),
            system=sum(totals.by_kind.values(), ZERO),
        )
    ]
    rows += [
        Row(Axis.METHOD, method, money=money[method], system=totals.by_method[method])
        for method in Method.values
    ]
    for total in totals.slips:
        rows += _slip_rows(total, counted.get(total.kind))
    rows += [
        Row(Axis.GAP, text, document=Decimal(0), system=Decimal(1), measure=Measure.SHEETS)
        for text in totals.gaps
    ]
    rows.append(
        Row(
            Axis.VOLUME,
            "",
            document=shift.volume_counted or ZERO,
            system=totals.volume,
            measure=Measure.CUBIC,
        )
    )
    return rows


def transfer_rows(
    sheet: Sheet, *, money: Decimal | None = None, document: Decimal | None = None
) -> list[Row]:
    """The transfers that one person entered for a day, each with its receipt, and their sum
    against what the receipts (``document``) and the bank statement (``money``) show."""
    since = midnight(sheet.day)
    payments = Payment.objects.filter(
        company=sheet.company_id,
        by_id=sheet.operator_id,
        bill_ref="",
        received_at__gte=since,
        received_at__lt=since + timedelta(days=1),
    ).order_by("received_at", "id")
    rows = list(payments[:TRANSFERS])
    total = sum((row.amount for row in rows), ZERO)
    return [
        Row(Axis.TOTAL, "", document=document, money=money, system=total),
        *(Row(Axis.RECEIPT, row.receipt_no, system=row.amount) for row in rows),
    ]


def _slip_rows(total: SlipTotal, counted: SlipCount | None) -> list[Row]:
    """Sum, number and range of one kind of slip."""
    kind, sheets = total.kind, Measure.SHEETS
    used, void = (counted.used, counted.void) if counted else (0, 0)
    rows = [
        Row(Axis.SLIPS, kind, document=counted.amount if counted else ZERO, system=total.amount),
        Row(Axis.USED, kind, document=Decimal(used), system=Decimal(total.used), measure=sheets),
        Row(Axis.VOID, kind, document=Decimal(void), system=Decimal(total.void), measure=sheets),
    ]
    first, last = (counted.first, counted.last) if counted else ("", "")
    if (first, last) != (total.first, total.last):
        note = f"{first or '—'} – {last or '—'} / {total.first or '—'} – {total.last or '—'}"
        rows.append(
            Row(Axis.RANGE, kind, document=ZERO, system=Decimal(1), measure=sheets, note=note)
        )
    return rows


def order_rows(order: WorkOrder) -> list[Row]:
    """A work order: material issued = used + returned, its cost = the fee for material, and the
    fee = paid = invoiced."""
    rows = [
        Row(
            Axis.MATERIAL,
            line.name,
            document=line.issued,
            system=line.used + line.returned,
            measure=Measure.PIECES,
        )
        for line in order.materials.all()
    ]
    fees = list(order.fees.all())
    rows.append(
        Row(
            Axis.COST,
            "",
            document=sum((fee.amount for fee in fees if fee.kind == "material"), ZERO),
            system=sum((line.amount for line in order.materials.all()), ZERO),
        )
    )
    paid = paid_by_prefix(KIND, prefix_of(order), order.company)
    rows.append(
        Row(
            Axis.FEE,
            "",
            document=sum((fee.payable for fee in fees), ZERO),
            money=sum((line.amount for line in paid), ZERO),
            system=_invoiced(paid),
        )
    )
    return rows


def _invoiced(paid: list[SalesLine]) -> Decimal:
    """What slips were written for: the paid lines, and by how much the slips of their sales are
    off the sales' totals."""
    orders = {line.order_id: line.order for line in paid}
    written: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for slip in Slip.objects.filter(order_id__in=orders, state=SlipState.USED):
        written[slip.order_id or 0] += slip.amount
    off = sum((written[pk] - order.total for pk, order in orders.items()), ZERO)
    return sum((line.amount for line in paid), ZERO) + off
