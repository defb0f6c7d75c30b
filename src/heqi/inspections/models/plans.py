"""Plans of inspections: of the company or a department, for a year, a quarter or a month."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.inspections.access import VIEW
from heqi.inspections.states import Kind, PaperStatus
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit


class Period(models.TextChoices):
    """How long a plan runs."""

    YEAR = "year", pgettext_lazy("a plan", "year")
    QUARTER = "quarter", pgettext_lazy("a plan", "quarter")
    MONTH = "month", pgettext_lazy("a plan", "month")


class PlanQuerySet(models.QuerySet["Plan"]):
    """Reads of plans."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Plan]":
        """The plans of the units that the actor's rights cover."""
        return within(self, actor, VIEW)


class Plan(models.Model):
    """A plan; once issued it no longer changes. ``unit`` is the company or the department."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.CharField(_("period"), max_length=8, choices=Period.choices)
    starts_on = models.DateField(_("beginning"))
    aims = models.TextField(_("aims and priorities"))
    status = models.CharField(
        _("state"), max_length=10, choices=PaperStatus.choices, default=PaperStatus.DRAFT
    )
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=80, blank=True)
    # When the duty to make it was told; one that is issued early counts when its period begins.
    counted_at = models.DateTimeField(null=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "id"]
        verbose_name = _("inspection plan")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period", "starts_on"], name="inspection_plan_once"
            )
        ]
        indexes = [models.Index(fields=["company", "starts_on"], name="inspection_plan_start")]

    def __str__(self) -> str:
        return f"{self.unit} {self.period_text}"

    @property
    def period_text(self) -> str:
        """``2026``, ``2026 Q4`` or ``2026-11``."""
        if self.period == Period.YEAR:
            return f"{self.starts_on:%Y}"
        if self.period == Period.QUARTER:
            return f"{self.starts_on:%Y} Q{(self.starts_on.month + 2) // 3}"
        return f"{self.starts_on:%Y-%m}"


class PlanLine(models.Model):
    """What a plan intends: which kind of inspection, of whom, about what, when."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("inspected unit")
    )
    theme = models.CharField(_("theme"), max_length=120)
    on = models.DateField(pgettext_lazy("a plan", "day"))
    # When the organiser was told that its day passed without an inspection.
    told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["on", "id"]
        verbose_name = _("line of an inspection plan")

    def __str__(self) -> str:
        return self.theme
