"""Bills that the company itself issues: gas by reading, and other charges."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.counter.access import VIEW
from heqi.customers.models import Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit
from heqi.policies.models import Decision


class BillQuerySet(models.QuerySet["Bill"]):
    """Reads of bills."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Bill]":
        """The bills that the actor's rights cover."""
        return within(self, actor, VIEW)


class Bill(models.Model):
    """What a customer owes; paid as a whole. ``volume`` in m³ where it is for gas."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="bills")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, null=True, related_name="bills")
    title = models.CharField(pgettext_lazy("a bill", "for"), max_length=120)
    volume = models.DecimalField(_("volume (m³)"), max_digits=10, decimal_places=2, null=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(pgettext_lazy("a bill", "issued"))
    paid_at = models.DateTimeField(_("paid"), null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = BillQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        verbose_name = _("bill")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="bill_amount")]
        indexes = [models.Index(fields=["company", "-issued_at"], name="bill_company")]

    def __str__(self) -> str:
        return self.number
