"""The yearly rating of the company by its supervisors, and the yearly report."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.people.models import Unit
from heqi.policies.models import Decision
from heqi.supervision.models.members import OwnedQuerySet, Supervisor
from heqi.supervision.states import RoundStatus


class Round(models.Model):
    """The rating of one year; while it is open every serving supervisor may rate by his link."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    status = models.CharField(
        _("state"), max_length=8, choices=RoundStatus.choices, default=RoundStatus.OPEN
    )
    opened_at = models.DateTimeField(_("opened on"))
    opened_by = models.CharField(max_length=80)
    closes_on = models.DateField(_("open until"))
    closed_at = models.DateTimeField(null=True)
    asked = models.PositiveSmallIntegerField(_("asked"), default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        verbose_name = pgettext_lazy("supervisors", "yearly rating")
        constraints = [
            models.UniqueConstraint(fields=["company", "year"], name="round_once_a_year"),
        ]

    def __str__(self) -> str:
        return str(self.year)


class Rating(models.Model):
    """What one supervisor holds of the year: a mark for each aspect, and words."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="ratings")
    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="ratings")
    marks = models.JSONField(_("marks"))
    words = models.TextField(_("in words"), max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["supervisor__number"]
        verbose_name = pgettext_lazy("supervisors", "rating")
        constraints = [
            models.UniqueConstraint(fields=["round", "supervisor"], name="rated_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.supervisor_id}"


class YearReport(models.Model):
    """The yearly report of the network: its figures as they stood, and the office's words."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    figures = models.JSONField()
    achievements = models.TextField(_("what was achieved"), max_length=3000)
    problems = models.TextField(_("problems and proposals"), max_length=3000)
    made_at = models.DateTimeField(_("made on"))
    made_by = models.CharField(max_length=80)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        verbose_name = _("yearly report of the network")
        constraints = [
            models.UniqueConstraint(fields=["company", "year"], name="network_report_once"),
        ]

    def __str__(self) -> str:
        return str(self.year)
