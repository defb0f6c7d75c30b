"""Plans of safety checks and the routes of inspectors through them."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heqi.customers.models import Compound
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.safety.access import VIEW
from heqi.safety.states import PlanStatus


class SafetyQuerySet(models.QuerySet[Any]):
    """Reads of rows with a unit and a company of their own."""

    def visible_to(self, actor: Actor, code: str = VIEW) -> "models.QuerySet[Any]":
        """The rows that the actor's right covers."""
        return within(self, actor, code)


class Plan(models.Model):
    """Which customers a team checks between two days, both included (安检计划)."""

    number = models.CharField(gettext_lazy("number"), max_length=24, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(gettext_lazy("plan"), max_length=60)
    since = models.DateField(gettext_lazy("from"))
    until = models.DateField(gettext_lazy("until"))
    status = models.CharField(max_length=8, choices=PlanStatus, default=PlanStatus.DRAFT)
    # The month for which the loop drew the VIP customers; empty for a plan made by hand.
    drawn_for = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    objects = SafetyQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name = pgettext_lazy("safety", "plan of checks")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="safety_plan_period"),
            models.UniqueConstraint(fields=["company", "drawn_for"], name="safety_plan_drawn_once"),
        ]
        indexes = [
            models.Index(fields=["company", "status", "-since"], name="safety_plan_status"),
        ]

    def __str__(self) -> str:
        return self.name


class Reach(models.TextChoices):
    """Whom a route leads to; VIPs have routes of their own, as other people check them."""

    AREA = "area", pgettext_lazy("safety route", "Area")
    VIP_PERSON = "vip_person", pgettext_lazy("safety route", "VIP persons")
    VIP_ORG = "vip_org", pgettext_lazy("safety route", "VIP organisations")


class Route(models.Model):
    """Doors in the order in which one inspector calls at them.

    ``inspectors`` and ``organise`` are the posts that the policy wants, ``clause`` says where.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="routes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reach = models.CharField(max_length=12, choices=Reach, default=Reach.AREA)
    compound = models.ForeignKey(Compound, models.PROTECT, null=True, related_name="+")
    building = models.CharField(gettext_lazy("building"), max_length=20, blank=True)
    name = models.CharField(pgettext_lazy("safety", "route"), max_length=80, blank=True)
    inspector = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    inspectors = models.JSONField(default=list)
    organise = models.JSONField(default=list)
    clause = models.CharField(max_length=80, blank=True)
    override_reason = models.CharField(gettext_lazy("reason"), max_length=300, blank=True)
    override_by = models.CharField(max_length=80, blank=True)
    organiser = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    organised_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["plan", "reach", "name", "id"]
        indexes = [models.Index(fields=["inspector", "plan"], name="safety_route_inspector")]

    def __str__(self) -> str:
        if self.is_vip:
            return str(self.get_reach_display())
        name = self.name or _("Scattered customers")
        if self.building:
            name = _("{name}, building {n}").format(name=name, n=self.building)
        return name

    @property
    def is_vip(self) -> bool:
        """Whether it leads to VIPs."""
        return self.reach != Reach.AREA
