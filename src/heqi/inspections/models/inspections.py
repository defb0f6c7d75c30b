"""An inspection, its group, its sheet with the content items, and what it found."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.evidence.models import Attachment
from heqi.inspections.access import ORGANISE, PLAN, VIEW
from heqi.inspections.models.plans import PlanLine
from heqi.inspections.states import FindingStatus, Kind, Result, Severity, Status
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision


class Level(models.TextChoices):
    """The three levels of inspection (inspection/4.1)."""

    COMPANY = "company", pgettext_lazy("inspection", "Company")
    DEPARTMENT = "department", pgettext_lazy("inspection", "Department")
    TEAM = "team", pgettext_lazy("inspection", "Team")


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Reads of inspections."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Inspection]":
        """Those of the units that the actor's rights cover, and those he takes part in; a spot
        check of his own department is a surprise until it begins."""
        seen = within(self.order_by(), actor, VIEW)
        if actor.kind != "staff" or not actor.holds(VIEW):
            return seen
        own = Member.objects.filter(staff_id=actor.id or 0).values("inspection")
        shown = self.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=own))
        coming = Q(kind=Kind.SPOT, status__in=(Status.PLANNED, Status.READY))
        planned = within(self.order_by(), actor, PLAN).values("pk")
        below = self.exclude(level=Level.COMPANY).order_by()
        organised = within(below, actor, ORGANISE).values("pk")
        mine = Q(pk__in=planned) | Q(pk__in=organised) | Q(pk__in=own)
        return shown.exclude(coming & Q(unit__in=_units_above(actor)) & ~mine)


def _units_above(actor: Actor) -> list[int]:
    """The actor's own unit and those above it, but the company: whoever inspects them inspects
    him too."""
    path = Unit.objects.filter(pk=actor.unit_id or 0).values_list("path", flat=True).first() or ""
    ids = [int(part) for part in path.split(".") if part]
    return ids[ids.index(actor.company_id) + 1 :] if actor.company_id in ids else ids


class Inspection(models.Model):
    """One inspection of a department or team, from the plan to the closed file."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("inspected unit"), db_index=False
    )
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    theme = models.CharField(_("theme"), max_length=120)
    plan_line = models.ForeignKey(PlanLine, models.PROTECT, null=True, related_name="inspections")
    planned_on = models.DateField(_("planned for"))
    methods = models.JSONField(_("methods"), default=list)
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    scheme = models.TextField(_("scheme"), blank=True)
    scheme_at = models.DateTimeField(null=True)
    scheme_by = models.CharField(max_length=80, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(_("time of the inspection"), null=True)
    figures_at = models.DateTimeField(null=True)
    requirement = models.TextField(_("rectification opinion"), blank=True)
    handed_over_at = models.DateTimeField(null=True)
    opinion = models.TextField(_("the department's opinion"), blank=True)
    answered_at = models.DateTimeField(null=True)
    head = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    head_name = models.CharField(max_length=80, blank=True)
    head_signature = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    problems = models.PositiveSmallIntegerField(_("problems"), default=0)
    major = models.PositiveSmallIntegerField(pgettext_lazy("inspection", "major"), default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on", "-id"]
        verbose_name = _("inspection")
        indexes = [
            models.Index(fields=["company", "-planned_on"], name="inspection_planned"),
            models.Index(fields=["unit", "-planned_on"], name="inspection_unit"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether anything may still change."""
        return self.status not in (Status.CLOSED, Status.CANCELLED)

    @property
    def is_filled_in(self) -> bool:
        """Whether the sheet is being filled in now."""
        return self.status == Status.UNDER_WAY

    @property
    def nature(self) -> str:
        """``special`` or ``routine``, the fact of the rulebook."""
        return "special" if self.kind == Kind.SPECIAL else "routine"

    def is_late(self, now: datetime) -> bool:
        """Whether its day has passed and it has not begun."""
        waits = self.status in (Status.PLANNED, Status.READY)
        return waits and self.planned_on < now.date()


class Member(models.Model):
    """Somebody of the inspection group, with the signature on the sheet."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="members")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    role = models.CharField(
        _("role"),
        max_length=8,
        choices=[
            ("leader", pgettext_lazy("inspection group", "leader")),
            ("deputy", pgettext_lazy("inspection group", "deputy leader")),
            ("member", pgettext_lazy("inspection group", "member")),
        ],
    )
    signed_at = models.DateTimeField(_("signed"), null=True)
    signature = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("member of the inspection group")
        constraints = [
            models.UniqueConstraint(fields=["inspection", "staff"], name="inspection_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.staff}"


class SheetItem(models.Model):
    """An item of the sheet (inspection/3.1 to 3.7) with the system's figures as they stood."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="items")
    code = models.CharField(max_length=40)
    clause = models.CharField(max_length=80)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160)
    figures = models.JSONField(default=list)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices, blank=True)
    note = models.TextField(pgettext_lazy("inspection item", "what was seen"), blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("item of the inspection sheet")
        constraints = [
            models.UniqueConstraint(fields=["inspection", "code"], name="inspection_item_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the user's language."""
        return self.title_zh if spoken_chinese() else self.title_en[:1].upper() + self.title_en[1:]

    @property
    def told(self) -> list[dict[str, Any]]:
        """The figures as a page shows them: label, value, tone, address, clause."""
        language = "zh" if spoken_chinese() else "en"
        tones = {True: "ok", False: "over", None: ""}
        return [
            {
                "label": one[language],
                "value": f"{one['n']} / {one['m']}" if one["m"] else one["text"] or "—",
                "tone": tones[one["good"]],
                "href": one["href"],
                "clause": one["clause"],
            }
            for one in self.figures
        ]


class FindingQuerySet(models.QuerySet["Finding"]):
    """Reads of findings."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Finding]":
        """Those of the inspections that the actor sees, and the breaches he was told of."""
        seen = Inspection.objects.visible_to(actor).order_by().values("pk")
        rows = Q(inspection__in=seen)
        if actor.kind == "staff" and actor.id is not None:
            rows |= Q(staff_id=actor.id, points__isnull=False)
        return self.filter(rows)


class Finding(models.Model):
    """A problem that an inspection found, with what the policy makes of it."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(SheetItem, models.PROTECT, null=True, related_name="findings")
    number = models.CharField(_("number"), max_length=24, unique=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    problem = models.TextField(pgettext_lazy("finding", "what was found"))
    clause = models.CharField(_("clause not kept"), max_length=80)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    status = models.CharField(
        _("state"), max_length=10, choices=FindingStatus.choices, default=FindingStatus.OPEN
    )
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    points_decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True)
    correction = models.TextField(_("how it was corrected"), blank=True)
    corrected_at = models.DateTimeField(null=True)
    remark = models.TextField(pgettext_lazy("finding", "what the person says"), blank=True)
    remarked_at = models.DateTimeField(null=True)
    rectification_id = models.BigIntegerField(null=True)
    rectification_number = models.CharField(max_length=20, blank=True)
    found_at = models.DateTimeField(_("found"))
    found_by = models.CharField(max_length=80)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-id"]
        verbose_name = _("finding")
        indexes = [
            models.Index(fields=["company", "-found_at"], name="finding_company"),
            models.Index(fields=["unit", "-found_at"], name="finding_unit"),
        ]

    def __str__(self) -> str:
        return self.number
