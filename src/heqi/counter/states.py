"""How a sales order, a shift and a reversal move."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class OrderState(models.TextChoices):
    """Where a sales order stands."""

    OPEN = "open", pgettext_lazy("sales order", "To be paid")
    PAID = "paid", pgettext_lazy("sales order", "Paid")
    DONE = "done", pgettext_lazy("sales order", "Handed over")
    REVERSED = "reversed", pgettext_lazy("sales order", "Reversed")
    CANCELLED = "cancelled", pgettext_lazy("sales order", "Cancelled")


ORDER_FLOW = Flow(
    OrderState.OPEN.value,
    moves=[
        Move("pay", [OrderState.OPEN.value], OrderState.PAID.value),
        Move("cancel", [OrderState.OPEN.value], OrderState.CANCELLED.value),
        Move("hand_over", [OrderState.PAID.value], OrderState.DONE.value),
        Move("reverse", [OrderState.PAID.value, OrderState.DONE.value], OrderState.REVERSED.value),
    ],
)
SETTLED = (OrderState.PAID.value, OrderState.DONE.value, OrderState.REVERSED.value)
TONES = {
    OrderState.OPEN.value: "pri",
    OrderState.PAID.value: "",
    OrderState.DONE.value: "ok",
    OrderState.REVERSED.value: "hold",
    OrderState.CANCELLED.value: "hold",
}


class BillState(models.TextChoices):
    """Where a bill stands."""

    OPEN = "open", pgettext_lazy("bill", "To be paid")
    PAID = "paid", pgettext_lazy("bill", "Paid")
    CANCELLED = "cancelled", pgettext_lazy("bill", "Taken back")


class ShiftState(models.TextChoices):
    """Whether a till is open."""

    OPEN = "open", pgettext_lazy("shift", "Open")
    CLOSED = "closed", pgettext_lazy("shift", "Closed")


SHIFT_FLOW = Flow(
    ShiftState.OPEN.value,
    moves=[Move("close", [ShiftState.OPEN.value], ShiftState.CLOSED.value)],
)


class ReversalState(models.TextChoices):
    """Whether the second person has confirmed."""

    ASKED = "asked", pgettext_lazy("reversal", "To be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("reversal", "Confirmed")
    REFUSED = "refused", pgettext_lazy("reversal", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("reversal", "Taken back")


REVERSAL_FLOW = Flow(
    ReversalState.ASKED.value,
    moves=[
        Move("confirm", [ReversalState.ASKED.value], ReversalState.CONFIRMED.value),
        Move("refuse", [ReversalState.ASKED.value], ReversalState.REFUSED.value),
        Move("withdraw", [ReversalState.ASKED.value], ReversalState.WITHDRAWN.value),
    ],
)


class Method(models.TextChoices):
    """How money is paid."""

    CASH = "cash", _("Cash")
    CARD = "card", _("Bank card")
    QR = "qr", _("QR code")
    TRANSFER = "transfer", _("Transfer")


class LineKind(models.TextChoices):
    """What a line of a sales order is."""

    GAS = "gas", _("Gas on card")
    BILL = "bill", _("Bill or fee")
    GOODS = "goods", _("Goods")
    INSURANCE = "insurance", _("Insurance")
    FEE = "fee", _("Service fee")
    DEPOSIT = "deposit", _("Deposit")
    REFUND = "refund", _("Deposit refunded")


class SlipKind(models.TextChoices):
    """The paper a customer gets."""

    RECEIPT = "receipt", _("Receipt")
    INVOICE = "invoice", _("Invoice")


class SlipState(models.TextChoices):
    """What became of a number."""

    USED = "used", pgettext_lazy("slip", "Used")
    VOID = "void", pgettext_lazy("slip", "Void")
