"""Sales orders with their lines, gas sold to cards, and what was taken back."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.counter.access import VIEW
from heqi.counter.models.shifts import Shift
from heqi.counter.names import line_name
from heqi.counter.states import LineKind, OrderState, ReversalState
from heqi.customers.models import Meter, Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.readings.models import CardReading


class SalesQuerySet(models.QuerySet["SalesOrder"]):
    """Reads of sales orders."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[SalesOrder]":
        """The orders that the actor's rights cover."""
        return within(self, actor, VIEW)


class SalesOrder(models.Model):
    """What a customer buys and pays in one go (销售订单).

    ``shift`` is where it was paid, before that where it was begun. A reversal is an order of its
    own with negative lines, so that the sums of each shift tell the truth.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="orders")
    operator = models.ForeignKey(
        Staff, models.PROTECT, related_name="sales_orders", verbose_name=_("clerk")
    )
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="sales_orders")
    service_point = models.ForeignKey(
        ServicePoint, models.PROTECT, null=True, related_name="sales_orders"
    )
    customer_name = models.CharField(_("customer"), max_length=120, blank=True)
    account_no = models.CharField(_("account number"), max_length=30, blank=True)
    address = models.CharField(_("supply address"), max_length=240, blank=True)
    status = models.CharField(
        _("state"), max_length=10, choices=OrderState.choices, default=OrderState.OPEN
    )
    total = models.DecimalField(
        pgettext_lazy("sales order", "total"), max_digits=12, decimal_places=2, default=Decimal(0)
    )
    opened_at = models.DateTimeField()
    paid_at = models.DateTimeField(_("paid"), null=True)
    done_at = models.DateTimeField(null=True)
    # What the page sent with the payment: the same key again sells nothing a second time.
    pay_key = models.CharField(max_length=40, blank=True)
    reversal_of = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = SalesQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("sales order")
        constraints = [
            # One customer at a time: the second click finds the first one's order.
            models.UniqueConstraint(
                fields=["operator", "party", "service_point"],
                condition=Q(status="open"),
                name="sale_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-opened_at", "-id"], name="sale_company"),
            models.Index(fields=["unit", "-opened_at", "-id"], name="sale_unit"),
            models.Index(fields=["company", "status", "-opened_at"], name="sale_status"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether lines may still change."""
        return self.status == OrderState.OPEN

    @property
    def is_settled(self) -> bool:
        """Whether money has changed hands."""
        return self.paid_at is not None


class CardSale(models.Model):
    """Gas sold to the card of a meter: volume in m³, and how much the year had before."""

    order = models.ForeignKey(SalesOrder, models.CASCADE, related_name="card_sales")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    meter = models.ForeignKey(Meter, models.PROTECT, related_name="card_sales", db_index=False)
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="card_sales")
    card_no = models.CharField(_("card number"), max_length=30, blank=True)
    volume = models.DecimalField(_("volume (m³)"), max_digits=10, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    bought_before = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    # What the card showed when it was put in, before it was written to.
    card_reading = models.ForeignKey(CardReading, models.PROTECT, null=True, related_name="+")
    sold_at = models.DateTimeField(_("sold"), null=True)
    written_at = models.DateTimeField(_("written to the card"), null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("card sale")
        constraints = [
            models.CheckConstraint(condition=~Q(volume=0), name="card_sale_volume"),
        ]
        indexes = [models.Index(fields=["meter", "sold_at"], name="card_sale_meter")]

    def __str__(self) -> str:
        return f"{self.meter_id} {self.volume} m³"


class SalesLine(models.Model):
    """A line of an order. ``settles`` names a bill, ``refunds`` the deposit that is given back."""

    order = models.ForeignKey(SalesOrder, models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind.choices)
    item = models.CharField(max_length=40, blank=True)
    name = models.CharField(_("item"), max_length=120)
    quantity = models.DecimalField(_("quantity"), max_digits=10, decimal_places=2)
    measure = models.CharField(_("unit of measure"), max_length=20, blank=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    step = models.PositiveSmallIntegerField(pgettext_lazy("price", "step"), null=True)
    card_sale = models.ForeignKey(CardSale, models.CASCADE, null=True, related_name="lines")
    bill_kind = models.CharField(max_length=20, blank=True)
    bill_ref = models.CharField(_("bill"), max_length=60, blank=True)
    # Money was taken for the bill, or the deposit given back, and that still holds.
    settles = models.BooleanField(default=False)
    refunds = models.ForeignKey("self", models.PROTECT, null=True, related_name="refunded_by")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=90)

    class Meta:
        ordering = ["id"]
        verbose_name = _("line")
        constraints = [
            models.UniqueConstraint(fields=["order", "key", "step"], name="line_key_once"),
            models.UniqueConstraint(
                fields=["order", "key"], condition=Q(step__isnull=True), name="line_key_alone"
            ),
            models.UniqueConstraint(
                fields=["bill_kind", "bill_ref"],
                condition=Q(settles=True) & ~Q(bill_ref=""),
                name="bill_paid_once",
            ),
            models.UniqueConstraint(
                fields=["refunds"], condition=Q(settles=True), name="deposit_refunded_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["bill_kind", "bill_ref"], condition=~Q(bill_ref=""), name="line_bill"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.amount}"

    @property
    def label(self) -> str:
        """The name in the reader's language; kept and printed is the Chinese one."""
        return self.name if spoken_chinese() else line_name(self.item, self.step) or self.name


class Reversal(models.Model):
    """A clerk asks to take an order back; somebody else confirms."""

    order = models.ForeignKey(SalesOrder, models.PROTECT, related_name="reversals")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    status = models.CharField(
        _("state"), max_length=10, choices=ReversalState.choices, default=ReversalState.ASKED
    )
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("reversal")
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(status="asked"), name="reversal_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.status}"
