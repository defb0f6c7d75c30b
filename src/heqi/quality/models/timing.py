"""How long it takes from the event to the entry, and from receipt to passing on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.quality.access import VIEW


class TimedKind(models.TextChoices):
    """What is timed: the facts of question ``data.limits``, and what it calls ``other``."""

    REQUEST = "request", _("Requests")
    UPDATE = "update", _("Updates of customer information")
    CREATE = "master_data", _("Creation of master data")
    SALE = "sale", _("Sales and payments at the counter")
    PAYMENT = "payment", _("Payments for installations")
    READING = "reading", _("Readings at the meter")
    STEP = "step", _("Meter changes and other formalities")
    ORDER = "order", _("Conversion and repair orders")
    CONTACT = "contact", _("Contacts with customers")


class TimingQuerySet(models.QuerySet["EntryTiming"]):
    """Reads of measured entries."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[EntryTiming]":
        """What the actor oversees."""
        return within(self, actor, VIEW)


class EntryTiming(models.Model):
    """One entry, measured against the limits of question ``data.limits``.

    See data-entry/1.2.2, 6.1, 6.3 and 6.4.

    ``happened_at`` is the event (the call began, the task came), ``entered_at`` the entry,
    ``passed_on_at`` when the next step had it.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(
        pgettext_lazy("timeliness", "Business"),
        max_length=12,
        choices=TimedKind.choices,
        default=TimedKind.REQUEST,
    )
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=120)
    happened_at = models.DateTimeField(_("happened"))
    entered_at = models.DateTimeField(_("entered"))
    enter_by = models.DateTimeField(_("to be entered by"), null=True)
    passed_on_at = models.DateTimeField(_("passed on"), null=True)
    pass_on_by = models.DateTimeField(_("to be passed on by"), null=True)

    objects = TimingQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_at", "-id"]
        verbose_name = _("time of an entry")
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id"], name="timing_once"),
        ]
        indexes = [models.Index(fields=["company", "-entered_at"], name="timing_company")]

    def __str__(self) -> str:
        return self.subject_label
