"""The work order, with what the queue shows copied onto the row."""

from datetime import datetime
from typing import cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.customers.masking import mask_phone
from heqi.customers.models import Party, ServicePoint, Tier
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.service.models import Channel, ServiceRequest
from heqi.workorders.access import VIEW
from heqi.workorders.kinds import area_label, kind_label
from heqi.workorders.states import LANES, Status


class Priority(models.IntegerChoices):
    """How urgent, beside the clocks."""

    URGENT = 1, _("Urgent")
    HIGH = 2, _("High")
    NORMAL = 3, _("Normal")


class Alert(models.TextChoices):
    """What the loop has announced about the clocks."""

    NONE = "", _("In time")
    SOON = "soon", _("Due soon")
    OVER = "over", _("Overdue")


# What is late or due soon is read from the index of the open ones alone.
QUEUE = ("is_open", "queue_at", "id", "due_at", "alert")


class OrderQuerySet(models.QuerySet["WorkOrder"]):
    """Reads of work orders."""

    def visible_to(self, actor: Actor) -> "OrderQuerySet":
        """The orders that the actor's rights cover."""
        return cast("OrderQuerySet", within(self, actor, VIEW))

    def still_open(self) -> "OrderQuerySet":
        """Those on which work is still to be done; written so that the index serves."""
        return self.filter(is_open__in=[True])


class WorkOrder(models.Model):
    """Work to be done for a customer.

    ``unit`` is in charge (a department, after dispatch a team). ``due_*`` copies the governing
    clock of the order or of its request, whichever is due first; ``queue_at`` is never null, so
    that one index serves the queue over any number of orders: what is open waits by it, what is
    over lies by the time it ended. ``lane`` is the tab that the state belongs to.
    """

    number = models.CharField(_("number"), max_length=24, unique=True)
    request = models.ForeignKey(ServiceRequest, models.PROTECT, null=True, related_name="orders")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("in charge")
    )
    assignee = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="orders", db_index=False
    )
    kind = models.CharField(_("kind of work"), max_length=20)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.NEW)
    is_open = models.BooleanField(default=True, editable=False)
    lane = models.GeneratedField(
        expression=models.Case(
            *(
                models.When(status__in=states, then=models.Value(lane))
                for lane, states in LANES.items()
            ),
            default=models.Value(""),
        ),
        output_field=models.CharField(max_length=12),
        db_persist=True,
    )
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    alert = models.CharField(max_length=6, choices=Alert.choices, blank=True)
    due_at = models.DateTimeField(_("due"), null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    queue_at = models.DateTimeField()
    # Copied from the request, so that the list needs no join and the crew no other right.
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="orders", db_index=False
    )
    service_point = models.ForeignKey(
        ServicePoint, models.PROTECT, null=True, related_name="orders"
    )
    tier = models.CharField(_("tier"), max_length=12, default="standard")
    criterion = models.CharField(max_length=30, blank=True)
    vulnerable = models.BooleanField(default=False)
    source = models.CharField(_("source"), max_length=12, blank=True)
    customer_name = models.CharField(_("customer"), max_length=120, blank=True)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=240, blank=True)
    area = models.CharField(max_length=10, blank=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="orders")
    attend = models.JSONField(default=list)
    attend_clause = models.CharField(max_length=80, blank=True)
    override_reason = models.CharField(_("why not as the policy says"), max_length=300, blank=True)
    booked_for = models.DateTimeField(_("booked for"), null=True)
    hold_asked = models.BooleanField(_("hold waits for approval"), default=False)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    reminded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("created"))
    created_by_name = models.CharField(max_length=80, blank=True)
    dispatched_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(_("first report"), null=True)
    report = models.TextField(blank=True)
    result = models.CharField(_("result"), max_length=20, blank=True)
    result_note = models.TextField(blank=True)
    # What the sheet of this kind of work holds besides, by the names of kinds.sheet_fields.
    details = models.JSONField(default=dict)
    reviewed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    review_note = models.CharField(max_length=300, blank=True)
    rework_count = models.PositiveSmallIntegerField(default=0)
    backfilled = models.BooleanField(_("entered afterwards"), default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("work order")
        # Each list is a walk along an index of one unit, of one company or of all (people.ways):
        # the open ones (read with still_open, an equality: two equal columns beat any other index
        # in the eyes of SQLite, which keeps no statistics), those of a lane, the newest.
        indexes = [
            models.Index(fields=["company", *QUEUE], name="order_queue"),
            models.Index(fields=["unit", *QUEUE], name="order_unit"),
            models.Index(fields=list(QUEUE), name="order_all"),
            models.Index(fields=["company", "lane", "queue_at", "id"], name="order_lane"),
            models.Index(fields=["unit", "lane", "queue_at", "id"], name="order_unit_lane"),
            models.Index(fields=["lane", "queue_at", "id"], name="order_all_lane"),
            models.Index(fields=["company", "created_at", "id"], name="order_created"),
            models.Index(fields=["unit", "created_at", "id"], name="order_unit_created"),
            models.Index(fields=["created_at", "id"], name="order_all_created"),
            models.Index(fields=["assignee", "is_open", "queue_at", "id"], name="order_mine"),
            models.Index(fields=["party", "-created_at"], name="order_party"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def kind_label(self) -> str:
        """The name of the kind."""
        return kind_label(self.kind)

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    @property
    def tier_label(self) -> str:
        """The tier in words."""
        return str(Tier(self.tier).label) if self.tier in Tier.values else self.tier

    @property
    def is_vip(self) -> bool:
        """Whether the customer was a VIP when the order was made."""
        return self.tier != "standard"

    @property
    def masked_phone(self) -> str:
        """The contact's phone as lists show it."""
        return mask_phone(self.contact_phone)

    @property
    def source_label(self) -> str:
        """By which way the matter came."""
        return str(dict(Channel.choices).get(self.source, self.source))

    @property
    def area_label(self) -> str:
        """The area in words."""
        return area_label(self.area)

    def is_late(self, now: datetime) -> bool:
        """Whether the governing promise is broken as of ``now``."""
        return bool(self.is_open and self.due_at and now > self.due_at)
