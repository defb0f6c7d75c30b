"""What the counter announces."""

from heqi.ledger.events import event


@event
class ShiftOpened:
    """A clerk opened a till."""

    shift_id: int
    number: str
    operator_id: int
    company_id: int


@event
class ShiftClosed:
    """A clerk closed the till; money and slips are counted."""

    shift_id: int
    number: str
    operator_id: int
    company_id: int


@event
class OrderPaid:
    """A sales order was paid; amounts are decimals as text."""

    order_id: int
    number: str
    party_id: int | None
    total: str
    shift_id: int
    company_id: int


@event
class BillSettled:
    """Money was taken for a bill, or given back (negative); amounts are decimals as text."""

    bill_kind: str
    bill_ref: str
    amount: str
    order_id: int
    company_id: int


@event
class OrderReversed:
    """A paid sales order was taken back under another one."""

    order_id: int
    number: str
    by_order_id: int
    total: str
    company_id: int
