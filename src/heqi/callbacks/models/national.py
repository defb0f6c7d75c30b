"""Callbacks that the national centre made, and the files they came in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.callbacks.access import NATIONAL, VIEW
from heqi.callbacks.models.tasks import CallbackTask
from heqi.callbacks.states import FileStatus, HandBack, Round
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit
from heqi.people.withholding import keep
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision


class NationalFileQuerySet(models.QuerySet["NationalFile"]):
    """Reads of files."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[NationalFile]":
        """The files of the companies that the actor exchanges results for."""
        return within(self, actor, NATIONAL, unit="company")


class NationalFile(models.Model):
    """One file of results. Its rows wait here; nothing is taken in before somebody confirms.

    A row is ``{line, verdict, values, findings}``; what customers said leaves the rows once the
    file is confirmed or discarded.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    status = models.CharField(
        _("state"), max_length=10, choices=FileStatus.choices, default=FileStatus.CHECKED
    )
    file_name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(_("checksum"), max_length=64)
    rows = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("time"))
    creator_name = models.CharField(pgettext_lazy("import", "prepared by"), max_length=80)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    confirmer_name = models.CharField(_("confirmed by"), max_length=80, blank=True)

    objects = NationalFileQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("file of the national centre")

    def __str__(self) -> str:
        return self.file_name


class NationalResultQuerySet(models.QuerySet["NationalResult"]):
    """Reads of results."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[NationalResult]":
        """Those of the callbacks that the actor may see, but what is withheld from him."""
        return within(self, actor, VIEW).filter(task__round=Round.NATIONAL)


class NationalResult(models.Model):
    """What the national centre heard from a customer, and what it was told of the handling.

    The call itself is ``task``, ended when it came in; what the customer said is its opinion.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(_("number of the national centre"), max_length=40)
    task = models.OneToOneField(CallbackTask, models.PROTECT, related_name="national")
    file = models.ForeignKey(NationalFile, models.PROTECT, null=True, related_name="results")
    digest = models.CharField(max_length=64)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    status = models.CharField(_("state"), max_length=10, choices=HandBack.choices)
    is_open = models.BooleanField(default=True, editable=False)
    handling = models.TextField(_("what was done"), blank=True)
    received_at = models.DateTimeField(pgettext_lazy("a result", "received"))
    received_by = models.CharField(max_length=80)
    handed_back_at = models.DateTimeField(_("handed back"), null=True)
    handed_back_by = models.CharField(max_length=80, blank=True)
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    queue_at = models.DateTimeField()

    objects = NationalResultQuerySet.as_manager()

    class Meta:
        ordering = ["queue_at", "id"]
        verbose_name = _("result of the national centre")
        constraints = [
            models.UniqueConstraint(fields=["company", "reference"], name="national_result_once"),
        ]
        indexes = [
            models.Index(
                fields=["company", "queue_at", "id"],
                condition=Q(is_open=True),
                name="national_result_queue",
            ),
            models.Index(fields=["company", "-received_at", "-id"], name="national_result_over"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en


keep(NationalResult, "task__request", "task__opinion_row__request", told_of=False)
