"""Audit entries, their seals, events, deliveries. Plain values: history outlives its subjects."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One action by one actor. Append-only; the database itself refuses changes and deletion."""

    at = models.DateTimeField(_("time"))
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who"), max_length=80)
    unit_id = models.BigIntegerField(null=True)
    unit_name = models.CharField(_("unit"), max_length=120, blank=True)
    post = models.CharField(_("post"), max_length=60, blank=True)
    company_id = models.BigIntegerField(null=True)
    code = models.CharField(_("action"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    changes = models.JSONField(_("changes"), default=dict)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decision_id = models.BigIntegerField(null=True)
    personal_digest = models.CharField(max_length=64, blank=True)
    seal = models.PositiveBigIntegerField(null=True, default=None, editable=False)
    position = models.PositiveIntegerField(null=True, default=None, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("audit entry")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="entry_subject"),
            models.Index(fields=["actor_id", "id"], name="entry_actor"),
            models.Index(fields=["id"], condition=Q(seal__isnull=True), name="entry_unsealed"),
            models.Index(fields=["seal", "position"], name="entry_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.code}"


class PersonalPart(models.Model):
    """Personal values of an entry, outside the chain so that they can be erased by law."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="personal", primary_key=True)
    salt = models.CharField(max_length=32)
    values = models.JSONField()

    class Meta:
        ordering = ["entry_id"]

    def __str__(self) -> str:
        return f"{self.entry_id}"


class Seal(models.Model):
    """A batch of entries chained to the batch before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"


class Event(models.Model):
    """Something that happened, announced with plain values."""

    name = models.CharField(max_length=80)
    at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Delivery(models.Model):
    """One subscriber's copy of an event; done in the transaction that did its work."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=120)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["next_at", "id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=Q(done_at__isnull=True), name="delivery_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.event_id}"


class Counter(models.Model):
    """Running numbers of records, one row per prefix and day."""

    key = models.CharField(max_length=40, primary_key=True)
    value = models.PositiveIntegerField()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"
