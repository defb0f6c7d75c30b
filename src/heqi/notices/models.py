"""One record per message and channel."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.notices.masking import mask_address
from heqi.notices.states import (
    CampaignStatus,
    Channel,
    Excluded,
    Priority,
    Purpose,
    Status,
)
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.people.withholding import keep

NO_ADDRESS = "no address for this channel"
NOBODY_HOLDS = "nobody holds this post"
OWN_ERRORS = {
    NO_ADDRESS: _("There is no address for this channel."),
    NOBODY_HOLDS: _("Nobody holds this post."),
    "reported as not delivered": _("The carrier reported that it did not arrive."),
}


class Notice(models.Model):
    """A message to a member of staff, or to an address outside.

    ``key`` travels with every attempt, so that a gateway can drop repetitions; ``dedupe_key``
    lets one cause send one message, however often it is told.
    """

    key = models.CharField(max_length=40, unique=True)
    dedupe_key = models.CharField(max_length=200, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    company = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    recipient = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="notices")
    recipient_name = models.CharField(_("recipient"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    template = models.CharField(_("template"), max_length=80)
    context = models.JSONField(default=dict)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("message"))
    url = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority, default=Priority.NORMAL
    )
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=80, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("time"))
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("notice")
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=Q(status="queued"), name="notice_queued"
            ),
            models.Index(fields=["claimed_at"], condition=Q(status="sending"), name="notice_taken"),
            models.Index(
                fields=["recipient", "-created_at"],
                condition=Q(channel="in_app"),
                name="notice_inbox",
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(channel="in_app", read_at__isnull=True),
                name="notice_unread",
            ),
            models.Index(fields=["company", "status", "-created_at"], name="notice_outbox"),
            models.Index(fields=["subject_type", "subject_id"], name="notice_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {mask_address(self.address)} {self.template}"

    @property
    def spoken_error(self) -> str:
        """The error in the reader's language where it is one of ours."""
        return str(OWN_ERRORS.get(self.error, self.error))

    @property
    def masked_address(self) -> str:
        """The address as it may be shown: ``138****2207``."""
        return mask_address(self.address)


class QuietHours(models.Model):
    """When a company sends nothing by a channel; replaces the shipped default for it."""

    company = models.ForeignKey(Unit, models.CASCADE, related_name="quiet_hours")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    begins = models.TimeField(_("from"), null=True)
    ends = models.TimeField(_("until"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["company", "channel"]
        verbose_name = _("quiet hours")
        constraints = [
            models.UniqueConstraint(fields=["company", "channel"], name="quiet_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.begins}-{self.ends}"


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Reads of bulk messages."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Campaign]":
        """Those of the units where the actor may see bulk messages."""
        return within(self, actor, "notices.campaigns")


class Campaign(models.Model):
    """One text for many: to whom, from whom, released by whom.

    ``month`` with ``purpose`` keeps a customer from getting the same kind twice in a month.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=80)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    audience = models.CharField(_("to whom"), max_length=40)
    choice = models.TextField(blank=True)
    text = models.TextField(_("text"))
    month = models.DateField()
    status = models.CharField(
        _("state"), max_length=10, choices=CampaignStatus, default=CampaignStatus.DRAFT
    )
    written_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    writer_name = models.CharField(_("written by"), max_length=80)
    created_at = models.DateTimeField(_("time"))
    released_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    releaser_name = models.CharField(_("released by"), max_length=80, blank=True)
    released_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("bulk message")
        indexes = [
            models.Index(fields=["company", "-created_at"], name="campaign_company"),
            models.Index(fields=["id"], condition=Q(status="sending"), name="campaign_being_sent"),
        ]

    def __str__(self) -> str:
        return self.number


class CampaignRecipient(models.Model):
    """Somebody who gets the message, or the reason why not; ``once`` is taken when it is sent."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="recipients")
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    name = models.CharField(_("recipient"), max_length=120)
    phone = models.CharField(_("address"), max_length=20, blank=True)
    text = models.TextField(_("text"))
    segments = models.PositiveSmallIntegerField(_("segments"), default=1)
    excluded = models.CharField(_("left out"), max_length=12, choices=Excluded, blank=True)
    once = models.CharField(max_length=160, blank=True)
    notice = models.OneToOneField(Notice, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("recipient")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "subject_type", "subject_id"], name="recipient_once"
            ),
            models.UniqueConstraint(
                fields=["once"], condition=~Q(once=""), name="recipient_once_a_month"
            ),
        ]
        indexes = [
            models.Index(
                fields=["campaign", "id"],
                condition=Q(notice__isnull=True, excluded=""),
                name="recipient_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        """The number as it may be shown."""
        return mask_address(self.phone)


class OptOut(models.Model):
    """A number that wants no bulk messages; urgent ones still reach it."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    phone = models.CharField(_("phone"), max_length=20)
    reason = models.CharField(_("reason"), max_length=200)
    said_at = models.DateTimeField(_("since"))
    by_name = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["-said_at", "-id"]
        verbose_name = _("opt-out")
        constraints = [models.UniqueConstraint(fields=["company", "phone"], name="opt_out_once")]

    def __str__(self) -> str:
        return mask_address(self.phone)

    @property
    def masked_phone(self) -> str:
        """The number as it may be shown."""
        return mask_address(self.phone)


keep(Notice, about=("subject_type", "subject_id"))
