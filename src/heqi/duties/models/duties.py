"""A duty of a company and its occurrences."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heqi.duties import access
from heqi.duties.festivals import festivals
from heqi.duties.specs import post_name, title_of, word_of
from heqi.duties.states import Status
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit
from heqi.policies.models import Decision


class Duty(models.Model):
    """That a company keeps a duty of the packs, from a day on.

    ``planned_on`` is the last run, ``stale`` asks for another one on the same day.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(_("duty"), max_length=40)
    since = models.DateField(_("since"))
    until = models.DateField(_("stopped on"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    planned_on = models.DateField(null=True)
    stale = models.BooleanField(default=False)

    class Meta:
        ordering = ["company", "code"]
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="duty_once")]

    def __str__(self) -> str:
        return title_of(self.code)


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Reads of occurrences."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Occurrence]":
        """Those of the units where the actor may see them, and his own."""
        return access.visible_to(self, actor)


class Occurrence(models.Model):
    """A duty to be done once, for one subject, in one period.

    ``assignee`` holds the post that leads; while he is away ``stand_in`` does it. ``changes_on`` is
    the day on which the loop has to look at the row again.
    """

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="occurrences")
    code = models.CharField(_("duty"), max_length=40)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    clause = models.CharField(_("clause"), max_length=80)
    mark = models.CharField(max_length=12, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    audience = models.CharField(_("for each"), max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(_("for"), max_length=120)
    period = models.CharField(max_length=12)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("until"))
    occasion = models.CharField(_("festival"), max_length=30, blank=True)
    turn = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField(_("due"))
    grace_until = models.DateField(_("can be made up until"))
    post = models.CharField(_("led by"), max_length=40)
    attend = models.JSONField(default=list)
    in_person = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    assignee = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="duties")
    stand_in = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    by_hand = models.BooleanField(default=False)
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    changes_on = models.DateField(null=True)
    meeting_at = models.DateTimeField(_("agreed for"), null=True)
    meeting_place = models.CharField(_("place"), max_length=120, blank=True)
    done_at = models.DateTimeField(_("done"), null=True)
    done_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    done_by_name = models.CharField(_("done by"), max_length=80, blank=True)
    recorded_at = models.DateTimeField(null=True)
    excuse = models.CharField(_("reason of the excuse"), max_length=300, blank=True)
    excuse_asked_at = models.DateTimeField(null=True)
    excuse_asked_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    excuse_answer = models.CharField(_("answer"), max_length=300, blank=True)
    excuse_decided_at = models.DateTimeField(null=True)
    excuse_decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    objects = OccurrenceQuerySet.as_manager()
    excuse_open: ClassVar[Q] = Q(excuse_asked_at__isnull=False, excuse_decided_at__isnull=True)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("occurrence")
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "subject_type", "subject_id", "first_on", "occasion", "turn"],
                name="occurrence_once",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on"), due_on__gte=F("first_on")),
                name="occurrence_days",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "due_on", "id"], name="occurrence_due"),
            models.Index(fields=["assignee", "status", "due_on"], name="occurrence_mine"),
            models.Index(
                fields=["changes_on", "id"],
                condition=Q(changes_on__isnull=False),
                name="occurrence_loop",
            ),
            models.Index(fields=["subject_type", "subject_id", "code"], name="occurrence_subject"),
            models.Index(
                fields=["stand_in", "status"],
                condition=Q(stand_in__isnull=False),
                name="occurrence_stand_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.subject_label} {self.period_text}"

    @property
    def title(self) -> str:
        """What the duty is called in the user's language."""
        return title_of(self.code)

    @property
    def occasion_text(self) -> str:
        """The festival in the user's language."""
        return festivals().called(self.occasion) if self.occasion else ""

    @property
    def period_text(self) -> str:
        """``2026-11``, ``2026 Q4``, ``2026 H2``, ``2026``, a day, or the festival."""
        return period_text(self.period, self.first_on, self.last_on, self.occasion)

    @property
    def evidence_words(self) -> list[tuple[str, str]]:
        """The kinds of evidence asked for, each with its word."""
        return [(kind, word_of("evidence", kind)) for kind in self.evidence]

    @property
    def post_text(self) -> str:
        """The post that leads, as the policies call it."""
        return post_name(self.post)

    @property
    def doer(self) -> Staff | None:
        """Who does it now: the stand-in while there is one."""
        return self.stand_in or self.assignee

    @property
    def is_to_do(self) -> bool:
        """Whether it can still be done."""
        return self.status in (Status.PLANNED, Status.OPEN, Status.OVERDUE)

    @property
    def waits_for_excuse(self) -> bool:
        """Whether somebody has to decide on an excuse."""
        return self.excuse_asked_at is not None and self.excuse_decided_at is None


def period_text(kind: str, first: date, last: date, occasion: str = "") -> str:
    """A period as people write it."""
    if occasion:
        return f"{last.year} {festivals().called(occasion)}"
    if kind == "month":
        return f"{first:%Y-%m}"
    if kind == "quarter":
        return f"{first.year} Q{(first.month + 2) // 3}"
    if kind == "half-year":
        return f"{first.year} H{1 if first.month == 1 else 2}"
    if kind == "year":
        return str(first.year)
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} – {last:%m-%d}"
