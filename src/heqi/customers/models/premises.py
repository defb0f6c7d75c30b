"""Where gas is used: compounds and the premises in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.customers.access import VIEW
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit


class Area(models.TextChoices):
    """Town or remote; a fact of the rulebook."""

    TOWN = "town", _("Town")
    REMOTE = "remote", _("Remote area")


class Pressure(models.TextChoices):
    """Pressure regime at the inlet."""

    LOW = "low", _("Low pressure")
    MEDIUM_B = "medium_b", _("Medium pressure B")
    MEDIUM_A = "medium_a", _("Medium pressure A")
    HIGH = "high", _("High pressure")


class PlacedQuerySet(models.QuerySet["models.Model"]):
    """Reads of rows with a unit and a company of their own."""

    def visible_to(self, actor: Actor, code: str = VIEW) -> "models.QuerySet[models.Model]":
        """The rows that the actor's right covers."""
        return within(self, actor, code)


class Compound(models.Model):
    """A housing compound or other named estate with its courtyard network."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(_("compound"), max_length=60)
    district = models.CharField(_("district"), max_length=40, blank=True)
    street = models.CharField(_("street"), max_length=60, blank=True)
    area = models.CharField(_("area"), max_length=10, choices=Area.choices, default=Area.TOWN)
    revision = models.PositiveIntegerField(default=0, editable=False)
    # tiering/6.1(5): an emergency on the own or a neighbouring compound's network.
    neighbours = models.ManyToManyField("self", symmetrical=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("compound")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "district", "name"], name="compound_in_district"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Premises(models.Model):
    """One address; ``text`` is the whole of it as people say it."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    compound = models.ForeignKey(
        Compound, models.PROTECT, null=True, blank=True, related_name="premises"
    )
    city = models.CharField(_("city"), max_length=40, blank=True)
    district = models.CharField(_("district"), max_length=40, blank=True)
    street = models.CharField(_("street"), max_length=80, blank=True)
    building = models.CharField(_("building"), max_length=20, blank=True)
    unit_no = models.CharField(_("entrance"), max_length=20, blank=True)
    floor = models.CharField(_("floor"), max_length=10, blank=True)
    room = models.CharField(_("room"), max_length=20, blank=True)
    text = models.CharField(_("supply address"), max_length=240)
    # The address without what people write differently; equal keys are the same door.
    text_key = models.CharField(max_length=240, blank=True, editable=False)
    area = models.CharField(_("area"), max_length=10, choices=Area.choices, default=Area.TOWN)
    pressure = models.CharField(
        _("pressure regime"), max_length=10, choices=Pressure.choices, default=Pressure.LOW
    )
    riser = models.CharField(_("riser"), max_length=30, blank=True)
    gassed_on = models.DateField(_("gas-on date"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("premises")
        verbose_name_plural = _("premises")
        indexes = [
            models.Index(fields=["company", "-id"], name="premises_company"),
            models.Index(
                fields=["company", "text_key"], condition=~Q(text_key=""), name="premises_key"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["company", "text"], name="premises_text"),
        ]

    def __str__(self) -> str:
        return self.text
