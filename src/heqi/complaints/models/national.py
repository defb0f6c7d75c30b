"""The interface to the national customer service centre."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.callbacks.models import NationalResult
from heqi.complaints.models.cases import Complaint
from heqi.complaints.models.plans import PlanStep
from heqi.complaints.states import HandOver
from heqi.people.models import Unit
from heqi.people.withholding import keep
from heqi.policies.models import Decision


class NationalLink(models.Model):
    """A company's line to the national centre. Of its token only a digest is kept."""

    company = models.OneToOneField(Unit, models.PROTECT, related_name="+")
    token_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    address = models.URLField(_("address of the national centre"), blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("line to the national centre")

    def __str__(self) -> str:
        return str(self.company_id)


class NationalCase(models.Model):
    """A case that the national centre handed over, with both sides' numbers and clocks."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="national")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reference = models.CharField(_("number of the national centre"), max_length=40)
    handed_over_at = models.DateTimeField()
    their_due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=HandOver.choices, default=HandOver.HANDED)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    return_reason = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    result = models.CharField(_("result of their callback"), max_length=300, blank=True)
    score = models.DecimalField(_("their score"), max_digits=5, decimal_places=2, null=True)

    class Meta:
        ordering = ["-handed_over_at", "-id"]
        verbose_name = _("case of the national centre")
        constraints = [
            models.UniqueConstraint(fields=["company", "reference"], name="national_case_once"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def matter(self) -> Complaint:
        """The complaint that goes on: this one, or the one that it was attached to."""
        found: Complaint = self.complaint.merged_into or self.complaint
        return found


class NationalMessage(models.Model):
    """One message in one direction; the key makes it happen once."""

    class Direction(models.TextChoices):
        """From whom."""

        IN = "in", pgettext_lazy("message", "from the national centre")
        OUT = "out", pgettext_lazy("message", "to the national centre")

    class State(models.TextChoices):
        """Whether it went."""

        TAKEN = "taken", pgettext_lazy("message", "Taken")
        WAITING = "waiting", pgettext_lazy("message", "Waiting")
        SENT = "sent", pgettext_lazy("message", "Sent")
        FAILED = "failed", pgettext_lazy("message", "Not accepted")

    class Kind(models.TextChoices):
        """What it says."""

        CASE = "case", pgettext_lazy("message", "Case")
        REMINDER = "reminder", pgettext_lazy("message", "Reminder")
        RESULT = "result", pgettext_lazy("message", "Callback result")
        CALLBACK = "callback", pgettext_lazy("message", "Callback they made")
        SCORE = "score", pgettext_lazy("message", "Score")
        ACCEPTED = "accepted", pgettext_lazy("message", "Accepted")
        RETURNED = "returned", pgettext_lazy("message", "Returned")
        PROGRESS = "progress", pgettext_lazy("message", "Progress")
        CLOSED = "closed", pgettext_lazy("message", "Closed")
        APPEAL = "appeal", pgettext_lazy("message", "Appeal")
        HANDLED = "handled", pgettext_lazy("message", "Handling of a callback")
        REPORT = "report", pgettext_lazy("message", "Report of level one")

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    case = models.ForeignKey(NationalCase, models.CASCADE, null=True, related_name="messages")
    callback = models.ForeignKey(NationalResult, models.CASCADE, null=True, related_name="messages")
    # A report of level one, of a case of theirs or of ours; the step of the plan that it is due by.
    complaint = models.ForeignKey(Complaint, models.CASCADE, null=True, related_name="reports")
    step = models.ForeignKey(PlanStep, models.CASCADE, null=True, related_name="reports")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=80)
    body = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("message of the national centre")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "direction", "key"], name="national_message_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=Q(state="waiting"), name="national_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.kind}"

    @property
    def reference(self) -> str:
        """The national centre's number of what the message is about; of a report ours."""
        about = self.case or self.callback
        if about:
            return about.reference
        return self.complaint.number if self.complaint else ""


keep(NationalCase, "complaint", told_of=False)
keep(NationalMessage, "complaint", "case__complaint", "callback__task__request", told_of=False)
