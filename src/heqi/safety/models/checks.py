"""The check of one customer's gas facilities, and each call at the door."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Compound, CustomerKind, Party, ServicePoint, Tier
from heqi.people.models import Staff, Unit
from heqi.policies.models import Decision
from heqi.safety.models.full import FullCheck
from heqi.safety.models.plans import Plan, Route, SafetyQuerySet
from heqi.safety.states import CheckStatus


class Check(models.Model):
    """A check that is due in a plan or belongs to a full check.

    Kind and tier are copied when it is planned: the rules that chose it stay readable. ``items``
    maps the code of an item to ``ok``, ``bad`` or ``none``; ``open`` means it may still be made.
    """

    number = models.CharField(_("number"), max_length=24, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="checks")
    route = models.ForeignKey(Route, models.PROTECT, null=True, related_name="checks")
    full = models.ForeignKey(FullCheck, models.PROTECT, null=True, related_name="checks")
    scope = models.CharField(max_length=8, default="routine")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    customer_kind = models.CharField(max_length=12, choices=CustomerKind)
    tier = models.CharField(max_length=12, choices=Tier, default=Tier.STANDARD)
    compound = models.ForeignKey(Compound, models.PROTECT, null=True, related_name="+")
    address = models.CharField(_("address"), max_length=240)
    place = models.PositiveIntegerField(default=0)
    last_on = models.DateField(_("last check"), null=True)
    due_on = models.DateField(_("due on"))
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    clause = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=CheckStatus, default=CheckStatus.DUE)
    is_open = models.BooleanField(default=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    next_on = models.DateField(_("next visit from"), null=True)
    booked_for = models.DateTimeField(_("booked for"), null=True)
    inspector = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    inspector_post = models.CharField(max_length=40, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    items = models.JSONField(default=dict)
    appliances = models.JSONField(default=list)
    dial = models.DecimalField(_("dial (m³)"), max_digits=12, decimal_places=3, null=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)
    signer = models.CharField(pgettext_lazy("safety check", "signed by"), max_length=60, blank=True)
    unsigned_reason = models.CharField(max_length=200, blank=True)
    refusal = models.CharField(max_length=20, blank=True)
    witness = models.CharField(_("witness"), max_length=60, blank=True)
    followed_up_at = models.DateTimeField(null=True)
    followed_up_by = models.CharField(max_length=80, blank=True)
    follow_note = models.CharField(max_length=300, blank=True)

    objects = SafetyQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]
        verbose_name = _("safety check")
        constraints = [
            models.UniqueConstraint(
                fields=["service_point", "scope"],
                condition=Q(is_open=True),
                name="safety_check_open_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CheckStatus.values) & Q(scope__in=["routine", "full"]),
                name="safety_check_known",
            ),
        ]
        indexes = [
            models.Index(fields=["route", "place"], name="safety_check_walk"),
            models.Index(fields=["plan", "status"], name="safety_check_plan"),
            models.Index(fields=["service_point", "-checked_at"], name="safety_check_last"),
            models.Index(fields=["company", "-tried_at"], name="safety_check_tried"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_vip(self) -> bool:
        """Whether the customer was a VIP when the check was planned."""
        return self.tier != Tier.STANDARD


class Outcome(models.TextChoices):
    """What a call at the door came to."""

    ABSENT = "absent", pgettext_lazy("safety visit", "Nobody home")
    REFUSED = "refused", pgettext_lazy("safety visit", "Refused")
    CHECKED = "checked", pgettext_lazy("safety visit", "Checked")
    FOLLOWED_UP = "followed_up", pgettext_lazy("safety visit", "Called on again")


class Attempt(models.Model):
    """A call at the door. ``key`` is the phone's; ``left`` what was left there."""

    check_row = models.ForeignKey(Check, models.CASCADE, related_name="calls")
    outcome = models.CharField(max_length=12, choices=Outcome)
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    left = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.outcome
