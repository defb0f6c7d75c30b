"""What meters tell of themselves: cards with their balance, telegrams, and what follows."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Meter, ServicePoint
from heqi.people.models import Staff, Unit
from heqi.readings.models.rounds import PlacedQuerySet
from heqi.readings.states import CheckKind, CheckStatus, FeedKind, Source


def _in_words(message: str) -> str:
    return str(_(message)) if message else ""


class MeterLine(models.Model):
    """A company's line for its collection system. Of its token only a digest is kept.

    ``listened_to`` is the last meter that was looked at for whether it should be heard.
    """

    company = models.OneToOneField(Unit, models.PROTECT, related_name="+")
    token_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    changed_at = models.DateTimeField()
    listened_to = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        verbose_name = _("line of the collection system")

    def __str__(self) -> str:
        return str(self.company_id)


class Delivery(models.Model):
    """One file or one message of telegrams or card readings; the key makes it happen once.

    ``problems`` are the rows that were not simply taken, those passed over first: ``{line, meter,
    fate, why}``, where ``fate`` is one of :class:`~heqi.readings.states.Fate`.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(
        pgettext_lazy("meter data", "what"), max_length=10, choices=FeedKind.choices
    )
    source = models.CharField(_("how"), max_length=5, choices=Source.choices)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    name = models.CharField(_("file"), max_length=120, blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    taken = models.PositiveIntegerField(_("taken"))
    older = models.PositiveIntegerField(_("older than what is known"), default=0)
    passed_over = models.PositiveIntegerField(_("passed over"), default=0)
    checks = models.PositiveIntegerField(_("to check"), default=0)
    problems = models.JSONField(default=list)
    at = models.DateTimeField(_("time"))
    by_name = models.CharField(_("delivered by"), max_length=80)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("delivery of meter data")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "source", "key"], name="meter_delivery_once"
            ),
        ]
        indexes = [models.Index(fields=["company", "-id"], name="meter_delivery_company")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def told(self) -> list[dict[str, Any]]:
        """The rows that were not simply taken, with their reason in the user's language."""
        return [{**row, "why": _in_words(row["why"])} for row in self.problems]


class Signal(models.Model):
    """The last telegram of an IoT meter.

    ``quiet_since`` is the instant from which its silence counts: its last telegram, or for a meter
    that was never heard the day it was first expected.
    """

    meter = models.OneToOneField(Meter, models.CASCADE, related_name="signal")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    heard_at = models.DateTimeField(_("last heard"), null=True)
    quiet_since = models.DateTimeField()
    dial = models.DecimalField(_("dial (m³)"), max_digits=12, decimal_places=3, null=True)
    battery_low = models.BooleanField(_("battery low"), default=False)
    valve_closed = models.BooleanField(_("valve closed"), default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("telegram of a meter")
        indexes = [models.Index(fields=["quiet_since"], name="signal_quiet")]

    def __str__(self) -> str:
        return f"{self.meter_id} {self.quiet_since:%Y-%m-%d}"


class CardReading(models.Model):
    """Dial and balance of a card meter at an instant, beside what the books say was bought.

    ``left`` is bought less dial less balance: below zero, the meter holds what nobody paid for.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="card_readings")
    meter = models.ForeignKey(Meter, models.PROTECT, related_name="card_readings", db_index=False)
    at = models.DateTimeField(pgettext_lazy("card", "read"))
    card_no = models.CharField(_("card number"), max_length=30, blank=True)
    dial = models.DecimalField(_("dial (m³)"), max_digits=12, decimal_places=3)
    balance = models.DecimalField(_("balance (m³)"), max_digits=12, decimal_places=3)
    bought = models.DecimalField(_("bought in all (m³)"), max_digits=12, decimal_places=3)
    left = models.DecimalField(_("left (m³)"), max_digits=12, decimal_places=3)
    source = models.CharField(_("how"), max_length=5, choices=Source.choices)
    taken_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("card reading")
        constraints = [
            models.UniqueConstraint(fields=["meter", "at"], name="card_reading_once"),
        ]
        indexes = [models.Index(fields=["company", "-at", "-id"], name="card_reading_company")]

    def __str__(self) -> str:
        return f"{self.meter_id} {self.at:%Y-%m-%d}"


class MeterCheck(models.Model):
    """A meter that somebody must look at, with the sentence and the clause that say why.

    ``order_number`` is the work order of whoever was sent to it.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="+")
    meter = models.ForeignKey(Meter, models.PROTECT, related_name="checks")
    kind = models.CharField(_("what is doubted"), max_length=12, choices=CheckKind.choices)
    card_reading = models.ForeignKey(CardReading, models.PROTECT, null=True, related_name="checks")
    quiet_since = models.DateTimeField(null=True)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    clause = models.CharField(max_length=60)
    mark = models.CharField(max_length=12)
    status = models.CharField(
        _("state"), max_length=8, choices=CheckStatus.choices, default=CheckStatus.OPEN
    )
    opened_at = models.DateTimeField(_("found"))
    ordered_at = models.DateTimeField(null=True)
    order_number = models.CharField(_("work order"), max_length=30, blank=True)
    cause = models.CharField(_("what was found"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("meter check", "closed"), null=True)
    closed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("meter to check")
        constraints = [
            models.UniqueConstraint(
                fields=["meter", "kind"], condition=Q(status="open"), name="meter_check_one_open"
            ),
        ]
        indexes = [models.Index(fields=["company", "status", "-id"], name="meter_check_status")]

    def __str__(self) -> str:
        return f"{self.meter} {self.kind}"
