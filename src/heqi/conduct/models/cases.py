"""A case of reward or penalty, its figures within their ranges, and who contributed."""

from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.conduct.access import VIEW
from heqi.conduct.states import VOID, Hearing, Side, Status
from heqi.governance.models import Seat
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision


class ConductCaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Case]":
        """What the actor oversees, his own once somebody has taken it up, and appeals that he
        decides as a member of the committee."""
        rows = within(self, actor, VIEW)
        if actor.kind != "staff" or actor.id is None:
            return rows
        shared = Member.objects.filter(staff_id=actor.id).order_by().values("case")
        own = (Q(staff_id=actor.id) | Q(head_id=actor.id) | Q(pk__in=shared)) & ~Q(
            status=Status.PROPOSED
        )
        seats = Seat.objects.filter(staff_id=actor.id, until__isnull=True).values("company")
        judged = Q(appealed_at__isnull=False, company__in=seats)
        return self.filter(Q(pk__in=rows.order_by().values("pk")) | own | judged)


class Case(models.Model):
    """One fact under one ground. ``source_*`` name what raised it, ``fact`` what it is about.

    ``unit`` is that of the person; without a person it is the department or the group's unit.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="conduct_cases", db_index=False)
    side = models.CharField(
        pgettext_lazy("conduct", "reward or penalty"), max_length=8, choices=Side.choices
    )
    ground = models.CharField(_("ground"), max_length=10, blank=True)
    clause = models.CharField(max_length=80)
    handling = models.CharField(max_length=24, blank=True)
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="conduct_cases", db_index=False
    )
    # The head of the department where the ground fines him as well (conduct/3.2.3).
    head = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    together = models.BooleanField(_("achieved by several together"), default=False)
    title = models.CharField(pgettext_lazy("conduct", "fact in a few words"), max_length=120)
    facts = models.TextField(pgettext_lazy("conduct", "facts"))
    happened_on = models.DateField(_("happened on"))
    fact = models.CharField(max_length=100)
    distinct = models.CharField(_("why this is another fact"), max_length=300, blank=True)
    measured = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    source_number = models.CharField(_("raised by"), max_length=40, blank=True)
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.PROPOSED
    )
    is_open = models.BooleanField(default=True, editable=False)
    why = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    ruling = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField(pgettext_lazy("conduct", "raised"))
    raiser_id = models.BigIntegerField(null=True)
    raiser_name = models.CharField(max_length=80)
    taken_up_at = models.DateTimeField(null=True)

    statement = models.TextField(_("statement of the person concerned"), blank=True)
    hearing = models.CharField(max_length=8, choices=Hearing.choices, blank=True)
    stated_at = models.DateTimeField(null=True)
    stated_by = models.CharField(max_length=80, blank=True)
    head_statement = models.TextField(blank=True)
    head_hearing = models.CharField(max_length=8, choices=Hearing.choices, blank=True)
    head_stated_at = models.DateTimeField(null=True)
    head_stated_by = models.CharField(max_length=80, blank=True)
    report = models.TextField(_("report of the unit"), blank=True)
    finding = models.TextField(_("finding of the inquiry"), blank=True)
    proofs = models.JSONField(default=dict)
    investigated_at = models.DateTimeField(null=True)
    investigator_id = models.BigIntegerField(null=True)
    investigator_name = models.CharField(max_length=80, blank=True)

    measure = models.CharField(max_length=12, blank=True)
    treatment = models.CharField(_("proposed treatment"), max_length=500, blank=True)
    remarks = models.CharField(_("remarks"), max_length=500, blank=True)
    grade = models.CharField(max_length=2, blank=True)
    bars_award = models.BooleanField(default=False)
    public = models.BooleanField(_("company-wide notice"), default=False)

    opinion = models.CharField(max_length=500, blank=True)
    person = models.JSONField(default=dict)
    signers = models.JSONField(default=list)
    submitted_at = models.DateTimeField(null=True)
    submitter_name = models.CharField(max_length=80, blank=True)
    approval_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    counts_in = models.DateField(_("counts in"), null=True)

    appeal_until = models.DateTimeField(null=True)
    appeal = models.TextField(pgettext_lazy("conduct", "appeal"), blank=True)
    appealed_at = models.DateTimeField(null=True)
    head_appeal = models.TextField(blank=True)
    head_appealed_at = models.DateTimeField(null=True)
    judgement = models.TextField(_("decision on the appeal"), blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    judged_at = models.DateTimeField(null=True)
    judge_name = models.CharField(max_length=80, blank=True)
    reversed_at = models.DateTimeField(null=True)
    reversal = models.CharField(max_length=500, blank=True)

    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    queue_at = models.DateTimeField()

    objects = ConductCaseQuerySet.as_manager()

    class Meta:
        ordering = ["queue_at", "id"]
        verbose_name = _("case of reward or penalty")
        constraints = [
            models.UniqueConstraint(
                fields=["ground", "staff", "fact"],
                condition=Q(staff__isnull=False) & Q(ground__gt="") & ~Q(status__in=VOID),
                name="conduct_fact_once",
            ),
            models.UniqueConstraint(
                fields=["ground", "unit", "fact"],
                condition=Q(staff__isnull=True) & Q(ground__gt="") & ~Q(status__in=VOID),
                name="conduct_fact_once_unit",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "queue_at", "id"],
                condition=Q(is_open=True),
                name="conduct_queue",
            ),
            models.Index(fields=["company", "status", "-raised_at"], name="conduct_state"),
            models.Index(fields=["company", "counts_in"], name="conduct_month"),
            models.Index(fields=["unit", "-raised_at"], name="conduct_unit"),
            models.Index(fields=["staff", "-raised_at"], name="conduct_staff"),
            models.Index(fields=["source_type", "source_id"], name="conduct_source"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("conduct:case", args=[self.pk])

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    def is_late(self, now: datetime) -> bool:
        """Whether the governing limit has passed."""
        return bool(self.is_open and self.due_at and now > self.due_at)

    @cached_property
    def figures(self) -> "dict[str, Consequence]":
        """Its figures by what they are."""
        return {row.what: row for row in self.consequences.all()}

    def figure(self, what: str) -> Decimal | None:
        """The figure of a kind, None where it has none."""
        row = self.figures.get(what)
        return row.value if row else None

    @property
    def amount(self) -> Decimal | None:
        """What the person is to get or to pay."""
        return self.figure(Figure.AMOUNT)

    @property
    def head_amount(self) -> Decimal | None:
        """What the head of the department is to pay."""
        return self.figure(Figure.HEAD)

    @property
    def points(self) -> Decimal | None:
        """Points of the department's month, without sign."""
        return self.figure(Figure.POINTS)

    @property
    def year_points(self) -> Decimal | None:
        """Points off the department's year."""
        return self.figure(Figure.YEAR)

    @property
    def concerned(self) -> list[Staff]:
        """Whom it is about: the person, and the head whom the ground fines as well."""
        return [one for one in (self.staff, self.head) if one is not None]

    def concerns(self, actor: Actor) -> bool:
        """Whether it is about the actor himself."""
        own = (self.staff_id, self.head_id)
        return actor.kind == "staff" and actor.id is not None and actor.id in own

    @property
    def unheard(self) -> list[Staff]:
        """Of whom it is about, who has not been heard."""
        found = [self.staff] if self.staff and self.stated_at is None else []
        return found + ([self.head] if self.head and self.head_stated_at is None else [])

    @property
    def fined(self) -> list[Staff]:
        """Whom the decision is about: the head only where he is to pay."""
        heads = [self.head] if self.head and self.head_amount is not None else []
        return ([self.staff] if self.staff else []) + heads

    @property
    def about(self) -> str:
        """Whom it is about, in a few words."""
        if self.staff is not None:
            return self.staff.name
        return str(self.unit)


class Figure(models.TextChoices):
    """What a figure is; each has its range in the ground's ruling."""

    AMOUNT = "amount", pgettext_lazy("conduct", "Amount for the person")
    HEAD = "head_amount", pgettext_lazy("conduct", "Amount for the head of the department")
    POINTS = "points", pgettext_lazy("conduct", "Points of the department's month")
    YEAR = "year_points", pgettext_lazy("conduct", "Points off the department's year")


def _in_range(field: str) -> Any:
    return Q(**{f"{field}__gte": F("least"), f"{field}__lte": F("most")})


class Consequence(models.Model):
    """One figure of a case beside the range of its clause; the database holds it inside."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="consequences")
    what = models.CharField(max_length=12, choices=Figure.choices)
    value = models.DecimalField(max_digits=8, decimal_places=2)
    least = models.DecimalField(max_digits=8, decimal_places=2)
    most = models.DecimalField(max_digits=8, decimal_places=2)
    clause = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        verbose_name = _("figure of a case")
        constraints = [
            models.UniqueConstraint(fields=["case", "what"], name="conduct_figure_once"),
            models.CheckConstraint(condition=_in_range("value"), name="conduct_figure_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.value}"


class Member(models.Model):
    """Who contributed to what a group achieved; main contributors may be rewarded as well."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="members")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    is_main = models.BooleanField(_("main contributor"), default=False)
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    least = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal(0))
    most = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal(0))

    class Meta:
        ordering = ["-is_main", "id"]
        verbose_name = _("contributor")
        constraints = [
            models.UniqueConstraint(fields=["case", "staff"], name="conduct_member_once"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | (Q(is_main=True) & _in_range("amount")),
                name="conduct_member_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.staff_id}"
