"""Meetings and visits of supervisors: who is invited, who came, what was agreed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.people.models import Staff, Unit
from heqi.supervision.models.members import OwnedQuerySet, Supervisor
from heqi.supervision.states import GatheringStatus, ItemStatus


class Gathering(models.Model):
    """A meeting (座谈会) or a visit (走访); ``unit`` is the company."""

    class Kind(models.TextChoices):
        """What it is; the half-yearly meeting is owed by the policy."""

        MEETING = "meeting", pgettext_lazy("gathering", "Half-yearly meeting")
        VISIT = "visit", pgettext_lazy("gathering", "Visit")

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(pgettext_lazy("gathering", "kind"), max_length=8, choices=Kind.choices)
    title = models.CharField(_("subject"), max_length=100)
    at = models.DateTimeField(_("time"))
    place = models.CharField(_("place"), max_length=100)
    agenda = models.TextField(_("agenda"), max_length=2000)
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=GatheringStatus.choices,
        default=GatheringStatus.PLANNED,
    )
    chaired_by = models.CharField(_("chaired by"), max_length=60, blank=True)
    hosts = models.CharField(_("present for the company"), max_length=300, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    held_at = models.DateTimeField(null=True)
    minuted_at = models.DateTimeField(null=True)
    minuted_by = models.CharField(max_length=80, blank=True)
    why_cancelled = models.CharField(max_length=300, blank=True)
    invited = models.ManyToManyField(Supervisor, through="Invitation", related_name="gatherings")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("meeting of supervisors")
        indexes = [models.Index(fields=["company", "-at"], name="gathering_at")]

    def __str__(self) -> str:
        return self.number


class Invitation(models.Model):
    """One supervisor at one meeting: what he answered, whether he came."""

    class Reply(models.TextChoices):
        """What he answered."""

        OPEN = "", pgettext_lazy("invitation", "No answer")
        COMING = "coming", pgettext_lazy("invitation", "Will come")
        AWAY = "away", pgettext_lazy("invitation", "Cannot come")

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="invitations")
    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="invitations")
    reply = models.CharField(
        pgettext_lazy("invitation", "answer"),
        max_length=8,
        choices=Reply.choices,
        default=Reply.OPEN,
        blank=True,
    )
    replied_at = models.DateTimeField(null=True)
    came = models.BooleanField(_("came"), null=True)

    class Meta:
        ordering = ["supervisor__number"]
        verbose_name = _("invitation")
        constraints = [
            models.UniqueConstraint(fields=["gathering", "supervisor"], name="invited_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.supervisor_id}"


class Item(models.Model):
    """What a meeting agreed on: who does it until when."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="items")
    text = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("until"))
    status = models.CharField(
        _("state"), max_length=8, choices=ItemStatus.choices, default=ItemStatus.OPEN
    )
    result = models.CharField(_("result"), max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    warned_on = models.DateField(null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("item of a meeting")
        indexes = [models.Index(fields=["company", "status", "due_on"], name="item_due")]

    def __str__(self) -> str:
        return self.text
