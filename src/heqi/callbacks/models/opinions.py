"""What customers said, and calls that are listened to again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.callbacks.access import REVIEW, VIEW
from heqi.callbacks.models.tasks import CallbackTask
from heqi.callbacks.states import OpinionStatus
from heqi.customers.models import Party
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.people.withholding import keep
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.service.models import ServiceRequest


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Reads of opinions."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Opinion]":
        """Those of the units that the actor's rights cover; an opinion rests with who solves it.

        What became a complaint about the actor he does not see.
        """
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
        """The reviews that the actor's right to watch over quality covers, but those of matters
        withheld from him."""
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
    # The fault cost the caller his role (callbacks.faults), until it is given back.
    barred = models.BooleanField(default=False)
    given_back_at = models.DateTimeField(null=True)
    given_back_by = models.CharField(max_length=80, blank=True)
    given_back_why = models.CharField(max_length=200, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "caller", "id"]
        verbose_name = _("review of a callback")
        indexes = [
            models.Index(fields=["company", "-month", "caller", "id"], name="review_month"),
            models.Index(
                fields=["caller"],
                condition=models.Q(barred=True, given_back_at__isnull=True),
                name="review_barred",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.month:%Y-%m}"

    @property
    def because(self) -> str:
        """Why this call is reviewed."""
        return self.because_zh if spoken_chinese() else self.because_en


keep(Opinion, "request", "task__request")
keep(Review, "task__request", "task__opinion_row__request", told_of=False)
