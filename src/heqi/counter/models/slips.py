"""Numbered paper: ranges handed to clerks, and what became of each number."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heqi.counter.access import VIEW
from heqi.counter.models.orders import SalesOrder
from heqi.counter.models.shifts import Shift
from heqi.counter.states import SlipKind, SlipState
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit

DIGITS = 8


class RangeQuerySet(models.QuerySet["SlipRange"]):
    """Reads of number ranges."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[SlipRange]":
        """The ranges that the actor's rights cover."""
        return within(self, actor, VIEW)


class SlipRange(models.Model):
    """A block of numbers, ``first`` to ``last``, handed to one clerk; ``next`` is the next free."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind of slip"), max_length=10, choices=SlipKind.choices)
    prefix = models.CharField(_("prefix"), max_length=8, blank=True)
    first = models.PositiveIntegerField(_("first number"))
    last = models.PositiveIntegerField(_("last number"))
    next = models.PositiveIntegerField(_("next number"))
    holder = models.ForeignKey(
        Staff, models.PROTECT, related_name="slip_ranges", verbose_name=_("handed to")
    )
    issued_at = models.DateTimeField(_("handed out"))
    issued_by_name = models.CharField(max_length=80)

    objects = RangeQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "prefix", "first"]
        verbose_name = _("number range")
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first"), next__gte=F("first"), next__lte=F("last") + 1),
                name="range_in_order",
            ),
        ]
        indexes = [models.Index(fields=["holder", "kind", "first"], name="range_holder")]

    def __str__(self) -> str:
        return f"{self.text_of(self.first)}–{self.text_of(self.last)}"

    def text_of(self, number: int) -> str:
        """A number as it is printed."""
        return f"{self.prefix}{number:0{DIGITS}d}"

    @property
    def next_text(self) -> str:
        """The next number as it is printed."""
        return self.text_of(self.next)

    @property
    def left(self) -> int:
        """How many numbers are still free."""
        return self.last - self.next + 1


class Slip(models.Model):
    """One number of a range, used for a sales order or void."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    range = models.ForeignKey(SlipRange, models.PROTECT, related_name="slips")
    kind = models.CharField(_("kind of slip"), max_length=10, choices=SlipKind.choices)
    number = models.PositiveIntegerField()
    text = models.CharField(_("slip number"), max_length=20)
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="slips")
    order = models.ForeignKey(SalesOrder, models.PROTECT, null=True, related_name="slips")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    state = models.CharField(
        _("state"), max_length=5, choices=SlipState.choices, default=SlipState.USED
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "range_id", "number"]
        verbose_name = _("slip")
        constraints = [
            models.UniqueConstraint(fields=["range", "number"], name="slip_number_once"),
        ]
        indexes = [models.Index(fields=["shift", "kind", "number"], name="slip_shift")]

    def __str__(self) -> str:
        return self.text
