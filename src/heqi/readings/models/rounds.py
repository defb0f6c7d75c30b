"""Routes and their stops, rounds, readings, and meters that could not be read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Meter, ServicePoint
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.readings.access import VIEW
from heqi.readings.states import STANDING, RoundStatus, Status


class PlacedQuerySet(models.QuerySet["models.Model"]):
    """Reads of rows with a unit and a company of their own."""

    def visible_to(self, actor: Actor, code: str = VIEW) -> "models.QuerySet[models.Model]":
        """The rows that the actor's right covers."""
        return within(self, actor, code)


class Route(models.Model):
    """A walk past meters that one reader does (抄表册)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(_("route number"), max_length=20)
    name = models.CharField(_("route"), max_length=60)
    reader = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("route")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="route_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Stop(models.Model):
    """A service point on a route, at its place in the walk."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="stops")
    service_point = models.OneToOneField(ServicePoint, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ["place", "id"]
        indexes = [models.Index(fields=["route", "place"], name="stop_place")]

    def __str__(self) -> str:
        return f"{self.place}"


class Round(models.Model):
    """A route walked in a month."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    route = models.ForeignKey(Route, models.PROTECT, related_name="rounds")
    month = models.DateField(_("month"))
    reader = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"))
    status = models.CharField(max_length=8, choices=RoundStatus.choices)
    stops = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "route"]
        verbose_name = _("reading round")
        constraints = [models.UniqueConstraint(fields=["route", "month"], name="round_once")]
        indexes = [
            models.Index(fields=["reader", "status", "due_on"], name="round_reader"),
            models.Index(fields=["company", "-month"], name="round_month"),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.month:%Y-%m}"


class Reading(models.Model):
    """What a dial showed; volumes in m³. ``findings`` keep what was doubted, with its clause.

    ``remote`` is the telegram of an IoT meter that stands for a walk.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="readings")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="readings")
    meter = models.ForeignKey(Meter, models.PROTECT, related_name="readings", db_index=False)
    read_on = models.DateField(_("read on"))
    value = models.DecimalField(_("reading"), max_digits=12, decimal_places=3)
    last_value = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    used_m3 = models.DecimalField(_("used (m³)"), max_digits=12, decimal_places=3, null=True)
    same_season_m3 = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    findings = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status.choices)
    # The formality at which it was read, a value of ``StepKind``; empty for a round.
    step = models.CharField(max_length=12, blank=True, editable=False)
    remote = models.BooleanField(_("by telegram"), default=False)
    key = models.CharField(max_length=60, null=True, unique=True)
    device_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    # It stands, and whoever charges gas by the dial has not looked at it yet.
    to_bill = models.BooleanField(default=False, editable=False)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["-read_on", "-id"]
        verbose_name = _("meter reading")
        constraints = [
            models.UniqueConstraint(
                fields=["meter", "read_on"],
                # A meter read on its round may be changed on the same day.
                condition=Q(status__in=STANDING, step=""),
                name="reading_once_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["meter", "-read_on"], name="reading_meter"),
            models.Index(fields=["company", "status", "-id"], name="reading_status"),
            models.Index(fields=["id"], condition=Q(to_bill=True), name="reading_to_bill"),
        ]

    def __str__(self) -> str:
        return f"{self.meter} {self.read_on} {self.value}"


class Miss(models.Model):
    """A meter that could not be read in a round, and why."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="misses")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=60, null=True, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "service_point"], name="miss_once"),
        ]

    def __str__(self) -> str:
        return self.cause
