"""Reading the counter."""

from heqi.counter.queries.bills import bill_list, unheld_list
from heqi.counter.queries.orders import (
    OrderFilters,
    bought_since,
    card_sales_of,
    get_order,
    order_list,
    pending_reversals,
    refundable,
)
from heqi.counter.queries.shifts import (
    SlipTotal,
    Totals,
    get_shift,
    halls_of,
    next_slips,
    open_shift_of,
    shift_list,
    takes_money_on,
    takings,
    totals_of,
)

__all__ = [
    "OrderFilters",
    "SlipTotal",
    "Totals",
    "bill_list",
    "bought_since",
    "card_sales_of",
    "get_order",
    "get_shift",
    "halls_of",
    "next_slips",
    "open_shift_of",
    "order_list",
    "pending_reversals",
    "refundable",
    "shift_list",
    "takes_money_on",
    "takings",
    "totals_of",
    "unheld_list",
]
