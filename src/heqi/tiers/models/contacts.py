"""Named contacts of a VIP, and the promised contacts that cannot be reached."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Party
from heqi.ledger.actors import Actor
from heqi.people.models import CurrentQuerySet, Staff, Unit
from heqi.tiers.access import reached


class NamedContact(models.Model):
    """A person named for one VIP in a post, from a day (included) to a day (excluded).

    Without one the post's holder is the contact, whoever that is on the day.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="named_contacts")
    post = models.CharField(_("post"), max_length=40)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="named_for")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    named_by = models.CharField(max_length=80)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["party", "post", "-since", "-id"]
        verbose_name = _("named contact")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="named_period"
            ),
        ]
        indexes = [
            models.Index(
                fields=["staff"], condition=Q(until__isnull=True), name="named_current_staff"
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.post} {self.staff_id}"


class GapReason(models.TextChoices):
    """Why a promised contact cannot be reached."""

    UNNAMED = "unnamed", _("nobody is named")
    VACANT = "vacant", _("nobody holds the post")
    NO_PHONE = "no_phone", _("no phone on file")
    LEFT = "left", _("the named person has left")
    MOVED = "moved", _("the named person has another post")


class GapQuerySet(models.QuerySet["ContactGap"]):
    """Reads of missing contacts."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[ContactGap]":
        """Those of the customers that the actor's right covers."""
        return reached(self, actor)


class ContactGap(models.Model):
    """A VIP without one of his contacts: a task until somebody is named or the post is filled."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="contact_gaps")
    post = models.CharField(_("post"), max_length=40)
    why = models.CharField(_("reason"), max_length=10, choices=GapReason.choices)
    former = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    clause = models.CharField(max_length=60)
    opened_at = models.DateTimeField(pgettext_lazy("missing contact", "since"))
    closed_at = models.DateTimeField(pgettext_lazy("missing contact", "settled"), null=True)

    objects = GapQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "id"]
        verbose_name = _("missing contact")
        indexes = [
            models.Index(
                fields=["company", "opened_at"],
                condition=Q(closed_at__isnull=True),
                name="contact_gap_open",
            ),
            models.Index(fields=["party", "post"], name="contact_gap_party"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.post}"
