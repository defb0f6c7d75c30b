"""Flags that rules raised, the case that they make of a viewer's day, opinions of reviewers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.lookups.access import REVIEW
from heqi.lookups.states import Choice, Status
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Case]":
        """Cases of the units that the actor reviews; his own are not his to review."""
        return within(self, actor, REVIEW).exclude(staff_id=actor.id or 0)

    def about(self, actor: Actor) -> "models.QuerySet[Case]":
        """The actor's own cases, once he was asked."""
        own = self.filter(staff_id=actor.id or 0, asked_at__isnull=False)
        return own if actor.kind == "staff" else self.none()


class Case(models.Model):
    """What the rules found about one viewer on one day. ``score`` is the sum of its flags."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="lookup_cases", verbose_name=_("viewer")
    )
    day = models.DateField(pgettext_lazy("look-up case", "day"))
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.NEW)
    is_open = models.BooleanField(default=True, editable=False)
    score = models.PositiveIntegerField(pgettext_lazy("look-up case", "points"), default=0)
    opened_at = models.DateTimeField(pgettext_lazy("look-up case", "opened"))
    asked_at = models.DateTimeField(null=True)
    answer = models.TextField(pgettext_lazy("look-up case", "answer"), blank=True)
    answered_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(pgettext_lazy("look-up case", "due"), null=True)
    decided_at = models.DateTimeField(null=True)
    appeal = models.TextField(pgettext_lazy("look-up case", "appeal"), blank=True)
    appealed_at = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=64, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "-id"]
        verbose_name = _("case of look-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "day"], condition=Q(is_open=True), name="case_of_day"
            )
        ]
        indexes = [
            models.Index(fields=["company", "is_open", "-score", "-id"], name="case_desk"),
            models.Index(fields=["unit", "is_open", "-score", "-id"], name="case_unit"),
            models.Index(fields=["staff", "-day"], name="case_staff"),
        ]

    def __str__(self) -> str:
        return self.number


class Flag(models.Model):
    """One finding of a rule, with its numbers, its sentence and the rows it cites."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="flags")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(pgettext_lazy("look-up case", "rule"), max_length=8)
    form = models.CharField(max_length=12, blank=True)
    rule_version = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField()
    points = models.PositiveIntegerField()
    numbers = models.JSONField(default=dict)
    looks = models.JSONField(default=list)
    subjects = models.JSONField(default=list)
    sentence_zh = models.CharField(max_length=300)
    sentence_en = models.CharField(max_length=300)
    found_at = models.DateTimeField()
    # The same rows found by the same rule are one flag, however often the review runs.
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-points", "id"]
        verbose_name = _("flag")
        indexes = [
            models.Index(fields=["staff", "rule", "-found_at"], name="flag_staff"),
            models.Index(fields=["company", "-found_at"], name="flag_company"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.staff_id}"

    @property
    def sentence(self) -> str:
        """The sentence in the reader's language."""
        return self.sentence_zh if spoken_chinese() else self.sentence_en


class Opinion(models.Model):
    """What one reviewer said; ``on_appeal`` the second time."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice.choices)
    reason = models.CharField(_("reason"), max_length=300)
    on_appeal = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("opinion of a reviewer")
        constraints = [models.UniqueConstraint(fields=["case", "staff"], name="opinion_once")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.choice}"
