"""An approval, its steps, who is asked in them and what they said."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from heqi.approvals.states import Choice, Fault, Rule, Status, StepState
from heqi.people.models import Staff, Unit
from heqi.people.withholding import keep


class Approval(models.Model):
    """Something that needs signatures. Title, amount and summary are frozen while it is pending."""

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    number = models.CharField(_("number"), max_length=40, blank=True)
    title = models.CharField(pgettext_lazy("an approval", "title"), max_length=200)
    summary = models.JSONField(default=list)
    url = models.CharField(max_length=200, blank=True)
    clauses = models.JSONField(default=list)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True)
    batch = models.BooleanField(default=False)
    # Requests of one bundle are told of once, not one by one.
    bundle = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    requester_name = models.CharField(_("requested by"), max_length=80)
    # Whom it is about: they may read it and sign nothing of it, not for somebody absent either.
    concerned = models.ManyToManyField(Staff, related_name="+")
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.DRAFT)
    round = models.PositiveSmallIntegerField(default=0)
    plan = models.JSONField(default=list)
    current = models.ForeignKey("Step", models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    decision_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        ordering = ["-submitted_at", "-id"]
        verbose_name = _("approval")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind"],
                condition=Q(status__in=["draft", "pending", "returned"]),
                name="approval_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="approval_subject"),
            models.Index(fields=["requested_by", "-submitted_at"], name="approval_requester"),
            models.Index(fields=["company", "status", "-submitted_at"], name="approval_company"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class Step(models.Model):
    """One step of the chain. After a return new rows follow, so that the chain tells it all."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    label = models.JSONField(default=dict)
    posts = models.JSONField(default=list)
    named = models.JSONField(default=list)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=10, choices=Rule, default=Rule.ANY)
    quorum = models.PositiveSmallIntegerField(default=0)
    counter_sign = models.BooleanField(default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=StepState, default=StepState.WAITING
    )
    fault = models.CharField(max_length=20, choices=Fault, blank=True)
    fault_party = models.CharField(max_length=60, blank=True)
    reached_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("to be signed by"), null=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    late_told_at = models.DateTimeField(null=True)
    added_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    added_reason = models.CharField(max_length=200, blank=True)
    # Sent back to and signed again further down: history only.
    repeated = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("step")
        constraints = [
            models.CheckConstraint(
                condition=Q(rule="quorum", quorum__gt=0) | (~Q(rule="quorum") & Q(quorum=0)),
                name="step_quorum",
            ),
        ]
        indexes = [
            models.Index(fields=["checked_at"], condition=Q(state="open"), name="step_open"),
            models.Index(
                fields=["due_at"],
                condition=Q(state="open", late_told_at__isnull=True),
                name="step_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}/{self.order}"

    @property
    def spoken_label(self) -> str:
        """The label in the reader's language; empty where the posts speak for themselves."""
        language = "en" if (get_language() or "").startswith("en") else "zh"
        return str(self.label.get(language) or self.label.get("zh") or "")


class Seat(models.Model):
    """Somebody who is asked in a step, found when the step was reached.

    ``parties`` says as what: ``post:captain``, ``staff:12``; one person may be several.
    """

    step = models.ForeignKey(Step, models.CASCADE, related_name="seats")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="seats")
    parties = models.JSONField(default=list)
    handed_from = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    handed_to = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("seat")
        constraints = [
            models.UniqueConstraint(fields=["step", "staff"], name="seat_once"),
        ]
        indexes = [
            models.Index(
                fields=["staff", "step"], condition=Q(closed_at__isnull=True), name="seat_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.step_id}"


class Vote(models.Model):
    """What somebody said in a step: for himself, or for somebody absent."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="votes")
    seat = models.OneToOneField(Seat, models.PROTECT, related_name="vote")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="votes")
    standing_in_for = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice)
    opinion = models.CharField(_("opinion"), max_length=500, blank=True)
    signature_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("vote")
        constraints = [
            models.UniqueConstraint(fields=["step", "staff"], name="vote_once"),
            models.CheckConstraint(
                condition=Q(standing_in_for__isnull=True) | ~Q(standing_in_for=F("staff")),
                name="vote_for_other",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.choice}"


class Copy(models.Model):
    """Somebody who is kept informed (抄送)."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="copies")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("copy of an approval")
        verbose_name_plural = _("copies of approvals")
        constraints = [models.UniqueConstraint(fields=["approval", "staff"], name="copy_once")]

    def __str__(self) -> str:
        return f"{self.staff} {self.approval_id}"


keep(Approval, about=("subject_type", "subject_id"))
