"""Which part of the network an outage takes, and the valves that cut it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Compound
from heqi.customers.models.premises import PlacedQuerySet
from heqi.outages.models.outages import Outage
from heqi.people.models import Unit


class Part(models.Model):
    """A compound, or one building, entrance or riser of it; what is empty means all of them."""

    compound = models.ForeignKey(Compound, models.PROTECT, related_name="+")
    building = models.CharField(_("building"), max_length=20, blank=True)
    unit_no = models.CharField(_("entrance"), max_length=20, blank=True)
    riser = models.CharField(_("riser"), max_length=30, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        parts = [
            self.compound.name,
            _("building {n}").format(n=self.building) if self.building else "",
            _("entrance {n}").format(n=self.unit_no) if self.unit_no else "",
            _("riser {n}").format(n=self.riser) if self.riser else "",
        ]
        return " ".join(part for part in parts if part)


class Area(Part):
    """A part that an outage takes, restored by itself."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="areas")
    households = models.PositiveIntegerField(default=0)
    residential = models.PositiveIntegerField(default=0)
    restored_at = models.DateTimeField(null=True)
    restored_by_name = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("affected area")
        constraints = [
            models.UniqueConstraint(
                fields=["outage", "compound", "building", "unit_no", "riser"], name="area_once"
            ),
        ]


class Valve(models.Model):
    """A valve of the network and what is without gas when it is shut."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(_("valve number"), max_length=30)
    place = models.CharField(_("where it is"), max_length=120, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("valve")
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="valve_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.place}".strip()


class ValveArea(Part):
    """A part of the network behind a valve."""

    valve = models.ForeignKey(Valve, models.CASCADE, related_name="areas")

    class Meta:
        ordering = ["id"]
        verbose_name = _("area behind a valve")
        constraints = [
            models.UniqueConstraint(
                fields=["valve", "compound", "building", "unit_no", "riser"],
                name="valve_area_once",
            ),
        ]
