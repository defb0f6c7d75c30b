"""Appeals against a verdict."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.complaints.models.cases import Complaint
from heqi.complaints.states import AppealState
from heqi.people.models import Staff, Unit
from heqi.people.withholding import keep
from heqi.policies.models import Decision


class Appellant(models.TextChoices):
    """Who appeals; a fact of the rulebook."""

    DEPARTMENT = "department", pgettext_lazy("appeal", "the department")
    EMPLOYEE = "employee", pgettext_lazy("appeal", "the employee")
    CUSTOMER = "customer", pgettext_lazy("appeal", "the customer")


class Instance(models.TextChoices):
    """Before whom; a fact of the rulebook."""

    FIRST = "first", pgettext_lazy("appeal", "first instance")
    LAST = "last", pgettext_lazy("appeal", "last instance")


class Appeal(models.Model):
    """An appeal of a department, an employee or the customer, in one of two instances."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="appeals")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    appellant = models.CharField(_("appeal by"), max_length=12, choices=Appellant.choices)
    instance = models.CharField(_("instance"), max_length=6, choices=Instance.choices)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    filed_by = models.CharField(max_length=80)
    grounds = models.TextField(_("grounds"))
    filed_at = models.DateTimeField()
    decided_by_posts = models.JSONField(default=list)
    penalty_waits = models.BooleanField(default=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    status = models.CharField(
        _("state"), max_length=10, choices=AppealState.choices, default=AppealState.FILED
    )
    reasons = models.TextField(_("reasons"), blank=True)
    decider = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-filed_at", "-id"]
        verbose_name = _("appeal")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "appellant"],
                condition=models.Q(status="filed"),
                name="appeal_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.appellant}"

    def is_late(self, now: datetime) -> bool:
        """Whether the decision is overdue."""
        return self.status == AppealState.FILED and bool(self.due_at and now > self.due_at)


keep(Appeal, "complaint")
