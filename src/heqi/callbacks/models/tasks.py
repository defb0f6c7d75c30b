"""Callbacks: whom to call about what, and the calls that reached nobody."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.callbacks.access import VIEW
from heqi.callbacks.models.draws import Draw
from heqi.callbacks.states import Outcome, Result, Round, Status
from heqi.customers.masking import mask_phone
from heqi.customers.models import Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit, UnitKind
from heqi.people.withholding import keep
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.service.models import ServiceRequest
from heqi.workorders.models import WorkOrder


class TaskQuerySet(models.QuerySet["CallbackTask"]):
    """Reads of callbacks."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[CallbackTask]":
        """The callbacks that the actor's rights cover, but those of matters withheld from him."""
        return within(self, actor, VIEW)


class CallbackTask(models.Model):
    """A customer to be called about a closed order, by somebody who did not handle it."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    business = models.CharField(_("business"), max_length=30, blank=True)
    round = models.CharField(
        _("which callback"), max_length=8, choices=Round.choices, default=Round.FIRST
    )
    # What it is about (``order:17``), and what the caller needs to know of it.
    subject = models.CharField(max_length=40)
    label = models.CharField(_("number of the matter"), max_length=60)
    about = models.CharField(_("matter"), max_length=240, blank=True)
    tier = models.CharField(_("tier"), max_length=12, default="standard")
    contact_name = models.CharField(_("contact person"), max_length=60, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=240, blank=True)
    service_point = models.ForeignKey(
        ServicePoint, models.PROTECT, null=True, related_name="+", db_index=False
    )
    team = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    worker = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(_("finished"), null=True)
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="callbacks")
    request = models.ForeignKey(ServiceRequest, models.PROTECT, null=True, related_name="callbacks")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="callbacks")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="tasks")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("why"), max_length=200, blank=True)
    handlers = models.JSONField(default=list)
    status = models.CharField(
        _("state"), max_length=12, choices=Status.choices, default=Status.PLANNED
    )
    is_open = models.BooleanField(default=True, editable=False)
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    queue_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    caller = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField(_("overall"), null=True)
    result = models.CharField(_("result"), max_length=12, choices=Result.choices, blank=True)
    opinion = models.CharField(_("opinion"), max_length=14, blank=True)
    opinion_text = models.TextField(blank=True)
    follows = models.ForeignKey(
        "Opinion", models.PROTECT, null=True, blank=True, related_name="second_callbacks"
    )
    recording = models.CharField(_("reference of the recording"), max_length=60, blank=True)
    talk_seconds = models.PositiveIntegerField(_("length of the call"), null=True, blank=True)
    off_hours = models.CharField(_("called outside the hours because"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("result changed"), null=True)
    planned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["queue_at", "id"]
        verbose_name = _("callback")
        indexes = [
            models.Index(
                fields=["company", "queue_at", "id"],
                condition=Q(is_open=True),
                name="callback_queue",
            ),
            models.Index(
                fields=["unit", "queue_at", "id"], condition=Q(is_open=True), name="callback_unit"
            ),
            models.Index(fields=["expires_at"], condition=Q(is_open=True), name="callback_expires"),
            models.Index(
                fields=["company", "-done_at", "-id"],
                condition=Q(is_open=False),
                name="callback_over",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5),
                name="callback_score",
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(round="first"), name="callback_once_a_matter"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    @property
    def why(self) -> str:
        """Why this customer is called, in the user's language where the draw says so."""
        return self.draw.because if self.draw else self.reason

    @property
    def is_vip(self) -> bool:
        """Whether the customer was a VIP when the work was finished."""
        return self.tier != "standard"

    def is_own_work(self, actor: Actor) -> bool:
        """Whether the actor handled the matter or works in the team that did; he does not call."""
        if actor.kind != "staff":
            return False
        team = self.team
        in_team = team is not None and team.kind == UnitKind.TEAM and team.pk == actor.unit_id
        return actor.id in self.handlers or in_team

    @property
    def masked_phone(self) -> str:
        """The number to call as lists show it."""
        return mask_phone(self.contact_phone)


class Attempt(models.Model):
    """One call that did not reach the customer."""

    task = models.ForeignKey(CallbackTask, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices)
    note = models.CharField(max_length=200, blank=True)
    off_hours = models.CharField(_("called outside the hours because"), max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.outcome}"


keep(CallbackTask, "request", "opinion_row__request", "follows__request", "follows__task__request")
