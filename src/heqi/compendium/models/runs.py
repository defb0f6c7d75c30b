"""Replays: a period decided anew under a draft, as a job in rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.compendium.models.drafts import Draft
from heqi.compendium.states import RunStatus
from heqi.people.models import Unit


class ReplayRun(models.Model):
    """A replay asked for; the loop carries it out, and nothing live moves."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="runs")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    since = models.DateField(_("from"))
    until = models.DateField(_("until (excluded)"))
    status = models.CharField(
        _("state"), max_length=8, choices=RunStatus.choices, default=RunStatus.WAITING
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    fault = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(pgettext_lazy("replay", "asked"))
    asked_by = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("replay")
        indexes = [models.Index(fields=["status", "id"], name="replay_due")]

    def __str__(self) -> str:
        return f"{self.draft} {self.since}–{self.until}"
