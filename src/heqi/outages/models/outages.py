"""An outage: gas is off, planned or not, or two callers say so."""

from datetime import datetime
from typing import cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.outages.access import VIEW
from heqi.outages.models.emergencies import Emergency
from heqi.outages.states import OPEN_STATES, TOLD_STATES, Status
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision


class Cause(models.TextChoices):
    """Why gas is off; a fact of the rulebook."""

    PLANNED = "planned", pgettext_lazy("outage", "Planned works")
    INCIDENT = "incident", pgettext_lazy("outage", "Incident")


class OutageQuerySet(models.QuerySet["Outage"]):
    """Reads of outages."""

    def visible_to(self, actor: Actor) -> "OutageQuerySet":
        """The outages that the actor's right covers, and those that he works at."""
        covered = within(self, actor, VIEW)
        if actor.kind != "staff" or actor.id is None:
            return cast("OutageQuerySet", covered)
        own = Q(pk__in=within(self.model.objects.all(), actor, VIEW).order_by().values("pk"))
        works = Q(leader_id=actor.id) | Q(emergency__order__assignee_id=actor.id)
        return self.filter(own | works)

    def still_open(self) -> "OutageQuerySet":
        """Neither restored nor cancelled."""
        return self.filter(status__in=OPEN_STATES)

    def told(self) -> "OutageQuerySet":
        """What a caller of the area is told of."""
        return self.filter(status__in=TOLD_STATES)


class Outage(models.Model):
    """A stop of supply. ``starts_at`` and ``ends_at`` are the plan, ``began_at`` and
    ``restored_at`` what happened; ``due_*`` copies the clock of restoring."""

    number = models.CharField(_("number"), max_length=24, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("in charge")
    )
    cause = models.CharField(pgettext_lazy("outage", "cause"), max_length=10, choices=Cause.choices)
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    title = models.CharField(pgettext_lazy("outage", "what is done"), max_length=120)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    leader = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    emergency = models.ForeignKey(Emergency, models.PROTECT, null=True, related_name="outages")
    starts_at = models.DateTimeField(_("gas off from"), null=True)
    ends_at = models.DateTimeField(_("gas back by"), null=True)
    notice_due_at = models.DateTimeField(null=True)
    notice_clause = models.CharField(max_length=80, blank=True)
    announced_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    restored_at = models.DateTimeField(null=True)
    night_reason = models.CharField(max_length=300, blank=True)
    postponed = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    # Open ones by what is due or planned first, over ones by their end.
    queue_at = models.DateTimeField()
    households = models.PositiveIntegerField(_("customers"), default=0)
    residential = models.PositiveIntegerField(default=0)
    vips = models.PositiveIntegerField(default=0)
    vulnerable = models.PositiveIntegerField(default=0)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"))
    created_by_name = models.CharField(max_length=80, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    objects = OutageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("outage")
        indexes = [
            models.Index(fields=["company", "status", "queue_at", "id"], name="outage_queue"),
            models.Index(fields=["unit", "status", "queue_at", "id"], name="outage_unit"),
            models.Index(fields=["company", "-created_at"], name="outage_company"),
            models.Index(
                fields=["company", "-id"],
                condition=Q(status__in=OPEN_STATES),
                name="outage_open",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    @property
    def is_planned(self) -> bool:
        """Whether it was planned."""
        return self.cause == Cause.PLANNED

    @property
    def is_open(self) -> bool:
        """Neither restored nor cancelled."""
        return self.status in OPEN_STATES

    @property
    def off_from(self) -> datetime | None:
        """When gas went off, else when it will."""
        return self.began_at or self.starts_at

    @property
    def back_by(self) -> datetime | None:
        """When customers can expect gas: as planned, else as promised."""
        return self.ends_at or self.due_at

    def is_late(self, now: datetime) -> bool:
        """Whether the promise that governs is broken as of ``now``."""
        return bool(self.is_open and self.due_at and now > self.due_at)
