"""A month, the sheet of each department in it and the sheets of their people."""

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from heqi.appraisal.access import VIEW
from heqi.appraisal.states import TOLD, Status
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision


class PeriodQuerySet(models.QuerySet["Period"]):
    """Reads of months."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Period]":
        """The months in which the actor oversees a sheet."""
        sheets = Sheet.objects.visible_to(actor).order_by().values("period")
        return self.filter(pk__in=sheets)

    def told_to(self, actor: Actor) -> "models.QuerySet[Period]":
        """The published months of the actor's company, and those that he oversees."""
        seen = self.visible_to(actor).order_by().values("pk")
        own = Q(company_id=actor.company_id or 0)
        return self.filter(own | Q(pk__in=seen), status__in=TOLD)


class Period(models.Model):
    """A company's month.

    ``uncounted`` names the records that are on no sheet, each with its reason (``Uncounted``), the
    first of them only; ``left_out`` is how many there are.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.OPEN
    )
    opened_at = models.DateTimeField()
    reckoned_at = models.DateTimeField(null=True)
    uncounted = models.JSONField(default=list)
    left_out = models.PositiveIntegerField(default=0)
    reviewed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    appeal_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    queue_at = models.DateTimeField(null=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        verbose_name = pgettext_lazy("appraisal", "month of the appraisal")
        constraints = [
            models.UniqueConstraint(fields=["company", "month"], name="appraisal_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("appraisal:period", args=[self.pk])

    @property
    def unit(self) -> Unit:
        """Where it belongs, for rights."""
        return self.company

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    def is_late(self, now: datetime) -> bool:
        """Whether the next step is overdue."""
        return bool(self.status != Status.CLOSED and self.due_at and now > self.due_at)


class Appealed(models.Model):
    """A sheet that may be appealed against once, while its month is published."""

    appeal = models.TextField(pgettext_lazy("appraisal", "appeal"), blank=True)
    appealed_at = models.DateTimeField(null=True)
    appealed_by = models.CharField(max_length=80, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)

    class Meta:
        abstract = True

    @property
    def undecided(self) -> bool:
        """Whether an appeal waits for its decision."""
        return self.appealed_at is not None and self.answered_at is None


class DepartmentSheetQuerySet(models.QuerySet["Sheet"]):
    """Reads of sheets."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Sheet]":
        """The sheets of the units that the actor oversees."""
        return within(self, actor, VIEW)

    def departments(self) -> "models.QuerySet[Sheet]":
        """Those of departments: what is ranked, scores itself and may win the award."""
        return self.exclude(unit=F("company"))


class Sheet(Appealed):
    """A department's month of 100 points, or that of the company's leaders.

    The sheet whose unit is the company itself carries what is nobody's department: records about
    leaders and duties of the company. It is not ranked and does not score itself.

    ``items`` keeps weight, points, score and number of lines of each item; items without a weight
    stand beside the hundred, and ``beside`` is their sum. ``self_items`` is what the department
    gives itself for each item with a weight, ``self_score`` the sum. ``regraded`` names the closed
    months whose grade a decision changed since, with grade and factor before and after.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="sheets")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appraisals")
    items = models.JSONField(default=list)
    beside = models.DecimalField(max_digits=7, decimal_places=2, default=Decimal(0))
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=2, default=Decimal(100))
    grade = models.CharField(_("grade"), max_length=2, blank=True)
    factor = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    forced = models.BooleanField(default=False)
    forced_by_id = models.BigIntegerField(null=True)
    forced_by = models.CharField(max_length=20, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    regraded = models.JSONField(default=list)
    self_items = models.JSONField(default=dict)
    self_score = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    self_note = models.TextField(blank=True)
    self_scored_at = models.DateTimeField(null=True)
    self_scored_by = models.CharField(max_length=80, blank=True)

    objects = DepartmentSheetQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path"]
        verbose_name = pgettext_lazy("appraisal", "sheet of a department")
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="appraisal_sheet_once"),
        ]
        indexes = [models.Index(fields=["company", "period"], name="appraisal_company")]

    def __str__(self) -> str:
        return f"{self.unit} {self.period}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("appraisal:sheet", args=[self.pk])

    @property
    def leaders(self) -> bool:
        """Whether it is that of the company's leaders."""
        return self.unit_id == self.company_id

    @property
    def name(self) -> str:
        """Whose month it is."""
        return gettext("Company leaders") if self.leaders else self.unit.name

    def covers(self, unit: Unit) -> bool:
        """Whether what concerns a unit belongs on this sheet."""
        return unit.pk == self.unit_id if self.leaders else unit.path.startswith(self.unit.path)


class StaffSheetQuerySet(models.QuerySet["StaffSheet"]):
    """Reads of the sheets of people."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[StaffSheet]":
        """Those of the units that the actor oversees, and his own."""
        rows = within(self, actor, VIEW)
        if actor.kind != "staff" or actor.id is None:
            return rows
        return self.filter(Q(pk__in=rows.order_by().values("pk")) | Q(staff_id=actor.id))


class StaffSheet(Appealed):
    """A person's month: a hundred points and what the records about the person take.

    ``unit`` is where the person worked when the month was added up.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="staff_sheets")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="appraisals")
    points = models.DecimalField(max_digits=7, decimal_places=2, default=Decimal(0))
    lines = models.PositiveIntegerField(default=0)
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=2, default=Decimal(100))
    grade = models.CharField(_("grade"), max_length=2, blank=True)
    factor = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    objects = StaffSheetQuerySet.as_manager()

    class Meta:
        ordering = ["score", "staff__number"]
        verbose_name = pgettext_lazy("appraisal", "sheet of a person")
        constraints = [
            models.UniqueConstraint(fields=["period", "staff"], name="appraisal_person_once"),
        ]
        indexes = [models.Index(fields=["company", "period"], name="appraisal_people")]

    def __str__(self) -> str:
        return f"{self.staff} {self.period}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("appraisal:person", args=[self.pk])
