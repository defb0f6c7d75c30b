"""Tables of the counter, a module per noun."""

from heqi.counter.models.bills import Bill, BilledDial, UnheldGas
from heqi.counter.models.halls import Hall
from heqi.counter.models.orders import CardSale, Reversal, SalesLine, SalesOrder
from heqi.counter.models.payments import Payment
from heqi.counter.models.shifts import MoneyCount, Shift, SlipCount
from heqi.counter.models.slips import Slip, SlipRange

__all__ = [
    "Bill",
    "BilledDial",
    "CardSale",
    "Hall",
    "MoneyCount",
    "Payment",
    "Reversal",
    "SalesLine",
    "SalesOrder",
    "Shift",
    "Slip",
    "SlipCount",
    "SlipRange",
    "UnheldGas",
]
