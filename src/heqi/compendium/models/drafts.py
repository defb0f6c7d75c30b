"""Drafts: a policy on its way, with its clauses and what departments say of it."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.compendium.access import VIEW
from heqi.compendium.states import OPEN, DraftStatus, Opinion
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.models import PolicyVersion, VersionState

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class DraftKind(models.TextChoices):
    """What the draft does to the policy."""

    NEW = "new", pgettext_lazy("kind of draft", "New policy")
    REVISE = "revise", pgettext_lazy("kind of draft", "Revision")
    REPEAL = "repeal", pgettext_lazy("kind of draft", "Repeal")


class Need(models.TextChoices):
    """Whose need a policy serves (framework/5.1.1)."""

    INTERNAL = "internal", _("internal customers")
    EXTERNAL = "external", _("external customers")
    BOTH = "both", _("internal and external customers")


class PolicySort(models.TextChoices):
    """Which of the policies that the framework requires a document is (framework/5.3)."""

    COMPLAINT = "complaint", _("Complaint policy")
    CALLBACK = "callback", _("Callback policy")
    INSPECTION = "inspection", _("Inspection policy")
    TIERING = "tiering", _("Tiering policy")
    AUTHORITY = "authority", _("Authority policy")
    CONDUCT = "conduct", _("Reward and penalty policy")
    DATA_ENTRY = "data_entry", _("Data-entry policy")
    SUPERVISION = "supervision", _("Social supervision policy")
    OTHER = "", _("none of the required ones")


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts of the companies whose policies somebody reads."""

    def visible_to(self, by: Actor) -> Self:
        """Those of one's own company and of whoever stands above it; else where one may read."""
        if by.kind == "system":
            return self.all()
        paths = list(by.holdings.get(VIEW, ()))
        own = Unit.objects.filter(pk=by.company_id).first() if paths and by.company_id else None
        seen = Q(unit__in=[int(part) for part in own.path.split(".") if part]) if own else Q()
        for path in [*paths, *([own.path] if own else [])]:
            seen |= Q(unit__path__startswith=path)
        return self.filter(seen) if seen else self.none()


class Draft(models.Model):
    """A policy on its way: written, reviewed, approved, filed, issued, published.

    ``unit`` says where it will hold: the group, a company, or a department (a local supplement).
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("holds for"))
    department = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("responsible department")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=DraftKind.choices)
    sort = models.CharField(
        _("required policy"), max_length=12, choices=PolicySort.choices, blank=True
    )
    key = models.CharField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=160, blank=True)
    short = models.CharField(_("short title"), max_length=40, blank=True)
    serves = models.CharField(_("serves"), max_length=8, choices=Need.choices)
    weighs = models.CharField(_("weighed against"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    based_on = models.ForeignKey(PolicyVersion, models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, null=True, related_name="drafts")
    status = models.CharField(
        _("state"), max_length=10, choices=DraftStatus.choices, default=DraftStatus.DRAFTING
    )
    returned = models.CharField(max_length=500, blank=True)
    author_id = models.BigIntegerField(null=True)
    author = models.CharField(_("author"), max_length=80)
    created_at = models.DateTimeField(_("begun"))
    changed_at = models.DateTimeField(_("changed"))
    reviewed_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    filing_number = models.CharField(_("filing number"), max_length=60, blank=True)
    issue_number = models.CharField(_("document number"), max_length=60, blank=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=80, blank=True)
    effective_on = models.DateField(_("takes effect on"), null=True)
    trial_until = models.DateField(_("on trial until"), null=True)
    published_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()
    if TYPE_CHECKING:
        clauses: RelatedManager["DraftClause"]

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("draft of a policy")
        indexes = [
            models.Index(fields=["unit", "status"], name="draft_state"),
            models.Index(fields=["status", "effective_on"], name="draft_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "key"],
                condition=Q(status__in=[str(one) for one in OPEN]),
                name="draft_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The draft's page."""
        return reverse("compendium:draft", args=[self.pk])

    @property
    def held(self) -> bool:
        """Whether what it brought holds now, on trial or in force."""
        held = (VersionState.TRIAL, VersionState.IN_FORCE)
        return self.version is not None and self.version.state in held


class PlanItem(models.Model):
    """The framework plan: which department is responsible for a required policy, and by when its
    text is to be there (framework/5.2.1.1)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    sort = models.CharField(_("required policy"), max_length=12, choices=PolicySort.choices)
    department = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("responsible department")
    )
    planned_on = models.DateField(pgettext_lazy("policies", "planned for"), null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["sort"]
        verbose_name = _("plan of a policy")
        constraints = [models.UniqueConstraint(fields=["unit", "sort"], name="plan_once")]

    def __str__(self) -> str:
        return str(self.get_sort_display())


class DraftClause(models.Model):
    """A clause of a draft; the deeper ones follow the one they belong to."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="clauses")
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    number = models.CharField(_("number"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12)
    title = models.CharField(_("headline"), max_length=80, blank=True)
    text = models.TextField(_("text"), max_length=4000, blank=True)
    text_en = models.TextField(_("English summary"), max_length=4000, blank=True)
    ref = models.CharField(_("bound to"), max_length=80, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("clause of a draft")
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="draft_clause_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def cited(self) -> str:
        """The id under which rules cite it: the pack's clause it is bound to, else its own."""
        return self.ref or f"{self.draft.key}/{self.number}"


class Covering(models.Model):
    """A content point of framework/5.3 and the clause of the draft that covers it."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="coverings")
    point = models.CharField(max_length=40)
    clause = models.ForeignKey(DraftClause, models.CASCADE, related_name="coverings")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "point"], name="draft_point_once"),
        ]

    def __str__(self) -> str:
        return self.point


class Review(models.Model):
    """A department asked for its opinion on a draft, and what it says."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="reviews")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    opinion = models.CharField(max_length=8, choices=Opinion.choices, default=Opinion.ASKED)
    text = models.CharField(max_length=1000, blank=True)
    reply = models.CharField(max_length=1000, blank=True)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    given_at = models.DateTimeField(null=True)
    given_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["unit__path"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "round", "unit"], name="review_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft} {self.unit}"
