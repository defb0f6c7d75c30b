"""The contract of a project: term, instalments, extensions."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Party
from heqi.people.models import Unit
from heqi.projects.models.projects import Project
from heqi.projects.states import STAGES, Status


class PaidBy(models.TextChoices):
    """Who pays the contract's sum."""

    PARTY = "party", _("The contracting party")
    HOUSEHOLDS = "households", _("Each household for itself")


class Contract(models.Model):
    """What was agreed: ready for gas by ``ready_on``, valid until ``expires_on`` (included)."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="contract")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(_("contract number"), max_length=40)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    party_name = models.CharField(_("contracting party"), max_length=120)
    amount = models.DecimalField(_("contract sum"), max_digits=14, decimal_places=2)
    paid_by = models.CharField(_("who pays"), max_length=12, choices=PaidBy, default=PaidBy.PARTY)
    households = models.PositiveIntegerField(_("households agreed"), default=1)
    signed_on = models.DateField(_("signed on"))
    ready_on = models.DateField(_("ready for gas by"))
    expires_on = models.DateField(_("contract ends on"))
    terms = models.TextField(_("terms"), blank=True)

    class Meta:
        ordering = ["-signed_on", "-id"]
        verbose_name = pgettext_lazy("installation", "contract")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"], name="installation_contract_number"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="contract_amount"),
            models.CheckConstraint(
                condition=Q(ready_on__gte=F("signed_on"), expires_on__gte=F("ready_on")),
                name="contract_days",
            ),
        ]
        indexes = [models.Index(fields=["company", "expires_on"], name="contract_expires")]

    def __str__(self) -> str:
        return self.number


class Extension(models.Model):
    """A term agreed anew; the first one stays on record."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="extensions")
    agreed_on = models.DateField(_("agreed on"))
    ready_before = models.DateField()
    ready_on = models.DateField(_("ready for gas by"))
    expires_before = models.DateField()
    expires_on = models.DateField(_("contract ends on"))
    reason = models.CharField(_("reason"), max_length=300)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("extension")

    def __str__(self) -> str:
        return f"{self.contract_id} {self.expires_on}"


class Instalment(models.Model):
    """A part of the sum, due before a stage or on a day. Paid in this order."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="instalments")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("instalment"), max_length=60)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    before_stage = models.CharField(_("due before"), max_length=12, choices=Status, blank=True)
    due_on = models.DateField(pgettext_lazy("instalment", "due on"), null=True, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("instalment")
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="instalment_position"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_amount"),
            models.CheckConstraint(
                condition=Q(before_stage__in=["", *STAGES]), name="instalment_stage"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_late(self, today: date) -> bool:
        """Whether its day has passed; whether it is paid is told by the sums."""
        return self.due_on is not None and today > self.due_on
