"""The case of a complaint, and how its level came about."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.complaints.access import LEAD, TAKE, VIEW
from heqi.complaints.catalogue import label_of
from heqi.complaints.states import Level, Responsibility, Status, Verdict
from heqi.customers.models import Compound, Party, Tier
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.people.withholding import keep, leave_out
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.service.models import ServiceRequest


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Reads of complaints."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Complaint]":
        """Those that the actor's rights cover, and those he took up, handles or investigates.

        What is kept from him (``people.withholding``: a complaint about him, and what belongs to
        it) he sees by no door; a confidential one only by who leads, and by who handles or
        investigates it.
        """
        if actor.kind == "system":
            return self
        me = actor.id or 0
        looks = Complaint._meta.get_field("investigations").related_model._default_manager
        mine = Q(handler_id=me) | Q(
            pk__in=looks.filter(investigator_id=me).order_by().values("complaint_id")
        )
        rows = within(self, actor, VIEW).order_by().values("pk")
        leads = within(self, actor, LEAD).order_by().values("pk")
        covered = Q(pk__in=rows) & (Q(confidential=False) | Q(pk__in=leads))
        if actor.holds(TAKE):
            covered |= Q(request__opened_by_id=me, confidential=False)
        return leave_out(self.filter(covered | mine), actor)

    def still_open(self) -> "models.QuerySet[Complaint]":
        """What is not finished."""
        return self.filter(is_open=True)


class Complaint(models.Model):
    """A complaint as a case. What the customer said, and who he is, stands on the request.

    ``due_*`` copies the governing clock, for lists.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    request = models.OneToOneField(ServiceRequest, models.PROTECT, related_name="complaint")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="complaints")
    compound = models.ForeignKey(Compound, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(_("channel"), max_length=20)
    platform_number = models.CharField(_("platform's number"), max_length=40, blank=True)
    platform_due_at = models.DateTimeField(_("platform's date"), null=True)
    category = models.CharField(pgettext_lazy("of a complaint", "class"), max_length=30, blank=True)
    subject = models.CharField(pgettext_lazy("of a complaint", "matter"), max_length=120)
    anonymous = models.BooleanField(_("anonymous"), default=False)
    confidential = models.BooleanField(_("confidential"), default=False)
    tier = models.CharField(_("tier"), max_length=12, default="standard")
    criterion = models.CharField(max_length=30, blank=True)
    signs = models.JSONField(default=list)
    households = models.PositiveIntegerField(_("households"), default=1)
    claim_yuan = models.DecimalField(_("claim"), max_digits=12, decimal_places=2, default=0)
    level = models.CharField(_("level"), max_length=1, choices=Level.choices)
    computed_level = models.CharField(max_length=1, choices=Level.choices)
    level_decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.CharField(max_length=80, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    accused_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    accused = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(
        _("state"), max_length=12, choices=Status.choices, default=Status.RECEIVED
    )
    is_open = models.BooleanField(default=True, editable=False)
    handler = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    handler_name = models.CharField(_("handler"), max_length=80, blank=True)
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict.choices, default=Verdict.OPEN
    )
    responsibility = models.CharField(
        _("responsibility"), max_length=14, choices=Responsibility.choices, blank=True
    )
    responsible = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    responsible_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    valid = models.BooleanField(_("valid"), null=True)
    judged_at = models.DateTimeField(null=True)
    cause = models.CharField(pgettext_lazy("of a complaint", "cause"), max_length=30, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    is_group = models.BooleanField(_("group complaint"), default=False)
    repeated_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    escalated_at = models.DateTimeField(_("escalated"), null=True)
    disputed = models.BooleanField(default=False)
    overdue_at = models.DateTimeField(null=True)
    extended_until = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    result = models.TextField(_("result"), blank=True)
    corrective_action = models.TextField(_("corrective action"), blank=True)
    finished_at = models.DateTimeField(null=True)
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction"), null=True)
    called_at = models.DateTimeField(null=True)
    called_by = models.CharField(max_length=80, blank=True)
    call_note = models.CharField(max_length=300, blank=True)
    call_attempts = models.PositiveSmallIntegerField(default=0)
    close_reason = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField(_("received"))
    closed_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    queue_at = models.DateTimeField()

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        verbose_name = _("complaint")
        indexes = [
            models.Index(
                fields=["company", "queue_at", "id"],
                condition=Q(is_open=True),
                name="complaint_queue",
            ),
            models.Index(fields=["company", "-received_at"], name="complaint_received"),
            models.Index(fields=["unit", "-received_at"], name="complaint_unit"),
            models.Index(fields=["compound", "category", "received_at"], name="complaint_compound"),
            models.Index(
                fields=["responsible", "judged_at"],
                condition=Q(responsible__isnull=False),
                name="complaint_responsible",
            ),
            models.Index(
                fields=["channel", "platform_number"],
                condition=~Q(platform_number=""),
                name="complaint_platform",
            ),
        ]
        constraints = [
            # Never closed without its elements (complaint/process).
            models.CheckConstraint(
                condition=~Q(status="closed")
                | (
                    ~Q(result="")
                    & ~Q(corrective_action="")
                    & ~Q(verdict="open")
                    & ~Q(responsibility="")
                    & ~Q(handler_name="")
                    & Q(finished_at__isnull=False)
                    & Q(called_at__isnull=False)
                    & Q(satisfaction__gte=1)
                ),
                name="complaint_elements",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__lte=5),
                name="complaint_satisfaction",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page of the case."""
        return f"/complaints/{self.pk}/"

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    @property
    def category_label(self) -> str:
        """The class in words."""
        return label_of("classes", self.category)

    @property
    def channel_label(self) -> str:
        """The channel in words."""
        return label_of("channels", self.channel)

    @property
    def cause_label(self) -> str:
        """The cause in words."""
        return label_of("causes", self.cause)

    @property
    def tier_label(self) -> str:
        """The tier in words."""
        return str(dict(Tier.choices).get(self.tier, self.tier))

    @property
    def is_vip(self) -> bool:
        """Whether the customer was a VIP when it was taken up."""
        return self.tier != "standard"

    def is_late(self, now: datetime) -> bool:
        """Whether the governing promise is broken as of ``now``."""
        return bool(self.is_open and self.due_at and now > self.due_at)


class LevelChange(models.Model):
    """One decision about the level, with its reason; a raise has clocks of its own."""

    class Kind(models.TextChoices):
        """How the level came about."""

        COMPUTED = "computed", pgettext_lazy("level", "computed")
        RAISED = "raised", pgettext_lazy("level", "raised by a person")
        OVERDUE = "overdue", pgettext_lazy("level", "raised by a broken limit")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="levels")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    before = models.CharField(max_length=1, choices=Level.choices, blank=True)
    after = models.CharField(max_length=1, choices=Level.choices)
    reason = models.CharField(max_length=500, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        verbose_name = _("level of a complaint")

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.before}>{self.after}"


keep(Complaint, names=True)
keep(LevelChange, "complaint", told_of=False)
