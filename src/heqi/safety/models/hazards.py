"""A hazard that a check has found, until a re-check finds it put right."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Compound, Party, ServicePoint, Tier
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.safety.models.checks import Check
from heqi.safety.models.plans import SafetyQuerySet
from heqi.safety.states import OPEN_HAZARDS, HazardStatus
from heqi.workorders.models import WorkOrder


class Side(models.TextChoices):
    """Who has to put it right."""

    CUSTOMER = "customer", pgettext_lazy("hazard", "The customer")
    COMPANY = "company", pgettext_lazy("hazard", "The company")


class Did(models.TextChoices):
    """What was done about it at once."""

    TOLD = "told", pgettext_lazy("hazard", "Told the customer")
    STOPPED = "stopped", pgettext_lazy("hazard", "Gas stopped")
    MENDED = "mended", pgettext_lazy("hazard", "Put right on the spot")
    NOT_STOPPED = "not_stopped", pgettext_lazy("hazard", "Gas could not be stopped")


class Hazard(models.Model):
    """A hazard (隐患). ``due_*`` copy the governing clock, so that lists sort by an index."""

    number = models.CharField(_("number"), max_length=24, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    check_row = models.ForeignKey(Check, models.PROTECT, related_name="hazards")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    tier = models.CharField(max_length=12, choices=Tier, default=Tier.STANDARD)
    compound = models.ForeignKey(Compound, models.PROTECT, null=True, related_name="+")
    address = models.CharField(_("address"), max_length=240)
    item = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    kind_zh = models.CharField(max_length=60)
    kind_en = models.CharField(max_length=120)
    level = models.CharField(_("level"), max_length=2)
    note = models.CharField(_("what was found"), max_length=300, blank=True)
    side = models.CharField(_("to be put right by"), max_length=10, choices=Side)
    did = models.CharField(_("done at once"), max_length=12, choices=Did)
    status = models.CharField(max_length=10, choices=HazardStatus, default=HazardStatus.FOUND)
    is_open = models.BooleanField(default=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    clause = models.CharField(max_length=80, blank=True)
    found_at = models.DateTimeField(_("found"))
    found_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    notified_at = models.DateTimeField(_("notice given"), null=True)
    notified_to = models.CharField(max_length=60, blank=True)
    stopped_at = models.DateTimeField(_("gas stopped"), null=True)
    restored_at = models.DateTimeField(_("gas restored"), null=True)
    escalated_at = models.DateTimeField(null=True)
    escalated_reason = models.CharField(max_length=200, blank=True)
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+")
    mended_at = models.DateTimeField(_("put right"), null=True)
    mended_by = models.CharField(max_length=80, blank=True)
    mended_staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    mended_note = models.CharField(max_length=300, blank=True)
    rechecks = models.PositiveSmallIntegerField(default=0)
    rechecked_at = models.DateTimeField(_("re-checked"), null=True)
    rechecked_by = models.CharField(max_length=80, blank=True)
    recheck_note = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)

    objects = SafetyQuerySet.as_manager()

    class Meta:
        ordering = ["level", "due_at", "id"]
        verbose_name = _("hazard")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=True, status__in=OPEN_HAZARDS)
                | Q(is_open=False, status="closed"),
                name="hazard_open_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "level", "due_at"],
                condition=Q(is_open=True),
                name="hazard_open",
            ),
            models.Index(fields=["company", "-found_at"], name="hazard_found"),
            models.Index(fields=["party", "is_open"], name="hazard_party"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def kind_label(self) -> str:
        """What it is, in the user's language."""
        return self.kind_zh if spoken_chinese() else self.kind_en

    @property
    def due_title(self) -> str:
        """What the governing clock promises, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    @property
    def has_stop(self) -> bool:
        """Whether the gas is stopped because of it."""
        return self.stopped_at is not None and self.restored_at is None

    def is_late(self, now: datetime) -> bool:
        """Whether its governing limit has passed."""
        return self.is_open and self.due_at is not None and now > self.due_at
