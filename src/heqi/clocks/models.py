"""Recorded history and the clocks read from it.

What happened is kept (``Moment``); what follows from it (due, late, elapsed) is derived by the
rule engine and stored on ``Clock`` as an index only, which :func:`heqi.clocks.actions.rebuild`
can make again.
"""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.people.models import Unit
from heqi.policies.models import Decision
from heqi.rulebook.spans import parse_limit


class WorkCalendar(models.Model):
    """A company's changes to the statutory calendar: its hours, own days off and extra days."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    changes = models.JSONField(default=dict)
    is_default = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["company", "name"]
        verbose_name = _("working calendar")
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="calendar_name"),
            models.UniqueConstraint(
                fields=["company"], condition=Q(is_default=True), name="calendar_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Timeline(models.Model):
    """The recorded history of one subject, with the decision that set its clocks."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    label = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="timelines")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id"], name="timeline_once"),
        ]
        indexes = [
            # A replay counts a company's year by decision: nothing but the index is read.
            models.Index(
                fields=["company", "started_at", "decision", "unit"], name="timeline_started"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Moment(models.Model):
    """Something that happened at an instant, as recorded; ``at`` may lie before the recording."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="moments", db_index=False)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["at", "id"]
        # Whoever asks for the moments of a case asks for kinds and instants.
        indexes = [models.Index(fields=["timeline", "kind", "at"], name="moment_heard")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%m-%d %H:%M}"


class ClockState(models.TextChoices):
    """Where a clock stands, as the rule engine reads it."""

    NOT_STARTED = "not_started", _("Not started")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("On hold")
    MET = "met", _("Met")
    MISSED = "missed", _("Missed")
    OVERDUE = "overdue", _("Overdue")
    STOPPED = "stopped", _("Stopped")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATES = (ClockState.NOT_STARTED, ClockState.RUNNING, ClockState.PAUSED, ClockState.OVERDUE)


class Clock(models.Model):
    """One promise: its limit, where it comes from, and what history makes of it."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="clocks")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    limit = models.JSONField()
    clause = models.CharField(max_length=80)
    mark = models.CharField(max_length=12)
    rule = models.CharField(max_length=80)
    spec = models.JSONField()
    state = models.CharField(max_length=12, choices=ClockState.choices)
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    # When it was kept, broken or given up: the month in which it counts.
    decided_at = models.DateTimeField(null=True)
    elapsed_s = models.BigIntegerField(default=0)
    alerts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["timeline", "name", "rule"], name="clock_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="clock_next"
            ),
            models.Index(fields=["company", "clause", "decided_at"], name="clock_clause"),
            models.Index(fields=["company", "decided_at"], name="clock_decided"),
            models.Index(fields=["company", "state", "due_at"], name="clock_state"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What is promised, in the user's language."""
        from heqi.policies.deciding import spoken_chinese

        return self.title_zh if spoken_chinese() else self.title_en

    @property
    def words(self) -> str:
        """The limit in a few words."""
        from heqi.policies.deciding import spoken_chinese

        return parse_limit(self.limit).words("zh" if spoken_chinese() else "en")

    @property
    def note(self) -> str:
        """How the date was counted."""
        from heqi.policies.deciding import spoken_chinese

        return self.note_zh if spoken_chinese() else self.note_en

    @property
    def clauses(self) -> list[str]:
        """For the chip."""
        return [self.clause]

    def is_open(self) -> bool:
        """Whether the promise can still be kept or broken."""
        return self.state in OPEN_STATES

    def is_late(self, now: datetime) -> bool:
        """Whether the promise is broken as of ``now``."""
        return self.state == ClockState.MISSED or bool(
            self.due_at
            and self.state in (ClockState.RUNNING, ClockState.OVERDUE)
            and now > self.due_at
        )
