"""Money that changed hands, by method; what is given back is negative."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.counter.models.orders import SalesOrder
from heqi.counter.models.shifts import Shift
from heqi.counter.states import Method
from heqi.people.models import Staff, Unit


class Payment(models.Model):
    """A part of what was paid for an order."""

    order = models.ForeignKey(SalesOrder, models.PROTECT, related_name="payments")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="payments", db_index=False)
    operator = models.ForeignKey(
        Staff, models.PROTECT, related_name="payments_taken", db_index=False
    )
    method = models.CharField(_("paid by"), max_length=10, choices=Method.choices)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    reference = models.CharField(_("terminal or bank reference"), max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("payment")
        constraints = [
            models.UniqueConstraint(fields=["order", "method"], name="payment_method_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="payment_not_zero"),
        ]
        indexes = [
            models.Index(fields=["shift", "method"], name="payment_shift"),
            models.Index(fields=["company", "-at"], name="payment_company"),
            models.Index(fields=["operator", "at"], name="payment_operator"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.amount}"
