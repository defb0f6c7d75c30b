"""Service points with the meters and appliances behind them, and who is what to them."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.access import VIEW
from heqi.customers.models.parties import Party
from heqi.customers.models.premises import PlacedQuerySet, Premises
from heqi.customers.states import MeterState, PointState
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit


class ServicePoint(models.Model):
    """The place where gas is handed over, with its account number (户号)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="service_points")
    account_no = models.CharField(_("account number"), max_length=30)
    account_key = models.CharField(max_length=30, editable=False)
    account_reversed = models.CharField(max_length=30, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=PointState.choices, default=PointState.ON_FILE
    )
    opened_on = models.DateField(_("account opened"), null=True, blank=True)
    closed_on = models.DateField(_("account closed on"), null=True, blank=True)
    state_since = models.DateField(_("state since"), null=True, blank=True)
    state_reason = models.CharField(_("reason of the state"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("service point")
        constraints = [
            models.UniqueConstraint(fields=["company", "account_key"], name="point_account"),
        ]
        indexes = [
            models.Index(fields=["company", "account_reversed"], name="point_reversed"),
            models.Index(fields=["company", "state", "-id"], name="point_state"),
        ]

    def __str__(self) -> str:
        return self.account_no


class OccupancyRole(models.TextChoices):
    """What a party is to a service point; owner, user and payer may differ."""

    USER = "user", _("User")
    OWNER = "owner", _("Owner")
    PAYER = "payer", _("Payer")


class Occupancy(models.Model):
    """A party's role at a service point from a day (included) to a day (excluded)."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="occupancies")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="occupancies")
    role = models.CharField(
        pgettext_lazy("supply", "role"), max_length=8, choices=OccupancyRole.choices
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-since", "id"]
        verbose_name = _("role at a service point")
        constraints = [
            models.UniqueConstraint(
                fields=["service_point", "role"],
                condition=Q(until__isnull=True),
                name="occupancy_one_per_role",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="occupancy_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.role} {self.service_point_id}"


class MeterKind(models.TextChoices):
    """How a meter counts and reports."""

    MECHANICAL = "mechanical", _("Mechanical meter")
    IC_CARD = "ic_card", _("IC card meter")
    IOT = "iot", _("IoT meter")


class SupplyQuerySet(models.QuerySet["models.Model"]):
    """Reads of what hangs on a service point."""

    def visible_to(self, actor: Actor, code: str = VIEW) -> "models.QuerySet[models.Model]":
        """The rows whose service point the actor's right covers."""
        return within(
            self, actor, code, unit="service_point__unit", company="service_point__company"
        )


class Meter(models.Model):
    """A meter, installed at a service point until it is removed.

    Hung up again elsewhere it is another row with the same number: one row for each of its lives.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="meters")
    number = models.CharField(_("meter number"), max_length=30)
    number_key = models.CharField(max_length=30, editable=False)
    number_reversed = models.CharField(max_length=30, editable=False)
    kind = models.CharField(
        _("kind of meter"), max_length=10, choices=MeterKind.choices, default=MeterKind.MECHANICAL
    )
    model = models.CharField(_("model"), max_length=40, blank=True)
    size = models.CharField(pgettext_lazy("supply", "size"), max_length=10, blank=True)
    maker = models.CharField(_("maker"), max_length=60, blank=True)
    inlet = models.CharField(
        _("inlet side"),
        max_length=5,
        blank=True,
        choices=[("left", _("Left")), ("right", _("Right"))],
    )
    seal = models.CharField(_("seal"), max_length=30, blank=True)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    installed_on = models.DateField(_("installed on"), null=True, blank=True)
    replace_on = models.DateField(_("end of life"), null=True, blank=True)
    removed_on = models.DateField(_("removed on"), null=True, blank=True)
    digits = models.PositiveSmallIntegerField(
        _("digits before the point"),
        default=5,
        validators=[MinValueValidator(3), MaxValueValidator(9)],
    )
    start_reading = models.DecimalField(
        _("start reading (m³)"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    final_reading = models.DecimalField(
        _("final reading (m³)"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    # What the dial showed when the customer was taken over from another system.
    taken_over_reading = models.DecimalField(
        _("reading at the take-over (m³)"),
        max_digits=12,
        decimal_places=3,
        null=True,
        editable=False,
    )
    taken_over_on = models.DateField(_("read at the take-over on"), null=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=MeterState.choices, default=MeterState.IN_USE
    )

    objects = SupplyQuerySet.as_manager()

    class Meta:
        ordering = ["state", "-installed_on", "id"]
        verbose_name = _("meter")
        constraints = [
            # A verified or refurbished meter hangs again under its own number.
            models.UniqueConstraint(
                fields=["company", "number_key"],
                condition=Q(state=MeterState.IN_USE),
                name="meter_number",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "number_key"], name="meter_key"),
            models.Index(fields=["company", "number_reversed"], name="meter_reversed"),
            models.Index(fields=["company", "replace_on"], name="meter_replace"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def maximum(self) -> Decimal:
        """The reading after which the dial begins again, in m³."""
        return Decimal(10**self.digits)

    def is_over_age(self, on: date) -> bool:
        """Whether a meter in use has outlived its service life."""
        return (
            self.state == MeterState.IN_USE
            and self.replace_on is not None
            and self.replace_on <= on
        )


class ApplianceKind(models.TextChoices):
    """What burns the gas."""

    COOKER = "cooker", _("Cooker")
    WATER_HEATER = "water_heater", _("Water heater")
    BOILER = "boiler", _("Wall-hung boiler")
    COMMERCIAL = "commercial", _("Commercial burner")
    OTHER = "other", _("Other")


class Appliance(models.Model):
    """A gas appliance behind a service point, with what matters to safety."""

    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="appliances")
    kind = models.CharField(
        _("kind of appliance"),
        max_length=14,
        choices=ApplianceKind.choices,
    )
    brand = models.CharField(_("brand"), max_length=40, blank=True)
    model = models.CharField(_("model"), max_length=40, blank=True)
    flame_failure = models.BooleanField(_("flame-failure device"), null=True, blank=True)
    flue = models.CharField(_("flue"), max_length=40, blank=True)
    hose = models.CharField(_("hose"), max_length=40, blank=True)
    hose_on = models.DateField(_("hose fitted on"), null=True, blank=True)
    alarm = models.BooleanField(_("gas alarm"), null=True, blank=True)
    installed_on = models.DateField(_("installed on"), null=True, blank=True)
    removed_on = models.DateField(_("removed on"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = SupplyQuerySet.as_manager()

    class Meta:
        ordering = ["removed_on", "id"]
        verbose_name = _("appliance")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.brand}".strip()
