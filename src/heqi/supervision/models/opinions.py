"""What supervisors say, and what becomes of it."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.rectifications.states import Severity
from heqi.supervision.models.members import OwnedQuerySet, Supervisor
from heqi.supervision.states import OpinionStatus, Outcome, Verdict


class Opinion(models.Model):
    """An opinion of a supervisor (监督意见); ``unit`` is who answers, the company until then."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="supervision_opinions", db_index=False
    )
    number = models.CharField(_("number"), max_length=20, unique=True)
    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="opinions")
    channel = models.CharField(_("channel"), max_length=10)
    area = models.CharField(_("about"), max_length=20)
    title = models.CharField(_("headline"), max_length=80)
    text = models.TextField(_("opinion"), max_length=2000)
    place = models.CharField(_("place"), max_length=120, blank=True)
    seen_on = models.DateField(_("seen on"), null=True)
    key = models.CharField(max_length=40, null=True)
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=OpinionStatus.choices,
        default=OpinionStatus.RECEIVED,
    )
    is_open = models.BooleanField(default=True, editable=False)
    received_at = models.DateTimeField(_("received"))
    recorded_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(null=True)
    instruction = models.CharField(_("to mind"), max_length=300, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answerer_id = models.BigIntegerField(null=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)
    outcome = models.CharField(
        _("what becomes of it"), max_length=8, choices=Outcome.choices, blank=True
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, blank=True)
    level = models.CharField(_("counts like"), max_length=12, blank=True)
    concerned = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("supervisor's opinion", "person concerned"),
    )
    ground = models.CharField(_("clause that was not kept"), max_length=80, blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=80, blank=True)
    result = models.TextField(_("result told"), blank=True)
    told_by = models.CharField(_("told by"), max_length=10, blank=True)
    satisfied = models.BooleanField(pgettext_lazy("supervisor's opinion", "satisfied"), null=True)
    reply = models.CharField(_("what he said to it"), max_length=500, blank=True)
    returns = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(_("closed"), null=True)
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    queue_at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["queue_at", "id"]
        verbose_name = _("opinion of a supervisor")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=OpinionStatus.CLOSED)
                | (Q(closed_at__isnull=False) & ~Q(result="") & ~Q(verdict="")),
                name="voice_closed_fed_back",
            ),
            models.UniqueConstraint(fields=["supervisor", "key"], name="voice_sent_once"),
        ]
        indexes = [
            models.Index(
                fields=["company", "queue_at", "id"],
                condition=Q(is_open=True),
                name="voice_queue",
            ),
            models.Index(fields=["company", "-received_at"], name="voice_received"),
            models.Index(fields=["unit", "-received_at"], name="voice_unit"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    def is_late(self, now: datetime) -> bool:
        """Whether the governing limit has passed."""
        return bool(self.is_open and self.due_at and now > self.due_at)
