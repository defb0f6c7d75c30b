"""Investigation with its evidence, findings, solutions, replies and extensions of a complaint."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.complaints.catalogue import label_of
from heqi.complaints.models.cases import Complaint
from heqi.complaints.states import ExtensionState, Responsibility, Verdict
from heqi.people.models import Staff
from heqi.people.withholding import keep
from heqi.policies.models import Decision


class Investigation(models.Model):
    """Who looks into it, and the report, written once; a reopened case has a new one."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="investigations")
    round = models.PositiveSmallIntegerField(default=1)
    investigator = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    facts = models.TextField(_("what happened"), blank=True)
    cause = models.CharField(max_length=30, blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    proposal = models.TextField(_("proposed measures"), blank=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["round"]
        verbose_name = _("investigation")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "round"], name="investigation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}/{self.round}"

    @property
    def cause_label(self) -> str:
        """The cause in words."""
        return label_of("causes", self.cause)


class Evidence(models.Model):
    """A line of the evidence list; files hang on the complaint."""

    investigation = models.ForeignKey(Investigation, models.CASCADE, related_name="evidence")
    kind = models.CharField(pgettext_lazy("evidence", "kind"), max_length=20)
    text = models.CharField(_("what it shows"), max_length=300)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        verbose_name = _("evidence")

    def __str__(self) -> str:
        return self.text

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return label_of("evidence", self.kind)


class Finding(models.Model):
    """A verdict and, apart from it, the responsibility; the last one holds."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="findings")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    responsibility = models.CharField(max_length=14, choices=Responsibility.choices)
    responsible = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reasons"))
    valid = models.BooleanField()
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    by_appeal = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        verbose_name = _("finding")

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.verdict}"


class Solution(models.Model):
    """A solution put to the customer in words, and what he said."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="solutions")
    text = models.TextField(_("solution"))
    offered_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    accepted = models.BooleanField(null=True)
    answer = models.CharField(_("what the customer said"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("solution")

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.offered_at:%m-%d}"


class Reply(models.Model):
    """The explicit reply to the customer; ``right`` when it came from the post that must reply."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="replies")
    text = models.TextField(_("reply"))
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    post_name = models.CharField(max_length=60, blank=True)
    required = models.JSONField(default=list)
    clause = models.CharField(max_length=80, blank=True)
    right = models.BooleanField()
    override_reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("reply")
        indexes = [models.Index(fields=["clause", "at"], name="reply_clause")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.at:%m-%d}"


class Extension(models.Model):
    """More time, once; the original limit stays in the statistics."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="extensions")
    until = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(
        max_length=10, choices=ExtensionState.choices, default=ExtensionState.ASKED
    )
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    customer_told = models.BooleanField(_("customer told"), default=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("extension")

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.state}"


keep(Investigation, "complaint", told_of=False)
keep(Extension, "complaint")
