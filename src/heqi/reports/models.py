"""A report as it was prepared, and checks drawn by the system."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Party
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit
from heqi.reports.access import VIEW


class CompanyQuerySet(models.QuerySet[Any]):
    """Reads of what belongs to a company."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Any]":
        """The rows that the actor's rights cover."""
        return within(self, actor, VIEW, unit="company")


class TierReport(models.Model):
    """A company's month by tier and segment; ``body`` is what was counted, kept as it was."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    prepared_at = models.DateTimeField(_("prepared"))
    body = models.JSONField()

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "company"]
        verbose_name = _("tier report")
        constraints = [
            models.UniqueConstraint(fields=["company", "month"], name="tier_report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.month:%Y-%m}"


class TierCheck(models.Model):
    """A random check of how tiering is carried out; the stored seed draws it again."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    seed = models.CharField(max_length=80)
    size = models.PositiveIntegerField(default=0)
    drawn_at = models.DateTimeField(pgettext_lazy("a sample", "drawn"))
    drawn_by_name = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)
    closed_by_name = models.CharField(max_length=80, blank=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-id"]
        verbose_name = _("check of tiering")
        constraints = [
            models.UniqueConstraint(fields=["company", "month"], name="tier_check_once"),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.month:%Y-%m}"

    @property
    def unit(self) -> Unit:
        """For rights: the company."""
        return self.company


class CheckCase(models.Model):
    """A customer drawn, with the sheet: what was looked at and found."""

    check_of = models.ForeignKey(TierCheck, models.CASCADE, related_name="cases")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    because_zh = models.CharField(max_length=200)
    because_en = models.CharField(max_length=200)
    findings = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["department", "id"]
        verbose_name = _("case of a check")
        constraints = [
            models.UniqueConstraint(fields=["check_of", "party"], name="check_case_once"),
        ]

    def __str__(self) -> str:
        return f"{self.check_of_id} {self.party_id}"

    @property
    def wrong(self) -> int:
        """How many points of the sheet are not in order."""
        return sum(value == "wrong" for value in self.findings.values())


class ProposedPoints(models.Model):
    """Points plus or minus proposed for a department's month (tiering/8)."""

    check_of = models.ForeignKey(TierCheck, models.CASCADE, related_name="points")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=5, decimal_places=1)
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        ordering = ["department"]
        verbose_name = _("proposed points")
        constraints = [
            models.UniqueConstraint(fields=["check_of", "department"], name="points_once"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.points}"
