"""Notices of rectification with their plan, report and re-checks."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.people.withholding import keep
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.rectifications.access import VIEW
from heqi.rectifications.states import Severity, Status


class RectificationQuerySet(models.QuerySet["Rectification"]):
    """Reads of rectifications."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Rectification]":
        """The notices to the units that the actor's rights cover, but what a complaint about him
        raised."""
        return within(self, actor, VIEW)


class Rectification(models.Model):
    """A notice to a department (整改通知书). ``source_*`` name what raised it, as plain values."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rectifications", db_index=False)
    title = models.CharField(
        pgettext_lazy("a rectification", "problem in a few words"), max_length=120
    )
    problem = models.TextField(pgettext_lazy("a rectification", "what was found"))
    requirement = models.TextField(_("what is required"))
    severity = models.CharField(
        _("severity"), max_length=10, choices=Severity.choices, default=Severity.ORDINARY
    )
    clause = models.CharField(max_length=80, blank=True)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    source_number = models.CharField(_("raised by"), max_length=40, blank=True)
    status = models.CharField(
        _("state"), max_length=12, choices=Status.choices, default=Status.ISSUED
    )
    is_open = models.BooleanField(default=True, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(pgettext_lazy("a rectification", "issued"))
    issued_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    issuer_name = models.CharField(max_length=80)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=80, blank=True)
    plan = models.TextField(pgettext_lazy("a rectification", "plan"), blank=True)
    responsible = models.CharField(_("person responsible"), max_length=60, blank=True)
    finish_on = models.DateField(_("to be finished on"), null=True)
    planned_at = models.DateTimeField(null=True)
    report = models.TextField(pgettext_lazy("a rectification", "report"), blank=True)
    reported_at = models.DateTimeField(null=True)
    reporter_id = models.BigIntegerField(null=True)
    reported_by = models.CharField(max_length=80, blank=True)
    passed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    queue_at = models.DateTimeField()

    objects = RectificationQuerySet.as_manager()

    class Meta:
        ordering = ["queue_at", "id"]
        verbose_name = _("rectification")
        indexes = [
            models.Index(
                fields=["company", "queue_at", "id"],
                condition=Q(is_open=True),
                name="rectification_queue",
            ),
            models.Index(fields=["company", "-issued_at"], name="rectification_issued"),
            models.Index(fields=["unit", "-issued_at"], name="rectification_unit"),
            models.Index(fields=["source_type", "source_id"], name="rectification_source"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    @property
    def is_major(self) -> bool:
        """Whether it counts as a notice of a major service problem."""
        return self.severity == Severity.MAJOR

    def is_late(self, now: datetime) -> bool:
        """Whether the governing limit has passed."""
        return bool(self.is_open and self.due_at and now > self.due_at)


class Recheck(models.Model):
    """One look at what was put right."""

    rectification = models.ForeignKey(Rectification, models.CASCADE, related_name="rechecks")
    passed = models.BooleanField(pgettext_lazy("a rectification", "put right"))
    finding = models.TextField(_("finding of the re-check"))
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        verbose_name = _("re-check")

    def __str__(self) -> str:
        return f"{self.rectification_id} {self.at:%Y-%m-%d}"


keep(Rectification, about=("source_type", "source_id"))
