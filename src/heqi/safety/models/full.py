"""The half-yearly full check of a VIP organisation (tiering/6.2(5))."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Party
from heqi.people.models import Staff, Unit
from heqi.policies.models import Decision
from heqi.safety.models.plans import SafetyQuerySet
from heqi.safety.states import FullStatus


class FullCheck(models.Model):
    """All facilities of one organisation in one half-year: initiated, led, attended, reported."""

    number = models.CharField(_("number"), max_length=24, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    half = models.DateField(_("half-year"))
    until = models.DateField(_("until"))
    planned_on = models.DateField(_("planned on"))
    status = models.CharField(max_length=10, choices=FullStatus, default=FullStatus.INITIATED)
    initiated_at = models.DateTimeField()
    initiated_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    initiated_post = models.CharField(max_length=40, blank=True)
    lead = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("full check", "led by")
    )
    lead_reason = models.CharField(_("reason"), max_length=300, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    clause = models.CharField(max_length=80, blank=True)
    held_on = models.DateField(_("held on"), null=True)
    report = models.TextField(_("report"), blank=True)
    measures = models.TextField(_("measures"), blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.CharField(max_length=80, blank=True)

    objects = SafetyQuerySet.as_manager()

    class Meta:
        ordering = ["-half", "planned_on", "id"]
        verbose_name = _("full check")
        constraints = [
            models.UniqueConstraint(fields=["party", "half"], name="full_check_once"),
        ]
        indexes = [models.Index(fields=["company", "-half"], name="full_check_half")]

    def __str__(self) -> str:
        return self.number


class Member(models.Model):
    """Somebody on the team of a full check, and whether he came."""

    full = models.ForeignKey(FullCheck, models.CASCADE, related_name="members")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    post = models.CharField(max_length=60)
    present_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["full", "staff"], name="full_member_once")]

    def __str__(self) -> str:
        return str(self.staff)
