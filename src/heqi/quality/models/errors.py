"""An error in an entry: where, of which class, whose, found how, corrected by when."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.entry.standards import standard
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.speaking import spoken
from heqi.quality.access import VIEW
from heqi.quality.models.checks import Check
from heqi.quality.states import AGAINST_NOBODY, ErrorStatus


class ErrorClass(models.TextChoices):
    """Classes of errors; a fact of the rulebook."""

    MISSING = "missing", pgettext_lazy("entry error", "Missing")
    FORMAT = "format", pgettext_lazy("entry error", "Form")
    WRONG = "wrong", pgettext_lazy("entry error", "Wrong content")
    DUPLICATE = "duplicate", pgettext_lazy("entry error", "Duplicate")
    LATE = "late", pgettext_lazy("entry error", "Entered late")
    NO_EVIDENCE = "no_evidence", pgettext_lazy("entry error", "No evidence")


class Group(models.TextChoices):
    """Master data and orders have targets of their own."""

    MASTER_DATA = "master_data", _("Master data")
    ORDER = "order", _("Orders and requests")


class FoundBy(models.TextChoices):
    """Which check found the error (data-entry/7.1 to 7.5), or what else."""

    SAMPLE = "sample", _("Monthly check")
    SELF_CHECK = "self_check", _("Daily self-check")
    NEXT_STEP = "next_step", _("Next step")
    BUSINESS = "business", _("Verified in business")
    LEADER = "leader", _("Team leader")
    BULK = "bulk", _("Check of the stock")
    TIMING = "timing", _("Timeliness")
    COMPLAINT = "complaint", _("Complaint")


class OwnedQuerySet(models.QuerySet["models.Model"]):
    """Reads of rows with a unit, a company and a member of staff whom they concern."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Any]":
        """What the actor oversees, and what concerns himself."""
        return _overseen(self, actor)


class ErrorQuerySet(models.QuerySet["EntryError"]):
    """Reads of errors, and those among them that count against somebody."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[EntryError]":
        """What the actor oversees, and what concerns himself."""
        return _overseen(self, actor)

    def counting(self) -> "models.QuerySet[EntryError]":
        """Neither still to be checked nor found to be none."""
        return self.exclude(status__in=AGAINST_NOBODY)


def _overseen(all_rows: "models.QuerySet[Any]", actor: Actor) -> "models.QuerySet[Any]":
    rows = within(all_rows, actor, VIEW)
    if actor.kind != "staff":
        return rows
    return all_rows.filter(Q(pk__in=rows.order_by().values("pk")) | Q(staff_id=actor.id))


class EntryError(models.Model):
    """An error of one field of one record. The record is named by plain values.

    What is only doubted waits to be checked and counts against nobody (data-entry/1.2.3).
    ``staff`` entered it (empty for imports); ``unit`` is that person's unit as it was then.
    ``due_*`` copies the clock of the correction.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="entry_errors")
    staff_name = models.CharField(_("entered by"), max_length=80, blank=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(_("record"), max_length=120)
    kind = models.CharField(_("kind of record"), max_length=40)
    group = models.CharField(_("kind of entry"), max_length=12, choices=Group.choices)
    field = models.CharField(_("field"), max_length=40, blank=True)
    error = models.CharField(_("class of the error"), max_length=12, choices=ErrorClass.choices)
    note = models.CharField(_("what the error is"), max_length=300)
    clause = models.CharField(max_length=80, blank=True)
    mark = models.CharField(max_length=12, blank=True)
    found_by = models.CharField(_("discovered by"), max_length=12, choices=FoundBy.choices)
    found_at = models.DateTimeField(_("found"))
    finder_id = models.BigIntegerField(null=True)
    finder_name = models.CharField(max_length=80, blank=True)
    check_run = models.ForeignKey(Check, models.PROTECT, null=True, related_name="errors")
    entered_at = models.DateTimeField(_("entered"), null=True)
    status = models.CharField(
        _("state"), max_length=12, choices=ErrorStatus.choices, default=ErrorStatus.FOUND
    )
    is_open = models.BooleanField(default=True, editable=False)
    returned_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("to be corrected by"), null=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    corrected_at = models.DateTimeField(null=True)
    corrected_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(_("what was done"), max_length=300, blank=True)
    complaint = models.CharField(_("caused the complaint"), max_length=40, blank=True)

    objects = ErrorQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-id"]
        verbose_name = _("entry error")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "field", "error"],
                condition=Q(is_open=True),
                name="error_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-found_at", "-id"], name="error_company"),
            models.Index(fields=["unit", "-found_at", "-id"], name="error_unit"),
            models.Index(fields=["staff", "-found_at", "-id"], name="error_staff"),
            models.Index(fields=["company", "due_at"], condition=Q(is_open=True), name="error_due"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def field_label(self) -> str:
        """The field as the standard calls it on the day it was found."""
        found = standard(self.kind, on=self.found_at.date(), company_id=self.company_id).fields.get(
            self.field
        )
        return spoken(found.title) if found else ""

    @property
    def kind_label(self) -> str:
        """The kind of record in words."""
        return spoken(
            standard(self.kind, on=self.found_at.date(), company_id=self.company_id).title
        )

    def is_late(self, now: datetime) -> bool:
        """Whether the correction missed or misses its limit."""
        return self.due_at is not None and (self.corrected_at or now) > self.due_at
