"""Contacts and requests."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.people.withholding import keep
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.service.access import VIEW
from heqi.service.kinds import Kind, kinds, symptoms
from heqi.service.states import ContactState, Status


class Channel(models.TextChoices):
    """By which way customers reach us, or forwarded matters arrive."""

    PHONE = "phone", _("Phone")
    HALL = "hall", _("Business hall")
    WECHAT = "wechat", _("WeChat")
    HOTLINE = "12345", _("12345 hotline")
    WEB = "web", _("Web")
    SUPERVISOR = "supervisor", _("Public supervisor")
    NATIONAL = "national", _("National centre")
    STAFF = "staff", _("Own staff")
    CALLBACK = "callback", _("Callback")


class Direction(models.TextChoices):
    """Who began the contact."""

    IN = "in", _("Incoming")
    OUT = "out", _("Outgoing")


class ContactQuerySet(models.QuerySet["Contact"]):
    """Reads of contacts."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Contact]":
        """The contacts that the actor's rights cover, but those about him."""
        return within(self, actor, VIEW)


class Contact(models.Model):
    """One call, visit or message; ``draft`` keeps the open form safe while the agent types."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.IN)
    caller_number = models.CharField(_("number"), max_length=20, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="contacts")
    agent = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="contacts")
    state = models.CharField(
        _("state"), max_length=10, choices=ContactState.choices, default=ContactState.RINGING
    )
    started_at = models.DateTimeField(_("start"))
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    held_s = models.PositiveIntegerField(_("seconds on hold"), default=0)
    # A call passed on rings with one colleague alone.
    offered_to = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    recording_ref = models.CharField(max_length=120, blank=True)
    external_ref = models.CharField(max_length=60, blank=True)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    draft = models.JSONField(default=dict)
    draft_at = models.DateTimeField(null=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = _("contact")
        indexes = [
            models.Index(fields=["company", "-started_at"], name="contact_company"),
            models.Index(fields=["unit", "-started_at"], name="contact_unit"),
            models.Index(fields=["agent", "state"], name="contact_agent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "external_ref"],
                condition=~Q(external_ref=""),
                name="contact_external_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {timezone.localtime(self.started_at):%m-%d %H:%M}"


class Transfer(models.Model):
    """A call passed on to a colleague, to the second line or to the leader of the shift."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="transfers")
    line = models.CharField(max_length=20)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    note = models.CharField(_("note for the colleague"), max_length=200, blank=True)
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("transfer of a call")

    def __str__(self) -> str:
        return f"{self.contact_id} {self.to_id}"


class RequestQuerySet(models.QuerySet["ServiceRequest"]):
    """Reads of requests."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[ServiceRequest]":
        """The requests that the actor's rights cover, but those that are withheld from him."""
        return within(self, actor, VIEW)


class ServiceRequest(models.Model):
    """What a customer asks for (诉求). ``due_*`` copies the governing clock, for lists."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind of request"), max_length=20)
    source = models.CharField(_("source"), max_length=12, choices=Channel.choices)
    platform_number = models.CharField(_("platform's number"), max_length=40, blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="requests")
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="requests", db_index=False
    )
    service_point = models.ForeignKey(
        ServicePoint, models.PROTECT, null=True, related_name="requests", db_index=False
    )
    address = models.CharField(_("address"), max_length=240, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=60, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=20, blank=True)
    description = models.TextField(_("description"), blank=True)
    device = models.CharField(_("device"), max_length=20, blank=True)
    symptom = models.CharField(_("symptom"), max_length=20, blank=True)
    place = models.CharField(max_length=12, blank=True)
    area = models.CharField(max_length=10, blank=True)
    conditions_met = models.BooleanField(_("installation conditions met"), null=True)
    booked_for = models.DateTimeField(_("booked for"), null=True)
    vulnerable = models.BooleanField(_("vulnerable customer"), default=False)
    status = models.CharField(
        _("state"), max_length=12, choices=Status.choices, default=Status.OPEN
    )
    is_open = models.BooleanField(default=True, editable=False)
    tier = models.CharField(_("tier"), max_length=12, default="standard")
    criterion = models.CharField(max_length=30, blank=True)
    assumed = models.JSONField(default=dict)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="requests")
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    # For sorting the open ones: the due instant, else when it was opened (no clock: a fault).
    queue_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    opened_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    opened_by_name = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    related = models.ManyToManyField("self", blank=True)
    idempotency_key = models.CharField(max_length=60, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("request")
        indexes = [
            # What a replay counts: how many requests of a unit rest on each decision.
            models.Index(fields=["decision", "unit", "opened_at"], name="request_decided"),
            models.Index(
                fields=["company", "queue_at", "id"],
                condition=Q(is_open=True),
                name="request_queue",
            ),
            models.Index(
                fields=["unit", "queue_at", "id"], condition=Q(is_open=True), name="request_unit"
            ),
            models.Index(fields=["company", "-opened_at"], name="request_opened"),
            models.Index(fields=["party", "-opened_at"], name="request_party"),
            models.Index(fields=["service_point", "-opened_at"], name="request_point"),
            models.Index(
                fields=["opened_by", "queue_at", "id"],
                condition=Q(is_open=True),
                name="request_mine",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="request_key_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def kind_row(self) -> Kind | None:
        """The kind with its label, icon and prefix."""
        return kinds().get(self.kind)

    @property
    def kind_label(self) -> str:
        """The name of the kind."""
        return self.kind_row.label if self.kind_row else self.kind

    @property
    def symptom_label(self) -> str:
        """What is wrong, in words."""
        found = symptoms().get(self.symptom)
        return found.label if found else ""

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    @property
    def is_vip(self) -> bool:
        """Whether the customer was a VIP when the request was taken up."""
        return self.tier != "standard"

    def is_late(self, now: datetime) -> bool:
        """Whether the governing promise is broken as of ``now``."""
        return bool(self.is_open and self.due_at and now > self.due_at)


class Reminder(models.Model):
    """Somebody asked when it will be done (催办): by a contact of the customer, or for himself."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="reminders")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="reminders")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    note = models.CharField(_("what was said"), max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("reminder")
        constraints = [
            # A caller reminds of a request once in a call, however often the button is pressed.
            models.UniqueConstraint(
                fields=["request", "contact"],
                condition=Q(contact__isnull=False),
                name="reminder_once_a_call",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.at:%m-%d %H:%M}"


keep(ServiceRequest, names=True)
keep(Contact, "requests", told_of=False)
