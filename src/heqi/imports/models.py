"""A batch is one file; its rows wait in a table of their own until somebody confirms."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.imports.access import VIEW
from heqi.imports.states import Severity, Status, Verdict
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit


class Kind(models.TextChoices):
    """What a file holds."""

    CUSTOMERS = "customers", _("Customers with address, account and meter")


class BatchQuerySet(models.QuerySet["Batch"]):
    """Reads of imports."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Batch]":
        """Imports of the units that the actor's right covers."""
        return within(self, actor, VIEW)


class Batch(models.Model):
    """One import. ``offset`` and ``line`` say how far the file is read, so that work goes on."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=24, unique=True)
    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices, default=Kind.CUSTOMERS)
    status = models.CharField(
        _("state"), max_length=12, choices=Status.choices, default=Status.MAPPING
    )
    file_name = models.CharField(_("file"), max_length=120)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    # The file as it is read: a workbook has become CSV.
    path = models.CharField(max_length=120)
    format = models.CharField(_("format"), max_length=8)
    encoding = models.CharField(_("encoding"), max_length=12)
    delimiter = models.CharField(max_length=1)
    columns = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    body = models.PositiveBigIntegerField(default=0)  # where the rows below the heading begin
    body_size = models.PositiveBigIntegerField(default=0)
    offset = models.PositiveBigIntegerField(default=0)
    line = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=300, blank=True)
    made = models.JSONField(default=dict)
    written = models.PositiveIntegerField(_("written"), default=0)
    content_sha256 = models.CharField(max_length=64, blank=True)
    leaves_out = models.BooleanField(default=False)
    claimed_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    creator_name = models.CharField(pgettext_lazy("import", "prepared by"), max_length=80)
    created_at = models.DateTimeField(_("time"))
    confirmed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    confirmer_name = models.CharField(_("confirmed by"), max_length=80, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    # When the file and the rows were removed, their time being over.
    forgotten_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")
        indexes = [models.Index(fields=["company", "-id"], name="imports_company")]

    def __str__(self) -> str:
        return self.number

    @property
    def progress(self) -> int:
        """How much of the file is read, in percent."""
        return min(100, self.offset * 100 // self.body_size) if self.body_size else 0


class Row(models.Model):
    """A row of the file as it was understood: JSON text, and the keys that show duplicates."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(_("row"))
    verdict = models.CharField(
        _("what becomes of it"), max_length=8, choices=Verdict.choices, default=Verdict.NEW
    )
    values = models.TextField()
    account_key = models.CharField(max_length=40)
    customer_key = models.CharField(max_length=20, default="")
    meter_key = models.CharField(max_length=40)
    place_key = models.CharField(max_length=240)
    phone = models.CharField(max_length=20)
    shares = models.BooleanField(default=False)
    shares_party = models.BooleanField(default=False)
    adds_meter = models.BooleanField(default=False)
    target = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["batch", "line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="imports_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.line}"


class Finding(models.Model):
    """Something about a row that somebody should know, with what says so."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="findings", db_index=False)
    line = models.PositiveIntegerField(_("row"))
    field = models.CharField(_("column"), max_length=30)
    error = models.CharField(_("kind of error"), max_length=12)
    severity = models.CharField(max_length=5, choices=Severity.choices)
    zh = models.CharField(max_length=300)
    en = models.CharField(max_length=300)
    clause = models.CharField(max_length=60, blank=True)
    mark = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["batch", "line", "id"]
        indexes = [models.Index(fields=["batch", "line"], name="imports_finding_line")]

    def __str__(self) -> str:
        return f"{self.line} {self.field} {self.error}"


class Remembered(models.Model):
    """Which heading meant which field the last time, by company."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    heading = models.CharField(max_length=120)
    field = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["company", "kind", "heading"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "heading"], name="imports_heading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading}: {self.field}"
