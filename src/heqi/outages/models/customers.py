"""Whom an outage touches, what they were told, and who called about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.masking import mask_phone
from heqi.customers.models import CustomerKind, Party, ServicePoint, Tier
from heqi.outages.models.area import Area
from heqi.outages.models.outages import Outage
from heqi.service.models import Contact, ServiceRequest


class Rank(models.IntegerChoices):
    """Who is told and looked after first."""

    VIP = 1, pgettext_lazy("affected", "VIP")
    VULNERABLE = 2, pgettext_lazy("affected", "Vulnerable")
    COMMERCIAL = 3, pgettext_lazy("affected", "Commercial and industrial")
    RESIDENTIAL = 4, pgettext_lazy("affected", "Residential")


class Affected(models.Model):
    """A service point without gas, with its customer as he was when the list was drawn."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="affected", db_index=False)
    area = models.ForeignKey(Area, models.CASCADE, related_name="affected")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    rank = models.PositiveSmallIntegerField(choices=Rank.choices)
    tier = models.CharField(_("tier"), max_length=12, default="standard")
    customer_kind = models.CharField(max_length=12, choices=CustomerKind.choices)
    name = models.CharField(_("customer"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=240)
    building = models.CharField(max_length=20, blank=True)
    # What came of the household when supply was restored: done, or nobody home, to be revisited.
    relit = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["rank", "id"]
        verbose_name = _("affected customer")
        constraints = [
            models.UniqueConstraint(fields=["outage", "service_point"], name="affected_once"),
        ]
        indexes = [models.Index(fields=["outage", "rank", "id"], name="affected_rank")]

    def __str__(self) -> str:
        return self.name or self.address

    @property
    def masked_phone(self) -> str:
        """The phone as lists show it."""
        return mask_phone(self.phone)

    @property
    def tier_label(self) -> str:
        """The tier in words."""
        return str(Tier(self.tier).label) if self.tier in Tier.values else self.tier


class Kind(models.TextChoices):
    """What customers are told."""

    PLANNED = "planned", pgettext_lazy("announcement", "Planned stop")
    POSTPONED = "postponed", pgettext_lazy("announcement", "Postponed")
    REMINDER = "reminder", pgettext_lazy("announcement", "Reminder before the stop")
    INCIDENT = "incident", pgettext_lazy("announcement", "Gas is off")
    RESTORED = "restored", pgettext_lazy("announcement", "Gas is back")
    CANCELLED = "cancelled", pgettext_lazy("announcement", "Stop cancelled")


class Announcement(models.Model):
    """One round of messages to every affected customer, written in batches; ``last_id`` is how
    far it came, so that nobody is told twice and nobody is left out after a restart."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="announcements")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    last_rank = models.PositiveSmallIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    without_phone = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("announcement")
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(finished_at__isnull=True),
                name="announcement_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outage_id} {self.kind}"


class OutageCall(models.Model):
    """Somebody without gas called: the request that he made, or the call attached to the outage."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="calls")
    request = models.ForeignKey(ServiceRequest, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=240, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("call about an outage")
        constraints = [
            models.UniqueConstraint(
                fields=["outage", "request"],
                condition=models.Q(request__isnull=False),
                name="outage_request_once",
            ),
            models.UniqueConstraint(
                fields=["outage", "contact"],
                condition=models.Q(contact__isnull=False, request__isnull=True),
                name="outage_contact_once",
            ),
        ]

    def __str__(self) -> str:
        return self.address or str(self.at)

    @property
    def masked_phone(self) -> str:
        """The phone as lists show it."""
        return mask_phone(self.phone)
