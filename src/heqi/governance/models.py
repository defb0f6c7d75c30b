"""The committee and its matters, service plans, improvements, trainings, suggestions."""

from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.governance.access import VIEW
from heqi.governance.states import (
    IdeaStatus,
    ImprovementStatus,
    MatterStatus,
    PlanStatus,
    SessionStatus,
    SittingStatus,
)
from heqi.inspections.models import Plan
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit

M = TypeVar("M", bound=models.Model)


class OwnedQuerySet(models.QuerySet[M]):
    """Reads of rows of a unit."""

    def visible_to(self, actor: Actor) -> Any:
        """What the actor's right covers."""
        return within(self, actor, VIEW)


class Owned(models.Model):
    """A row of a unit."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True


class Reminded(Owned):
    """A row with a day on which something is due; that the day has passed is told once."""

    warned_on = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True


class Seat(Owned):
    """A member of the service management committee."""

    class Office(models.TextChoices):
        """What he is in it."""

        CHAIR = "chair", pgettext_lazy("committee", "Chair")
        SECRETARY = "secretary", pgettext_lazy("committee", "Secretary")
        MEMBER = "member", pgettext_lazy("committee", "Member")

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="committee_seats")
    office = models.CharField(
        pgettext_lazy("committee", "office"), max_length=10, choices=Office.choices
    )
    since = models.DateField(_("from"))
    until = models.DateField(null=True)

    class Meta:
        ordering = ["office", "staff__number"]
        verbose_name = pgettext_lazy("committee", "seat")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "staff"],
                condition=Q(until__isnull=True),
                name="committee_seat_once",
            ),
        ]

    def __str__(self) -> str:
        return self.staff.name


class Sitting(Reminded):
    """A sitting of the committee."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    at = models.DateTimeField(_("time"))
    place = models.CharField(pgettext_lazy("where", "place"), max_length=100)
    status = models.CharField(
        _("state"), max_length=8, choices=SittingStatus.choices, default=SittingStatus.CALLED
    )
    present = models.ManyToManyField(Staff, related_name="+")
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_by = models.DateTimeField(pgettext_lazy("committee", "minutes due"), null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = pgettext_lazy("committee", "sitting")

    def __str__(self) -> str:
        return self.number


class Matter(Reminded):
    """What is brought before the committee; ``unit`` is the department that it concerns."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    source_number = models.CharField(_("raised by"), max_length=40, blank=True)
    title = models.CharField(pgettext_lazy("committee matter", "matter"), max_length=120)
    text = models.TextField(_("facts"), max_length=3000)
    clause = models.CharField(max_length=80, blank=True)
    status = models.CharField(
        _("state"), max_length=8, choices=MatterStatus.choices, default=MatterStatus.ASKED
    )
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    decide_by = models.DateTimeField(pgettext_lazy("committee matter", "decision due"), null=True)
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, related_name="matters")
    outcome = models.TextField(_("decision of the committee"), blank=True)
    votes_for = models.PositiveSmallIntegerField(null=True)
    votes_against = models.PositiveSmallIntegerField(null=True)
    carried = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    # Ids of staff who have no vote: whom it is about, and who took part in what is appealed.
    barred = models.JSONField(default=list)

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = pgettext_lazy("committee matter", "matter")
        constraints = [
            models.UniqueConstraint(
                fields=["source_type", "source_id"],
                condition=~Q(source_id=""),
                name="matter_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ServicePlan(Owned):
    """The customer-service plan of a year or quarter; it contains the special inspections."""

    class Period(models.TextChoices):
        """For how long."""

        YEAR = "year", pgettext_lazy("service plan", "Year")
        QUARTER = "quarter", pgettext_lazy("service plan", "Quarter")

    period = models.CharField(
        pgettext_lazy("service plan", "period"), max_length=8, choices=Period.choices
    )
    starts_on = models.DateField(_("from"))
    aims = models.TextField(pgettext_lazy("service plan", "aims"), max_length=3000)
    measures = models.TextField(pgettext_lazy("service plan", "measures"), max_length=3000)
    inspections = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    status = models.CharField(
        _("state"), max_length=8, choices=PlanStatus.choices, default=PlanStatus.DRAFT
    )
    made_by = models.CharField(max_length=80)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-starts_on", "period"]
        verbose_name = pgettext_lazy("service plan", "service plan")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "period", "starts_on"], name="service_plan_once"
            ),
        ]

    def __str__(self) -> str:
        if self.period == self.Period.YEAR:
            return f"{self.starts_on:%Y}"
        return f"{self.starts_on:%Y} Q{(self.starts_on.month + 2) // 3}"


class Improvement(Reminded):
    """A gap that a department closes until a day (conduct/2.3(3))."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(pgettext_lazy("improvement", "gap in a few words"), max_length=100)
    gap = models.TextField(pgettext_lazy("improvement", "gap"), max_length=2000)
    measures = models.TextField(_("measures"), max_length=2000, blank=True)
    owner = models.CharField(_("person responsible"), max_length=60, blank=True)
    plan_by = models.DateField(pgettext_lazy("improvement", "plan due"), null=True)
    due_on = models.DateField(_("to be finished on"), null=True)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    source_number = models.CharField(_("raised by"), max_length=40, blank=True)
    status = models.CharField(
        _("state"),
        max_length=8,
        choices=ImprovementStatus.choices,
        default=ImprovementStatus.WANTED,
    )
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    percent = models.PositiveSmallIntegerField(_("progress"), default=0)
    effect = models.TextField(pgettext_lazy("improvement", "effect"), blank=True)
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = pgettext_lazy("improvement", "improvement plan")
        indexes = [models.Index(fields=["unit", "status", "due_on"], name="improvement_due")]

    def __str__(self) -> str:
        return self.number


class Session(Reminded):
    """A training or a service meeting; once it took place, who was there, and who of the unit was
    not (conduct/2.3(4))."""

    class Kind(models.TextChoices):
        """What it was."""

        TRAINING = "training", pgettext_lazy("session", "Training")
        MEETING = "meeting", pgettext_lazy("session", "Service meeting")

    kind = models.CharField(pgettext_lazy("session", "kind"), max_length=8, choices=Kind.choices)
    subject = models.CharField(_("subject"), max_length=100)
    held_on = models.DateField(_("held on"))
    led_by = models.CharField(_("led by"), max_length=60)
    content = models.TextField(pgettext_lazy("session", "content"), max_length=3000)
    status = models.CharField(
        _("state"), max_length=8, choices=SessionStatus.choices, default=SessionStatus.HELD
    )
    present = models.ManyToManyField(Staff, related_name="+")
    absent = models.ManyToManyField(Staff, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = pgettext_lazy("session", "training or meeting")
        indexes = [models.Index(fields=["unit", "-held_on"], name="session_held")]

    def __str__(self) -> str:
        return self.subject


class Idea(Reminded):
    """An improvement suggested by somebody of the staff (conduct/2.3(5))."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="ideas")
    title = models.CharField(_("headline"), max_length=80)
    text = models.TextField(pgettext_lazy("idea", "suggestion"), max_length=2000)
    status = models.CharField(
        _("state"), max_length=8, choices=IdeaStatus.choices, default=IdeaStatus.FILED
    )
    filed_at = models.DateTimeField(_("filed"))
    answer_by = models.DateTimeField(_("answer due"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    effect = models.CharField(pgettext_lazy("improvement", "effect"), max_length=500, blank=True)

    class Meta:
        ordering = ["-filed_at", "-id"]
        verbose_name = pgettext_lazy("idea", "suggestion")

    def __str__(self) -> str:
        return self.number
