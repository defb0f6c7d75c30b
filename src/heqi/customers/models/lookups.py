"""Who looked at which customer, and why. Append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.access import LOG
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit


class LookupAction(models.TextChoices):
    """What was done with the data."""

    SEARCH = "search", _("Searched")
    LIST = "list", _("Listed")
    VIEW = "view", pgettext_lazy("look-up", "Opened")
    UNMASK = "unmask", _("Revealed")
    EXPORT = "export", _("Exported")
    PRINT = "print", _("Printed")
    DENIED = "denied", pgettext_lazy("look-up", "Refused")


class LookupQuerySet(models.QuerySet["Lookup"]):
    """Reads of the log."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Lookup]":
        """Look-ups by staff of units that the actor may supervise, and always his own."""
        rows = within(self, actor, LOG)
        own = self.filter(actor_kind="staff", actor_id=actor.id) if actor.kind == "staff" else None
        return rows | own if own is not None else rows


class Lookup(models.Model):
    """One read of personal data. The search text is kept as a keyed digest only."""

    at = models.DateTimeField(_("time"))
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who"), max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    company = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    action = models.CharField(_("what"), max_length=10, choices=LookupAction.choices)
    party_id = models.BigIntegerField(null=True)
    subject_ids = models.JSONField(default=list)
    result_count = models.PositiveIntegerField(default=0)
    masked = models.BooleanField(default=True)
    field = models.CharField(max_length=20, blank=True)
    purpose_code = models.CharField(_("reason"), max_length=30, blank=True)
    purpose_type = models.CharField(max_length=40, blank=True)
    purpose_id = models.CharField(_("reference"), max_length=40, blank=True)
    purpose_source = models.CharField(max_length=8, default="none")  # auto | chosen | glass | none
    query_kind = models.CharField(max_length=20, blank=True)
    query_hmac = models.CharField(max_length=64, blank=True)
    query_length = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=10, default="ui")

    objects = LookupQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("look-up")
        indexes = [
            models.Index(fields=["party_id", "-id"], name="lookup_party"),
            models.Index(fields=["actor_id", "-id"], name="lookup_actor"),
            models.Index(fields=["company", "-id"], name="lookup_company"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action}"

    @property
    def field_label(self) -> str:
        """What was revealed, in words."""
        kind = self.field.partition(":")[0]
        return str(
            {"phone": _("Phone"), "id_number": _("Identity or licence number")}.get(kind, "")
        )


class LookupSubject(models.Model):
    """One customer of a look-up of several: an index over ``Lookup.subject_ids``.

    Who saw a customer in lists and results is answered from it, whatever the size of the log.
    """

    lookup = models.ForeignKey(Lookup, models.PROTECT, related_name="subjects", db_index=False)
    party_id = models.BigIntegerField()

    class Meta:
        ordering = ["-lookup"]
        indexes = [models.Index(fields=["party_id", "-lookup"], name="lookup_subject")]

    def __str__(self) -> str:
        return f"{self.lookup_id} {self.party_id}"
