"""Bulk classification: a file, its rows as understood, the proposals that came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Criterion, Party, Tier
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit
from heqi.tiers.access import reached
from heqi.tiers.states import BatchStatus, Verdict


class BatchQuerySet(models.QuerySet["Batch"]):
    """Reads of bulk classifications."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Batch]":
        """Those of the units that the actor's right covers."""
        return reached(self, actor)


class Batch(models.Model):
    """One file. Its rows wait here; nothing is proposed before somebody confirms."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=24, unique=True)
    status = models.CharField(
        _("state"), max_length=12, choices=BatchStatus.choices, default=BatchStatus.CHECKED
    )
    file_name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(_("checksum"), max_length=64)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    created_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    creator_name = models.CharField(pgettext_lazy("import", "prepared by"), max_length=80)
    created_at = models.DateTimeField(_("time"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    confirmer_name = models.CharField(_("confirmed by"), max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)
    undo_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("bulk classification")
        indexes = [models.Index(fields=["company", "-id"], name="tier_batch_company")]

    def __str__(self) -> str:
        return self.number


class BatchRow(models.Model):
    """A row of the file with what was found; ``values`` are the texts as read, by field."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    criterion = models.CharField(max_length=30, choices=Criterion.choices, blank=True)
    before = models.CharField(max_length=12, choices=Tier.choices, blank=True)
    tier = models.CharField(max_length=12, choices=Tier.choices, blank=True)
    verdict = models.CharField(
        _("what becomes of it"), max_length=8, choices=Verdict.choices, default=Verdict.ERROR
    )
    findings = models.JSONField(default=list)
    assessment = models.ForeignKey(
        "Assessment", models.PROTECT, null=True, related_name="batch_rows"
    )

    class Meta:
        ordering = ["batch", "line"]
        verbose_name = _("row of a bulk classification")
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="tier_batch_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.line}"
