"""A sheet compares one till's shift, or one work order; its rows are the three sides."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.counter.models import Shift
from heqi.counter.states import Method, SlipKind
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.reconciliation.access import VIEW
from heqi.reconciliation.states import Axis, Kind, Measure, Status
from heqi.workorders.models import WorkOrder

KEYS = {
    Axis.METHOD: Method,
    Axis.SLIPS: SlipKind,
    Axis.USED: SlipKind,
    Axis.VOID: SlipKind,
    Axis.RANGE: SlipKind,
}


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Reads of sheets."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Sheet]":
        """The sheets that the actor's rights cover."""
        return within(self, actor, VIEW)


class Sheet(models.Model):
    """The reconciliation of one shift (gas and fees), of one work order (material and fees), or of
    the bank transfers for installations that one person entered for a day.

    ``difference`` is the largest in yuan; ``findings`` counts the rows that do not agree.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    shift = models.OneToOneField(Shift, models.PROTECT, null=True, related_name="reconciliation")
    order = models.OneToOneField(
        WorkOrder, models.PROTECT, null=True, related_name="reconciliation"
    )
    day = models.DateField(_("business day"))
    operator = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    status = models.CharField(
        _("state"), max_length=12, choices=Status.choices, default=Status.OPEN
    )
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    difference = models.DecimalField(
        _("difference"), max_digits=12, decimal_places=2, default=Decimal(0)
    )
    findings = models.PositiveIntegerField(default=0)
    # Whether it differed when first compared: the month's figures do not forget.
    differed = models.BooleanField(default=False)
    total = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    due_at = models.DateTimeField(_("due"), null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    cause = models.CharField(pgettext_lazy("reconciliation", "cause"), max_length=30, blank=True)
    explanation = models.CharField(_("explanation"), max_length=500, blank=True)
    explained_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = _("reconciliation sheet")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="gas", shift__isnull=False, order__isnull=True)
                | Q(kind="material", shift__isnull=True, order__isnull=False)
                | Q(
                    kind="transfer", shift__isnull=True, order__isnull=True, operator__isnull=False
                ),
                name="sheet_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["company", "operator", "day"],
                condition=Q(kind="transfer"),
                name="sheet_of_transfers_once",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-day", "-id"], name="sheet_company"),
            models.Index(fields=["unit", "-day", "-id"], name="sheet_unit"),
            models.Index(fields=["company", "status", "due_at"], name="sheet_status"),
            models.Index(
                fields=["due_at"], condition=Q(status="open", kind="material"), name="sheet_waits"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    @property
    def subject_number(self) -> str:
        """The number of the shift or the work order; transfers have that of their sheet."""
        if self.shift is not None:
            return self.shift.number
        return self.order.number if self.order is not None else self.number

    @property
    def known_total(self) -> Decimal | None:
        """The system's sum; nobody is told that of a till which its clerk has still to count."""
        uncounted = self.status == Status.OPEN and self.kind == Kind.GAS
        return None if uncounted else self.total

    @property
    def known_difference(self) -> Decimal | None:
        """The largest difference; nothing before the sheet is compared."""
        if self.findings:
            return self.difference
        return None if self.status == Status.OPEN else Decimal("0.00")


class SheetRow(models.Model):
    """One thing compared, as it stood at the last comparison."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="rows")
    axis = models.CharField(max_length=10, choices=Axis.choices)
    key = models.CharField(max_length=80, blank=True)
    document = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    money = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    system = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    difference = models.DecimalField(max_digits=14, decimal_places=3)
    measure = models.CharField(max_length=8, choices=Measure.choices)
    agrees = models.BooleanField()
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.axis} {self.key} {self.difference}"

    @property
    def label(self) -> str:
        """What is compared, in words."""
        names = KEYS.get(Axis(self.axis))
        key = str(dict(names.choices).get(self.key, self.key)) if names else self.key
        return f"{self.get_axis_display()} · {key}" if key else str(self.get_axis_display())

    @property
    def cells(self) -> list[str]:
        """Document, money, system and difference as the page prints them; yuan with cents."""
        return [self._text(v) for v in (self.document, self.money, self.system, self.difference)]

    def _text(self, value: Decimal | None) -> str:
        if value is None:
            return "—"
        return f"{value:,.2f}" if self.measure == Measure.YUAN else f"{value.normalize():,f}"
