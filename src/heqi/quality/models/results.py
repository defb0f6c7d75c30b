"""What follows from checks: monthly reports and trainings."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.quality.access import VIEW


class ResultQuerySet(models.QuerySet[Any]):
    """Reads of rows with a unit and a company."""

    def visible_to(self, actor: Actor) -> models.QuerySet[Any]:
        """What the actor oversees."""
        return within(self, actor, VIEW)


class MonthReport(models.Model):
    """The month's figures as they were reported to the leader of those checked (data-entry/9.1)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("department"))
    month = models.DateField(_("month"))
    figures = models.JSONField()
    reported_at = models.DateTimeField(_("reported"))
    reported_by = models.CharField(max_length=80)
    leader = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(_("read"), null=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "unit"]
        verbose_name = _("monthly report")
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="month_report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.month:%Y-%m}"


class Training(models.Model):
    """A training of people who made errors; what they repeat afterwards counts (9.2)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    subject = models.CharField(_("subject"), max_length=120)
    held_on = models.DateField(_("held on"))
    trainer = models.CharField(_("trainer"), max_length=60)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    staff = models.ManyToManyField(Staff, related_name="entry_trainings")

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = _("training")

    def __str__(self) -> str:
        return self.subject
