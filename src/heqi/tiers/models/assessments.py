"""An assessment: the facts and the proof behind a tier, who proposed, who decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Criterion, CustomerKind, Party, Tier
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit
from heqi.policies.models import Decision
from heqi.tiers.access import reached
from heqi.tiers.states import Occasion, Status


class Origin(models.TextChoices):
    """How a proposal came about."""

    PERSON = "person", _("By a colleague")
    FILE = "file", _("Bulk classification")
    SYSTEM = "system", _("By the system")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Reads of assessments."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Assessment]":
        """Assessments of the customers that the actor's right covers."""
        return reached(self, actor)


class Assessment(models.Model):
    """One decision on a tier, from the proposal on; ``tier`` is empty until it is decided."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=24, unique=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="assessments")
    status = models.CharField(
        _("state"), max_length=12, choices=Status.choices, default=Status.COLLECTED
    )
    occasion = models.CharField(_("occasion"), max_length=16, choices=Occasion.choices)
    origin = models.CharField(
        pgettext_lazy("tier", "came about"), max_length=8, choices=Origin.choices
    )
    criterion = models.CharField(
        _("criterion"), max_length=30, choices=Criterion.choices, default=Criterion.NONE
    )
    customer_kind = models.CharField(
        _("kind of customer"), max_length=12, choices=CustomerKind.choices
    )
    before = models.CharField(
        pgettext_lazy("tier", "before"), max_length=12, choices=Tier.choices, default=Tier.STANDARD
    )
    tier = models.CharField(_("tier"), max_length=12, choices=Tier.choices, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    review = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    proof = models.CharField(_("proof seen"), max_length=300, blank=True)
    cause = models.CharField(max_length=80, blank=True)
    department = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("department")
    )
    proposed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    proposer_name = models.CharField(_("proposed by"), max_length=80)
    proposed_at = models.DateTimeField(_("proposed"))
    approval_id = models.BigIntegerField(null=True)
    submitted_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    reviewer_name = models.CharField(_("reviewed by"), max_length=80, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    opinion = models.CharField(_("opinion"), max_length=500, blank=True)
    valid_from = models.DateField(_("in force from"), null=True)
    valid_until = models.DateField(_("basis ends on"), null=True, blank=True)
    closed_on = models.DateField(_("ended on"), null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey("Batch", models.PROTECT, null=True, related_name="assessments")
    reminded_on = models.DateField(null=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("assessment of a tier")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "cause"], condition=~Q(cause=""), name="assessment_cause_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["collected", "withdrawn"]) | ~Q(tier=""),
                name="assessment_decided",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "superseded", "ended"])
                | Q(valid_from__isnull=False),
                name="assessment_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "status", "-id"], name="assessment_state"),
            models.Index(fields=["party", "-id"], name="assessment_party"),
            models.Index(
                fields=["valid_until"],
                condition=Q(status="approved", valid_until__isnull=False),
                name="assessment_until",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def clauses(self) -> list[str]:
        """The clauses that the decision rests on."""
        return list(self.decision.clauses) if self.decision else []

    @property
    def basis(self) -> str:
        """The clause that names the criterion: the narrowest one."""
        return next((c for c in self.clauses if c.startswith("tiering/4.1-")), "") or next(
            iter(self.clauses), ""
        )

    @property
    def is_lowering(self) -> bool:
        """Whether it takes a VIP's tier away."""
        return self.before != Tier.STANDARD and self.tier == Tier.STANDARD


class FactKind(models.TextChoices):
    """Raw facts behind a tier; the three figures are answers of ``tiering.figure``."""

    CONTRACTED = "contracted", _("Contracted daily volume")
    AVERAGE = "average", _("Average daily volume")
    PEAK = "peak", _("Peak daily volume")
    POSITION = "position", _("Position held")


FIGURES = (FactKind.CONTRACTED, FactKind.AVERAGE, FactKind.PEAK)


class TierFact(models.Model):
    """What was known on a day, and from where."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="facts")
    kind = models.CharField(_("fact"), max_length=12, choices=FactKind.choices)
    m3 = models.DecimalField(_("m³ a day"), max_digits=12, decimal_places=2, null=True)
    text = models.CharField(max_length=120, blank=True)
    on = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        ordering = ["assessment", "id"]
        verbose_name = _("fact behind a tier")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "kind"], name="tier_fact_once"),
            models.CheckConstraint(
                condition=Q(kind="position", m3__isnull=True) & ~Q(text="") | Q(m3__gte=0),
                name="tier_fact_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.text or self.m3}"
