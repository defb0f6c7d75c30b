"""The households of a project, and the tickets on which their gas is turned on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.masking import mask_phone
from heqi.customers.models import MeterKind, Party, ServicePoint
from heqi.people.models import Unit
from heqi.projects.models.projects import Project
from heqi.projects.states import HouseholdStatus


class GasOnTicket(models.Model):
    """The market department's order to turn on the gas (通气任务单, tiering/6.2(2))."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="tickets")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=24, unique=True)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.CharField(max_length=80)
    booked_for = models.DateTimeField(_("booked for"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        verbose_name = _("gas-on ticket")

    def __str__(self) -> str:
        return self.number


class Household(models.Model):
    """A household (or the one supply of a business) that the project connects.

    ``service_point`` is filled when its master data are created; ``obstructing_since`` marks a
    household that keeps the works from going on (阻工).
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="households")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveIntegerField()
    building = models.CharField(_("building"), max_length=20, blank=True)
    entrance = models.CharField(_("entrance"), max_length=20, blank=True)
    floor = models.CharField(_("floor"), max_length=10, blank=True)
    room = models.CharField(_("room"), max_length=20, blank=True)
    label = models.CharField(_("household"), max_length=120)
    name = models.CharField(_("customer"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    service_point = models.OneToOneField(
        ServicePoint, models.PROTECT, null=True, related_name="household"
    )
    fee = models.DecimalField(_("initial fee"), max_digits=12, decimal_places=2, default=0)
    status = models.CharField(
        _("state"), max_length=10, choices=HouseholdStatus, default=HouseholdStatus.WAITING
    )
    paid_at = models.DateTimeField(_("fee paid"), null=True)
    installed_at = models.DateTimeField(_("installed"), null=True)
    on_gas_at = models.DateTimeField(pgettext_lazy("household", "on gas"), null=True)
    meter_no = models.CharField(_("meter number"), max_length=30, blank=True)
    meter_kind = models.CharField(
        _("kind of meter"), max_length=10, choices=MeterKind, default=MeterKind.IOT
    )
    obstructing_since = models.DateTimeField(_("obstructing since"), null=True)
    obstruction = models.CharField(_("reason"), max_length=200, blank=True)
    ticket = models.ForeignKey(GasOnTicket, models.SET_NULL, null=True, related_name="households")

    class Meta:
        ordering = ["project", "position"]
        verbose_name = _("household")
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="household_position"),
            models.UniqueConstraint(fields=["project", "label"], name="household_label"),
            models.UniqueConstraint(
                fields=["company", "meter_no"],
                condition=~Q(meter_no=""),
                name="household_meter_once",
            ),
            models.CheckConstraint(condition=Q(fee__gte=0), name="household_fee"),
        ]
        indexes = [
            models.Index(fields=["project", "status", "position"], name="household_status"),
            models.Index(
                fields=["project", "position"],
                condition=Q(obstructing_since__isnull=False),
                name="household_obstructing",
            ),
            models.Index(
                fields=["company", "on_gas_at"],
                condition=Q(on_gas_at__isnull=False),
                name="household_on_gas",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def masked_phone(self) -> str:
        """The phone with its middle hidden."""
        return mask_phone(self.phone) if self.phone else ""
