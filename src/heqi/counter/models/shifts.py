"""A shift at a till, and what was counted when it closed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.counter.access import VIEW
from heqi.counter.models.halls import Hall
from heqi.counter.states import Method, ShiftState, SlipKind
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Reads of shifts."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Shift]":
        """The shifts that the actor's rights cover."""
        return within(self, actor, VIEW)


class Shift(models.Model):
    """One clerk at one till. ``volume_counted`` is the gas in m³ that the slips add up to."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="shifts", verbose_name=_("hall"))
    operator = models.ForeignKey(
        Staff, models.PROTECT, related_name="shifts_at_till", verbose_name=_("clerk")
    )
    till = models.CharField(_("till"), max_length=20, blank=True)
    day = models.DateField(_("business day"))
    opened_at = models.DateTimeField(pgettext_lazy("till", "opened"))
    opening_float = models.DecimalField(_("float"), max_digits=12, decimal_places=2)
    closed_at = models.DateTimeField(pgettext_lazy("till", "closed"), null=True)
    status = models.CharField(
        _("state"), max_length=8, choices=ShiftState.choices, default=ShiftState.OPEN
    )
    volume_counted = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("shift")
        constraints = [
            models.UniqueConstraint(
                fields=["operator"], condition=Q(status="open"), name="shift_one_open"
            ),
            models.CheckConstraint(condition=Q(opening_float__gte=0), name="shift_float"),
        ]
        indexes = [
            models.Index(fields=["company", "-opened_at", "-id"], name="shift_company"),
            models.Index(fields=["unit", "-opened_at", "-id"], name="shift_unit"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether money can still be taken."""
        return self.status == ShiftState.OPEN


class MoneyCount(models.Model):
    """Money of a shift as it was counted: cash with the float, terminals by their settlement."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="money_counts")
    method = models.CharField(max_length=10, choices=Method.choices)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "method"], name="money_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.amount}"


class SlipCount(models.Model):
    """The paper stubs of one kind as they were counted: from, to, used, void, sum."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="slip_counts")
    kind = models.CharField(max_length=10, choices=SlipKind.choices)
    first = models.CharField(_("first number"), max_length=20, blank=True)
    last = models.CharField(_("last number"), max_length=20, blank=True)
    used = models.PositiveIntegerField(pgettext_lazy("slips", "used"), default=0)
    void = models.PositiveIntegerField(_("void slips"), default=0)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "kind"], name="slip_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.used}"
