"""Draws, tasks and attempts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.callbacks.access import REVIEW, VIEW
from heqi.callbacks.states import OpinionStatus, Outcome, Round, Status
from heqi.customers.masking import mask_phone
from heqi.customers.models import Party
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.service.models import ServiceRequest
from heqi.workorders.models import WorkOrder


class TaskQuerySet(models.QuerySet["CallbackTask"]):
    """Reads of callbacks."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[CallbackTask]":
        """The callbacks that the actor's rights cover."""
        return within(self, actor, VIEW)


class Draw(models.Model):
    """What the draw made of one closed order, drawn or not: it can be repeated from the seed."""

    order = models.OneToOneField(WorkOrder, models.CASCADE, related_name="callback_draw")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    business = models.CharField(max_length=30)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    seed = models.CharField(max_length=60)
    ratio = models.DecimalField(max_digits=6, decimal_places=4)
    drawn = models.BooleanField()
    because_zh = models.CharField(max_length=200)
    because_en = models.CharField(max_length=200)
    clause = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.drawn}"

    @property
    def because(self) -> str:
        """Why the order was or was not drawn."""
        return self.because_zh if spoken_chinese() else self.because_en


class CallbackTask(models.Model):
    """A customer to be called about a closed order, by somebody who did not handle it."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    business = models.CharField(_("business"), max_length=30, blank=True)
    round = models.CharField(
        _("which callback"), max_length=6, choices=Round.choices, default=Round.FIRST
    )
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="callbacks")
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
    result = models.CharField(_("result"), max_length=12, blank=True)
    opinion = models.CharField(_("opinion"), max_length=14, blank=True)
    opinion_text = models.TextField(blank=True)
    follows = models.ForeignKey(
        "Opinion", models.PROTECT, null=True, blank=True, related_name="second_callbacks"
    )
    recording = models.CharField(_("reference of the recording"), max_length=60, blank=True)
    talk_seconds = models.PositiveIntegerField(_("length of the call"), null=True, blank=True)
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
                fields=["order"], condition=Q(round="first"), name="callback_once_an_order"
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
    def masked_phone(self) -> str:
        """The number to call as lists show it."""
        return mask_phone(self.order.contact_phone)


class Attempt(models.Model):
    """One call that did not reach the customer."""

    task = models.ForeignKey(CallbackTask, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices)
    note = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.outcome}"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Reads of opinions."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Opinion]":
        """Those of the units that the actor's rights cover; an opinion rests with who solves it."""
        return within(self, actor, VIEW)


class Opinion(models.Model):
    """What a customer said that somebody has to act on, from the call to its confirmation."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("rests with")
    )
    task = models.OneToOneField(CallbackTask, models.PROTECT, related_name="opinion_row")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="opinions")
    kind = models.CharField(_("class"), max_length=14)
    text = models.TextField(pgettext_lazy("an opinion", "what the customer said"))
    sensitive = models.CharField(_("sensitive subject"), max_length=20, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=OpinionStatus.choices)
    is_open = models.BooleanField(default=True, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    request = models.ForeignKey(
        ServiceRequest, models.PROTECT, null=True, blank=True, related_name="from_opinions"
    )
    answer = models.TextField(_("answer to the customer"), blank=True)
    solution = models.TextField(_("how it was solved"), blank=True)
    handler = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    queue_at = models.DateTimeField()
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["queue_at", "id"]
        verbose_name = _("opinion")
        indexes = [
            models.Index(
                fields=["unit", "queue_at", "id"], condition=Q(is_open=True), name="opinion_unit"
            ),
            models.Index(
                fields=["company", "queue_at", "id"],
                condition=Q(is_open=True),
                name="opinion_queue",
            ),
            models.Index(
                fields=["company", "-ended_at", "-id"],
                condition=Q(is_open=False),
                name="opinion_over",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reads of reviews."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Review]":
        """The reviews that the actor's right to watch over quality covers."""
        return within(self, actor, REVIEW)


class Review(models.Model):
    """One callback whose call is listened to again and scored."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    task = models.OneToOneField(CallbackTask, models.PROTECT, related_name="review")
    caller = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    must = models.JSONField(_("always reviewed because"), default=list)
    because_zh = models.CharField(max_length=200)
    because_en = models.CharField(max_length=200)
    seed = models.CharField(max_length=60)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    marks = models.JSONField(default=dict)
    fatal = models.CharField(_("fatal error"), max_length=20, blank=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=1, null=True)
    passed = models.BooleanField(null=True)
    remark = models.TextField(_("remark"), blank=True)
    reviewer = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "caller", "id"]
        verbose_name = _("review of a callback")
        indexes = [
            models.Index(fields=["company", "-month", "caller", "id"], name="review_month"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.month:%Y-%m}"

    @property
    def because(self) -> str:
        """Why this call is reviewed."""
        return self.because_zh if spoken_chinese() else self.because_en
