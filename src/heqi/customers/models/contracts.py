"""Contracts of supply between a party and the company, for a service point."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heqi.customers.models.parties import Party
from heqi.customers.models.premises import PlacedQuerySet
from heqi.customers.models.supply import ServicePoint
from heqi.customers.states import ContractState
from heqi.people.models import Unit


class ContractKind(models.TextChoices):
    """What a contract is about."""

    SUPPLY = "supply", _("Gas supply contract")
    SAFETY = "safety", _("Gas safety agreement")
    MAINTENANCE = "maintenance", _("Maintenance contract")


class Contract(models.Model):
    """A signed contract, in force from a day (included) to a day (excluded)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(_("contract number"), max_length=40)
    kind = models.CharField(
        _("kind of contract"),
        max_length=12,
        choices=ContractKind.choices,
        default=ContractKind.SUPPLY,
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="contracts")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="contracts")
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    terms = models.TextField(_("terms"), max_length=2000, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ContractState.choices, default=ContractState.IN_FORCE
    )
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["state", "-since", "-id"]
        verbose_name = _("contract")
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="contract_number"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="contract_period"
            ),
        ]
        indexes = [models.Index(fields=["company", "until"], name="contract_until")]

    def __str__(self) -> str:
        return self.number
