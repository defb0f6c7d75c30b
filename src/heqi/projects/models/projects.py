"""An installation project and its holds."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.masking import mask_phone
from heqi.customers.models import Area, Compound, Party, Tier
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.projects.states import OPEN_STATES, Status


class ProjectKind(models.TextChoices):
    """What is to be connected; a fact of the rulebook."""

    SINGLE = "single", pgettext_lazy("project", "Single household")
    COMPOUND = "compound", pgettext_lazy("project", "Residential compound")
    COMMERCIAL = "commercial", pgettext_lazy("project", "Commercial customer")
    INDUSTRIAL = "industrial", pgettext_lazy("project", "Industrial customer")


class Source(models.TextChoices):
    """Where the application was handed in."""

    HALL = "hall", pgettext_lazy("application", "Business hall")
    HOTLINE = "hotline", pgettext_lazy("application", "Hotline")
    ONLINE = "online", pgettext_lazy("application", "Online")
    MARKET = "market", pgettext_lazy("application", "Market department")
    GOVERNMENT = "government", pgettext_lazy("application", "Government service window")


class ProjectQuerySet(models.QuerySet["Project"]):
    """Reads of projects."""

    def visible_to(self, actor: Actor) -> "ProjectQuerySet":
        """Projects in whose unit, or in one of whose stages, the actor may look or works."""
        from heqi.projects.access import visible

        return visible(self, actor)

    def still_open(self) -> "ProjectQuerySet":
        """Neither completed nor cancelled."""
        return self.filter(is_open=True)


class Project(models.Model):
    """An application for gas and everything until it burns.

    ``due_*`` and ``alert`` copy the governing clock, so that lists sort and filter by an index.
    """

    number = models.CharField(_("number"), max_length=24, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("in charge"))
    intake = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("received by")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ProjectKind)
    status = models.CharField(_("stage"), max_length=12, choices=Status, default=Status.SURVEY)
    is_open = models.BooleanField(default=True)
    is_held = models.BooleanField(_("on hold"), default=False)
    source = models.CharField(
        pgettext_lazy("application", "came by"), max_length=12, choices=Source, default=Source.HALL
    )
    reference = models.CharField(_("request number"), max_length=40, blank=True)
    name = models.CharField(_("project"), max_length=120)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="projects")
    tier = models.CharField(_("tier"), max_length=12, choices=Tier, default=Tier.STANDARD)
    applicant = models.CharField(_("applicant"), max_length=120)
    contact_name = models.CharField(_("contact"), max_length=60, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=20, blank=True)
    compound = models.ForeignKey(Compound, models.PROTECT, null=True, related_name="+")
    address = models.CharField(_("supply address"), max_length=240)
    area = models.CharField(_("area"), max_length=10, choices=Area, default=Area.TOWN)
    daily_m3 = models.DecimalField(
        _("daily gas use (m³)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    note = models.CharField(_("remark"), max_length=500, blank=True)
    manager = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("account manager")
    )
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    estimate = models.DecimalField(
        _("estimated cost"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    conditions_met_at = models.DateTimeField(_("conditions met"), null=True)
    survey_note = models.CharField(_("what the survey found"), max_length=1000, blank=True)
    applied_at = models.DateTimeField(_("applied"))
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(_("reason"), max_length=300, blank=True)
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    alert = models.CharField(max_length=4, blank=True)
    queue_at = models.DateTimeField()

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-applied_at", "-id"]
        verbose_name = _("installation project")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ProjectKind.values) & Q(status__in=Status.values),
                name="project_facts_known",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, status__in=OPEN_STATES)
                | Q(is_open=False, status__in=["completed", "cancelled"]),
                name="project_open_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "queue_at", "id"],
                condition=Q(is_open=True),
                name="project_queue",
            ),
            models.Index(fields=["company", "status", "-applied_at"], name="project_status"),
            models.Index(fields=["company", "-applied_at", "-id"], name="project_company"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def masked_phone(self) -> str:
        """The contact's phone with its middle hidden."""
        return mask_phone(self.contact_phone) if self.contact_phone else ""

    @property
    def due_title(self) -> str:
        """What the governing clock promises, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    @property
    def has_many(self) -> bool:
        """Whether it connects a list of households."""
        return self.kind == ProjectKind.COMPOUND

    def is_late(self, now: datetime) -> bool:
        """Whether the governing clock has passed."""
        return self.is_open and not self.is_held and self.due_at is not None and now > self.due_at


class Hold(models.Model):
    """A time in which a project stands still, for a reason that the policy allows."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=20)
    explanation = models.CharField(_("explanation"), max_length=300, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    clause = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True)
    cap_at = models.DateTimeField(_("at the longest until"), null=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name = _("hold")
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(until__isnull=True), name="hold_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="hold_period"
            ),
        ]
        indexes = [
            models.Index(fields=["cap_at"], condition=Q(until__isnull=True), name="hold_cap"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.reason}"
