"""Bills that the company itself issues for gas by reading."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.counter.access import VIEW
from heqi.counter.states import BillState
from heqi.customers.models import Meter, Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit
from heqi.policies.models import Decision
from heqi.readings.models import Reading


class BillQuerySet(models.QuerySet["Bill"]):
    """Reads of bills."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Bill]":
        """The bills that the actor's rights cover."""
        return within(self, actor, VIEW)


class Bill(models.Model):
    """What a customer owes for gas; paid as a whole.

    ``volume`` in m³ over the steps of the price in ``parts`` (step, volume, price, amount as
    text); ``used_on`` is the day of the reading, whose price holds.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="bills")
    service_point = models.ForeignKey(
        ServicePoint, models.PROTECT, related_name="bills", db_index=False
    )
    reading = models.ForeignKey(Reading, models.PROTECT, null=True, related_name="bills")
    title = models.CharField(pgettext_lazy("a bill", "for"), max_length=120)
    used_on = models.DateField(_("read on"))
    volume = models.DecimalField(_("volume (m³)"), max_digits=10, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    parts = models.JSONField(default=list)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(pgettext_lazy("a bill", "issued"))
    paid_at = models.DateTimeField(_("paid"), null=True)
    cancelled_at = models.DateTimeField(null=True)
    status = models.GeneratedField(
        expression=models.Case(
            models.When(cancelled_at__isnull=False, then=models.Value(BillState.CANCELLED.value)),
            models.When(paid_at__isnull=False, then=models.Value(BillState.PAID.value)),
            default=models.Value(BillState.OPEN.value),
        ),
        output_field=models.CharField(max_length=10),
        db_persist=True,
        choices=BillState.choices,
    )

    objects = BillQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        verbose_name = _("bill")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="bill_amount"),
            models.UniqueConstraint(
                fields=["reading"], condition=Q(cancelled_at__isnull=True), name="bill_once"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-issued_at"], name="bill_company"),
            models.Index(fields=["company", "status", "-issued_at"], name="bill_status"),
            models.Index(fields=["service_point", "used_on"], name="bill_used"),
        ]

    def __str__(self) -> str:
        return self.number


class UnheldQuerySet(models.QuerySet["UnheldGas"]):
    """Reads of gas that nobody holds."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[UnheldGas]":
        """What the actor's right covers."""
        return within(self, actor, VIEW)


class UnheldGas(models.Model):
    """Gas that was read at an account nobody held on the day (data-entry/6.2).

    It is charged when the holder is put on file; until then a clerk finds it on a list.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="unheld_gas")
    reading = models.OneToOneField(Reading, models.PROTECT, related_name="unheld_gas")
    read_on = models.DateField(_("read on"))
    volume = models.DecimalField(_("volume (m³)"), max_digits=10, decimal_places=2)
    found_at = models.DateTimeField()

    objects = UnheldQuerySet.as_manager()

    class Meta:
        ordering = ["read_on", "id"]
        verbose_name = _("gas that nobody holds")
        indexes = [models.Index(fields=["company", "read_on"], name="unheld_company")]

    def __str__(self) -> str:
        return f"{self.service_point_id} {self.read_on} {self.volume}"


class BilledDial(models.Model):
    """Up to which dial the gas of a meter is charged: what is read beyond it is owed.

    A bill that is taken back sets it back, so that the next reading charges that gas; one that was
    paid for a reading sent back leaves it ahead, so that no gas is paid twice.
    """

    meter = models.OneToOneField(Meter, models.PROTECT, primary_key=True, related_name="+")
    dial = models.DecimalField(max_digits=12, decimal_places=3)

    def __str__(self) -> str:
        return f"{self.dial}"
