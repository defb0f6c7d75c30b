"""What happens on the spot: visits, holds, who attended, and what the phones sent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.people.models import Staff
from heqi.policies.models import Decision
from heqi.workorders.kinds import hold_reason
from heqi.workorders.models.orders import WorkOrder


class Visit(models.Model):
    """One trip of one person. Instants are the server's; ``device_at`` is what the phone said."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="visits")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="visits")
    post = models.CharField(max_length=40)
    set_out_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    device_at = models.DateTimeField(null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    accuracy_m = models.PositiveIntegerField(null=True)
    left_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("visit")
        constraints = [
            # One open trip per person and order, whatever a phone repeats.
            models.UniqueConstraint(
                fields=["order", "staff"], condition=Q(left_at__isnull=True), name="visit_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.staff_id}"


class Outcome(models.TextChoices):
    """Whether a post that was wanted came."""

    OPEN = "", _("still awaited")
    CAME = "came", _("came")
    ABSENT = "absent", _("did not come")
    EXCEPTED = "excepted", _("not needed any more")


class Attendance(models.Model):
    """A post that the policy wants on the spot, by which clause, and whether it came.

    ``arrived_at`` is the phone's step; ``confirmed`` what the closing sheet says of it. Settled
    with the order's end: ``reason`` says why somebody did not come, or did not have to. Whoever
    called a post may keep a clock on its coming (``timed``); then that clock counts it, not this.
    """

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="attendances")
    post = models.CharField(max_length=40)
    clause = models.CharField(max_length=80, blank=True)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    confirmed = models.BooleanField(null=True)
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    timed = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["order", "post"], name="attendance_once"),
        ]
        indexes = [models.Index(fields=["settled_at"], name="attendance_settled")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.post}"


class HoldState(models.TextChoices):
    """Whether a hold was approved. Only a granted one stops the clocks."""

    ASKED = "asked", _("waits for approval")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    DROPPED = "dropped", _("no longer wanted")


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Reads of holds."""

    def in_force(self) -> "SuspensionQuerySet":
        """Holds that stand now."""
        return self.filter(until__isnull=True, state=HoldState.GRANTED)

    def asked(self) -> "SuspensionQuerySet":
        """Holds that wait for their approval."""
        return self.filter(until__isnull=True, state=HoldState.ASKED)


class Suspension(models.Model):
    """A hold: its reason, its proof, who approved it and the latest end that the policy allows.

    ``since`` is when the clocks stand still from: of a hold that is only asked for, when it was
    asked for; after the approval the request or the approval, as the policy says.
    """

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="suspensions")
    reason = models.CharField(_("reason of the hold"), max_length=30)
    explanation = models.CharField(_("explanation"), max_length=300, blank=True)
    proof = models.JSONField(default=list)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    clause = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=HoldState, default=HoldState.GRANTED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=80, blank=True)
    refusal = models.CharField(max_length=500, blank=True)
    since = models.DateTimeField()
    cap_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    expired_at = models.DateTimeField(null=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("hold")
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(until__isnull=True), name="suspension_open"
            ),
        ]
        indexes = [
            models.Index(
                fields=["cap_at"],
                condition=Q(until__isnull=True, expired_at__isnull=True, state="granted"),
                name="suspension_cap",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.reason}"

    @property
    def reason_label(self) -> str:
        """The reason in words."""
        return hold_reason(self.reason)

    @property
    def mark(self) -> str:
        """Whose figure the longest hold is: the clause's or the company's own."""
        grants = (self.decision.trace.get("sources") or {}).get("cap") or [{}]
        return str(grants[0].get("mark", ""))


class FieldCommand(models.Model):
    """A step that a phone sent, under its own key; a repeat is answered from here."""

    key = models.CharField(max_length=60, unique=True)
    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="commands")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=20)
    device_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    accepted = models.BooleanField()
    sentence = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.key
