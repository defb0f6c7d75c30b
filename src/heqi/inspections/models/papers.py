"""Monthly summaries, quarterly reports, model cases, matters before the committee."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.inspections.access import READ, VIEW
from heqi.inspections.models.inspections import Inspection
from heqi.inspections.states import CaseStatus, PaperStatus, ReferralStatus
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of
from heqi.rectifications.models import Rectification


class SummaryQuerySet(models.QuerySet["Summary"]):
    """Reads of summaries."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Summary]":
        """Those of the departments that the actor's rights cover."""
        return within(self, actor, VIEW)


class Summary(models.Model):
    """A department's written summary of a month, for the committee (inspection/5.3)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    achievements = models.TextField(pgettext_lazy("summary", "achievements"), blank=True)
    measures = models.TextField(pgettext_lazy("summary", "new measures"), blank=True)
    problems = models.TextField(pgettext_lazy("summary", "problems"), blank=True)
    suggestions = models.TextField(pgettext_lazy("summary", "suggestions"), blank=True)
    status = models.CharField(
        _("state"), max_length=10, choices=PaperStatus.choices, default=PaperStatus.DRAFT
    )
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.CharField(max_length=80, blank=True)
    late = models.BooleanField(default=False)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "unit_id"]
        verbose_name = _("monthly summary")
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="inspection_summary_once")
        ]
        indexes = [models.Index(fields=["company", "month"], name="inspection_summary_month")]

    def __str__(self) -> str:
        return f"{self.unit} {self.month:%Y-%m}"


class ReportQuerySet(models.QuerySet["Report"]):
    """Reads of quarterly reports."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Report]":
        """Those of the companies that the actor's rights cover."""
        return within(self, actor, VIEW, unit="company")


class Report(models.Model):
    """The report on a quarter's inspections with its analysis (inspection/5.4)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    quarter = models.DateField(_("quarter"))
    figures = models.JSONField(default=dict)
    overview = models.TextField(pgettext_lazy("inspection report", "overview"), blank=True)
    analysis = models.TextField(pgettext_lazy("inspection report", "analysis"), blank=True)
    measures = models.TextField(pgettext_lazy("inspection report", "demands"), blank=True)
    status = models.CharField(
        _("state"), max_length=10, choices=PaperStatus.choices, default=PaperStatus.DRAFT
    )
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.CharField(max_length=80, blank=True)
    late = models.BooleanField(default=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter", "id"]
        verbose_name = _("quarterly report on inspections")
        constraints = [
            models.UniqueConstraint(fields=["company", "quarter"], name="inspection_report_once")
        ]

    def __str__(self) -> str:
        return quarter_text(self.quarter)

    @property
    def unit(self) -> Unit:
        """It belongs to the whole company."""
        return company_of(self.company)

    @property
    def quarter_text(self) -> str:
        """``2026 Q4``."""
        return quarter_text(self.quarter)


def quarter_text(day: date) -> str:
    """``2026 Q4`` of its first day."""
    return f"{day:%Y} Q{(day.month + 2) // 3}"


class CaseQuerySet(models.QuerySet["ModelCase"]):
    """Reads of model cases."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[ModelCase]":
        """Published ones of the company for its staff, the others where inspections are seen."""
        found = within(self.order_by(), actor, VIEW) if actor.holds(VIEW) else self.none()
        if not actor.holds(READ) or actor.company_id is None:
            return self.filter(pk__in=found.values("pk"))
        published = self.filter(company_id=actor.company_id, status=CaseStatus.PUBLISHED)
        both = models.Q(pk__in=found.values("pk")) | models.Q(
            pk__in=published.order_by().values("pk")
        )
        return self.filter(both)


class ModelCase(models.Model):
    """Innovation, excellent service or a model worth following (inspection/5.7)."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("department"))
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="cases")
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("who did it")
    )
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=[
            ("innovation", pgettext_lazy("model case", "service innovation")),
            ("excellent", pgettext_lazy("model case", "excellent service")),
            ("model", pgettext_lazy("model case", "model to follow")),
        ],
    )
    title = models.CharField(pgettext_lazy("model case", "title"), max_length=120)
    story = models.TextField(pgettext_lazy("model case", "what happened"))
    status = models.CharField(
        _("state"), max_length=10, choices=CaseStatus.choices, default=CaseStatus.RECORDED
    )
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.CharField(max_length=80)
    published_at = models.DateTimeField(_("published"), null=True)
    channels = models.CharField(_("published in"), max_length=200, blank=True)
    ground = models.CharField(_("ground of the nomination"), max_length=20, blank=True)
    nominated_at = models.DateTimeField(_("nominated"), null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        verbose_name = _("model case")
        indexes = [models.Index(fields=["company", "-recorded_at"], name="model_case_recorded")]

    def __str__(self) -> str:
        return self.number


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Reads of matters before the committee."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Referral]":
        """Those about the units that the actor's rights cover."""
        return within(self, actor, VIEW)


class Referral(models.Model):
    """Who does not rectify or does not execute the policy goes before the committee (8.2)."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("department"))
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    rectification = models.OneToOneField(
        Rectification, models.PROTECT, null=True, related_name="referral"
    )
    title = models.CharField(pgettext_lazy("committee matter", "matter"), max_length=120)
    reason = models.TextField(_("reason"))
    status = models.CharField(
        _("state"), max_length=10, choices=ReferralStatus.choices, default=ReferralStatus.ASKED
    )
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    outcome = models.TextField(_("decision of the committee"), blank=True)
    upheld = models.BooleanField(_("found to be so"), null=True)
    decided_at = models.DateTimeField(null=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("matter for the committee")
        indexes = [models.Index(fields=["company", "-asked_at"], name="inspection_referral_asked")]

    def __str__(self) -> str:
        return self.number
