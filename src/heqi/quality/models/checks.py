"""Checks of entries: monthly samples, daily self-checks, checks of the stock, verifications."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.models import Decision
from heqi.quality.access import VIEW


class CheckKind(models.TextChoices):
    """What a run goes over."""

    SAMPLE = "sample", _("Monthly sample")
    STOCK = "stock", _("Whole stock")


class CheckQuerySet(models.QuerySet["Check"]):
    """Reads of runs."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Check]":
        """The runs that the actor oversees."""
        return within(self, actor, VIEW)


class Check(models.Model):
    """A run over many entries. A sample can be drawn again from ``seed`` and ``ratio``.

    ``done`` of ``total`` are looked at; a run over the stock goes on after ``cursor``.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=CheckKind.choices)
    month = models.DateField(_("month"), null=True)
    source = models.CharField(max_length=60, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    seed = models.CharField(max_length=60, blank=True)
    ratio = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    population = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(_("started"))
    by_name = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = _("check of entries")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "month"], condition=Q(kind="sample"), name="sample_once_a_month"
            ),
            models.UniqueConstraint(
                fields=["company", "source"],
                condition=Q(kind="stock", finished_at__isnull=True),
                name="stock_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.month or self.started_at.date()}"

    @property
    def share(self) -> int:
        """How much of it is done, in per cent."""
        return 100 * self.done // self.total if self.total else 100


class SampleItem(models.Model):
    """One entry of the ledger drawn for a monthly check, with why it was drawn."""

    class Result(models.TextChoices):
        """What the checker found."""

        PENDING = "pending", pgettext_lazy("sample", "To be checked")
        RIGHT = "right", pgettext_lazy("sample", "Right")
        WRONG = "wrong", pgettext_lazy("sample", "Error recorded")

    check_run = models.ForeignKey(Check, models.CASCADE, related_name="items")
    entry_id = models.BigIntegerField()
    code = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=120)
    group = models.CharField(max_length=12)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    because_zh = models.CharField(max_length=200)
    because_en = models.CharField(max_length=200)
    result = models.CharField(max_length=8, choices=Result.choices, default=Result.PENDING)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["unit", "staff", "entry_id"]
        verbose_name = _("entry to be checked")
        constraints = [
            models.UniqueConstraint(fields=["check_run", "entry_id"], name="sample_item_once"),
        ]

    def __str__(self) -> str:
        return self.subject_label


class SelfCheck(models.Model):
    """An operator went over his own entries of a day (data-entry/7.2)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="self_checks")
    on = models.DateField(_("day"))
    entries = models.PositiveIntegerField()
    errors = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "staff"]
        verbose_name = _("self-check")
        constraints = [
            models.UniqueConstraint(fields=["staff", "on"], name="self_check_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.on}"


class Verification(models.Model):
    """Somebody compared a customer's data with the customer while doing business (7.4)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    party_id = models.BigIntegerField()
    at = models.DateTimeField()
    in_order = models.BooleanField()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("verification of data")
        indexes = [
            models.Index(fields=["party_id", "-at"], name="verification_party"),
            models.Index(fields=["company", "-at"], name="verification_company"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.at:%Y-%m-%d}"
