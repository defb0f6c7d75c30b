"""An emergency: what its order does not say, and the log of its running."""

from datetime import datetime
from typing import cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Compound
from heqi.ledger.actors import Actor
from heqi.outages.access import VIEW
from heqi.outages.kinds import emergency_label
from heqi.outages.states import RUNNING_STAGES, Stage
from heqi.people.access import within
from heqi.people.models import Unit
from heqi.workorders.models import WorkOrder


class EmergencyQuerySet(models.QuerySet["Emergency"]):
    """Reads of emergencies."""

    def visible_to(self, actor: Actor) -> "EmergencyQuerySet":
        """Those that the actor's right covers, those he was called to, those he was sent to."""
        covered = within(self, actor, VIEW)
        if actor.kind != "staff" or actor.id is None:
            return cast("EmergencyQuerySet", covered)
        called = self.model.objects.filter(summons__called=actor.id).order_by().values("pk")
        own = Q(pk__in=within(self.model.objects.all(), actor, VIEW).order_by().values("pk"))
        return self.filter(own | Q(pk__in=called) | Q(order__assignee_id=actor.id))

    def running(self) -> "EmergencyQuerySet":
        """Those not ended yet."""
        return self.filter(stage__in=RUNNING_STAGES)


class Emergency(models.Model):
    """An emergency order and what the order does not know: where, made safe, restored.

    The instants of the chain are moments of the order's timeline; those that pages sort and
    filter by are copied here.
    """

    order = models.OneToOneField(WorkOrder, models.PROTECT, related_name="emergency")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(pgettext_lazy("emergency", "kind"), max_length=20)
    place = models.CharField(max_length=12)
    compound = models.ForeignKey(Compound, models.PROTECT, null=True, related_name="+")
    stage = models.CharField(
        _("state"), max_length=10, choices=Stage.choices, default=Stage.RUNNING
    )
    opened_at = models.DateTimeField(_("opened"))
    made_safe_at = models.DateTimeField(null=True)
    cut_at = models.DateTimeField(null=True)
    restored_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # VIP customers found near: customer, tier, where to the emergency; as found when it was opened.
    vips = models.JSONField(default=list)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("emergency")
        verbose_name_plural = _("emergencies")
        indexes = [
            models.Index(fields=["company", "-opened_at"], name="emergency_company"),
            models.Index(fields=["unit", "-opened_at"], name="emergency_unit"),
            models.Index(fields=["company", "stage", "-opened_at"], name="emergency_stage"),
            models.Index(
                fields=["company", "-id"],
                condition=Q(stage__in=RUNNING_STAGES),
                name="emergency_running",
            ),
        ]

    def __str__(self) -> str:
        return self.order.number

    @property
    def kind_label(self) -> str:
        """What happened, in words."""
        return emergency_label(self.kind)

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self.stage in RUNNING_STAGES

    def may_end(self) -> bool:
        """Made safe, and supply back where it was cut."""
        return self.made_safe_at is not None and (
            self.cut_at is None or self.restored_at is not None
        )

    def lasted(self, now: datetime) -> float:
        """Seconds since the call, to the end."""
        return ((self.ended_at or now) - self.opened_at).total_seconds()


class LogLine(models.Model):
    """What somebody noted while it went on: measurements, reports, who was told."""

    emergency = models.ForeignKey(Emergency, models.CASCADE, related_name="log")
    at = models.DateTimeField()
    text = models.CharField(_("note"), max_length=500)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("note of an emergency")

    def __str__(self) -> str:
        return self.text
