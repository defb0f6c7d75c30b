"""Everything that changes the counter."""

from heqi.counter.actions.bills import (
    bill_readings,
    cancel_bill,
    charge_unheld,
    withdraw_bills,
)
from heqi.counter.actions.halls import issue_range, open_hall
from heqi.counter.actions.handing import hand_over
from heqi.counter.actions.paying import pay_order
from heqi.counter.actions.reversing import (
    ask_reversal,
    confirm_reversal,
    refuse_reversal,
    withdraw_reversal,
)
from heqi.counter.actions.selling import (
    add_bill,
    add_gas,
    add_item,
    add_refund,
    cancel_order,
    open_order,
    remove_line,
)
from heqi.counter.actions.shifts import CountedSlips, close_shift, open_shift
from heqi.counter.actions.slips import void_slip

__all__ = [
    "CountedSlips",
    "add_bill",
    "add_gas",
    "add_item",
    "add_refund",
    "ask_reversal",
    "bill_readings",
    "cancel_bill",
    "cancel_order",
    "charge_unheld",
    "close_shift",
    "confirm_reversal",
    "hand_over",
    "issue_range",
    "open_hall",
    "open_order",
    "open_shift",
    "pay_order",
    "refuse_reversal",
    "remove_line",
    "void_slip",
    "withdraw_bills",
    "withdraw_reversal",
]
