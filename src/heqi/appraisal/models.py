"""A month, the sheet of each department in it, and the lines that a sheet adds up."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.appraisal.access import VIEW
from heqi.appraisal.states import Status
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.models import Decision


class Period(models.Model):
    """A company's month."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.OPEN
    )
    opened_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    appeal_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-month"]
        verbose_name = pgettext_lazy("appraisal", "month of the appraisal")
        constraints = [
            models.UniqueConstraint(fields=["company", "month"], name="appraisal_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def unit(self) -> Unit:
        """Where it belongs, for rights."""
        return self.company


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Reads of sheets."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Sheet]":
        """The sheets of the units that the actor oversees."""
        return within(self, actor, VIEW)


class Sheet(models.Model):
    """A department's month of 100 points. ``items`` keeps weight, points off and score of each."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="sheets")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appraisals")
    items = models.JSONField(default=list)
    conduct_points = models.DecimalField(max_digits=7, decimal_places=2, default=Decimal(0))
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=2, default=Decimal(100))
    grade = models.CharField(_("grade"), max_length=2, blank=True)
    factor = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    forced = models.BooleanField(default=False)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    self_score = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    self_note = models.TextField(blank=True)
    self_scored_at = models.DateTimeField(null=True)
    self_scored_by = models.CharField(max_length=80, blank=True)
    appeal = models.TextField(pgettext_lazy("appraisal", "appeal"), blank=True)
    appealed_at = models.DateTimeField(null=True)
    appealed_by = models.CharField(max_length=80, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path"]
        verbose_name = pgettext_lazy("appraisal", "sheet of a department")
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="appraisal_sheet_once"),
        ]
        indexes = [models.Index(fields=["company", "period"], name="appraisal_company")]

    def __str__(self) -> str:
        return f"{self.unit} {self.period}"


class Line(models.Model):
    """One record that costs or earns points: which, why, by which clause.

    ``struck_at`` strikes a line after an appeal; ``corrects`` names the closed month that a line
    puts right.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="lines")
    item = models.CharField(max_length=20)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    title = models.CharField(max_length=200)
    clause = models.CharField(max_length=80)
    mark = models.CharField(max_length=12, blank=True)
    source_type = models.CharField(max_length=60)
    source_id = models.CharField(max_length=40)
    source_number = models.CharField(max_length=40)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    corrects = models.DateField(null=True)
    struck_at = models.DateTimeField(null=True)
    struck_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["item", "at", "id"]
        verbose_name = pgettext_lazy("appraisal", "line")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "item", "source_type", "source_id", "corrects"],
                name="appraisal_line_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=~Q(points=0), name="appraisal_line_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.source_number} {self.points}"
