"""Suggestions of the entry staff (data-entry/9.4)."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.people.models import Staff, Unit
from heqi.quality.models.errors import OwnedQuerySet
from heqi.quality.states import SuggestionStatus


class Suggestion(models.Model):
    """A loophole or a better way, as somebody at the keyboard sees it."""

    class Area(models.TextChoices):
        """What it is about."""

        LOOPHOLE = "loophole", _("Loophole of management")
        PROCESS = "process", _("Business process")
        SYSTEM = "system", _("This system")

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="entry_suggestions")
    area = models.CharField(_("about"), max_length=10, choices=Area.choices)
    title = models.CharField(_("headline"), max_length=80)
    text = models.TextField(_("suggestion"), max_length=2000)
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=SuggestionStatus.choices,
        default=SuggestionStatus.FILED,
    )
    filed_at = models.DateTimeField(_("filed"))
    answer_by = models.DateTimeField(_("to be answered by"), null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    reward = models.CharField(_("reward"), max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_at", "-id"]
        verbose_name = _("suggestion")
        indexes = [models.Index(fields=["company", "status"], name="suggestion_state")]

    def __str__(self) -> str:
        return self.number

    def is_late(self, now: datetime) -> bool:
        """Whether the answer missed or misses its limit."""
        return self.answer_by is not None and (self.answered_at or now) > self.answer_by
