"""The emergency plan of a level-one complaint, as a running checklist; and drills."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.complaints.models.cases import Complaint
from heqi.people.models import Staff, Unit
from heqi.people.withholding import keep
from heqi.policies.models import Decision
from heqi.service.models import ServiceRequest


class StepKind(models.TextChoices):
    """The steps of the plan; a fact of the rulebook."""

    CONFIRM = "confirm", _("Confirm; safety part to emergency")
    CONTACT = "contact", _("Contact the customer")
    REPORT = "report", _("Report; one spokesperson")
    GROUP = "group", _("Form the group")
    INTERIM = "interim", _("Interim report")
    SITE_VISIT = "site_visit", _("Site visit")
    SOLUTION = "solution", _("Solution and second report")
    DAILY = "daily", _("Daily report")
    REVIEW = "review", _("Review with causes and measures")


class Plan(models.Model):
    """The plan as it runs for one complaint; ``started_at`` is T0."""

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="plan")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    spokesperson = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    group = models.CharField(_("members of the group"), max_length=300, blank=True)
    # The safety part of the matter, as the emergency that it was handed to.
    emergency = models.ForeignKey(ServiceRequest, models.PROTECT, null=True, related_name="+")
    causes = models.TextField(_("causes"), blank=True)
    measures = models.TextField(pgettext_lazy("a complaint", "measures"), blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("level-one plan")

    def __str__(self) -> str:
        return str(self.complaint_id)


class PlanStep(models.Model):
    """One step with its limit and who does it; ``day`` tells daily reports apart."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    day = models.DateField(null=True)
    who = models.JSONField(default=list)
    tell = models.JSONField(default=list)
    clause = models.CharField(max_length=80)
    mark = models.CharField(max_length=12)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    # Written, and waiting to go to the national centre: done by the sending.
    written_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    note = models.TextField(pgettext_lazy("a step", "what was done"), blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        verbose_name = _("step of the plan")
        constraints = [
            # Two of them, because SQLite takes no two empty days for the same.
            models.UniqueConstraint(fields=["plan", "kind", "day"], name="plan_step_once_a_day"),
            models.UniqueConstraint(
                fields=["plan", "kind"], condition=models.Q(day=None), name="plan_step_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind}"

    @property
    def is_waiting(self) -> bool:
        """Whether it is written and waits for the sending."""
        return self.written_at is not None and self.done_at is None

    def is_late(self, now: datetime) -> bool:
        """Whether it was or is done late."""
        return bool(self.due_at and (self.done_at or now) > self.due_at)


class Drill(models.Model):
    """An exercise of the plan: once a year."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    held_on = models.DateField(_("held on"))
    scenario = models.CharField(_("scenario"), max_length=200)
    took_part = models.CharField(_("took part"), max_length=300)
    findings = models.TextField(_("what was learned"))
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = _("drill")

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d}"


keep(Plan, "complaint")
keep(PlanStep, "plan__complaint")
