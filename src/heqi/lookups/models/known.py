"""What the review knows of people and customers: relations, bait."""

from typing import cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Party
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit


class Relation(models.TextChoices):
    """What a customer is to a member of staff."""

    SELF = "self", _("Oneself")
    HOUSEHOLD = "household", _("Household")


class Hint(models.Model):
    """A customer who is, or lives with, a member of staff; found by phone and address."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="lookup_hints")
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Relation.choices)
    found_by = models.CharField(max_length=20)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["staff", "party"]
        verbose_name = _("relation of staff to a customer")
        constraints = [models.UniqueConstraint(fields=["staff", "party"], name="hint_once")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.kind} {self.party_id}"


class CanaryQuerySet(models.QuerySet["Canary"]):
    """Reads of bait."""

    def visible_to(self, actor: Actor) -> "CanaryQuerySet":
        """Bait of the units whose look-ups the actor manages."""
        return cast("CanaryQuerySet", within(self, actor, "lookups.manage", unit="company"))

    def current(self) -> "CanaryQuerySet":
        """Bait that is laid out."""
        return self.filter(ended_at__isnull=True)


class Canary(models.Model):
    """A customer who does not exist, laid out as bait. Who opens him had no business to."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=120, blank=True)
    laid_at = models.DateTimeField(_("laid out"))
    laid_by_name = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    objects = CanaryQuerySet.as_manager()

    class Meta:
        ordering = ["-laid_at"]
        verbose_name = _("bait customer")
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(ended_at__isnull=True), name="canary_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id}"
