"""Verdicts on looks, what a day adds up to, and how far the review has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Lookup
from heqi.people.models import Staff, Unit


class VerdictKind(models.TextChoices):
    """Whether business explains a look."""

    EXPLAINED = "explained", _("Explained")
    PENDING = "pending", _("Pending")
    UNEXPLAINED = "unexplained", _("Unexplained")
    REFUTED = "refuted", _("Refuted")


class Verdict(models.Model):
    """The verdict on one look whose reason was chosen, beside the log, which never changes.

    A look that its context vouched for is explained by that and has no row here. Instant, viewer
    and customer are copied so that the window of a review is one walk along an index.
    """

    lookup = models.OneToOneField(Lookup, models.PROTECT, primary_key=True, related_name="verdict")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    party_id = models.BigIntegerField()
    at = models.DateTimeField()
    verdict = models.CharField(_("verdict"), max_length=12, choices=VerdictKind.choices)
    link_type = models.CharField(max_length=20, blank=True)
    link_id = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField()
    rule_version = models.CharField(max_length=20)

    class Meta:
        ordering = ["-lookup"]
        verbose_name = _("verdict on a look-up")
        indexes = [
            models.Index(fields=["company", "verdict", "at"], name="verdict_window"),
            models.Index(fields=["staff", "-at"], name="verdict_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.lookup_id} {self.verdict}"


class DayTally(models.Model):
    """What one viewer's looks of a day add up to; peers are compared by it."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    group = models.CharField(max_length=60)
    day = models.DateField()
    customers = models.PositiveIntegerField()
    peak_hour = models.PositiveIntegerField()
    views = models.PositiveIntegerField()
    unmasks = models.PositiveIntegerField()
    clicks = models.PositiveIntegerField(default=0)
    exports = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "staff"]
        constraints = [models.UniqueConstraint(fields=["staff", "day"], name="tally_once")]
        indexes = [models.Index(fields=["company", "day"], name="tally_company")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.day}"


class Progress(models.Model):
    """How far the review of a company has come: the last day, the last hour of asking on the day
    itself, and the last row watched."""

    company = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="+")
    day = models.DateField(null=True)
    asked_at = models.DateTimeField(null=True)
    lookup_id = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["company"]

    def __str__(self) -> str:
        return f"{self.company_id} {self.day}"
