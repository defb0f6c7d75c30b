"""Making policies known, and what people say of them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.compendium.access import LEAD, VIEW
from heqi.compendium.models.drafts import Draft
from heqi.compendium.states import SuggestionStatus
from heqi.ledger.actors import Actor
from heqi.people.access import scope, within
from heqi.people.models import Staff, Unit
from heqi.policies.models import PolicyVersion

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class CompanyQuerySet(models.QuerySet[models.Model]):
    """Rows of a company that everybody in it may read."""

    def visible_to(self, by: Actor) -> Self:
        """Those of one's own company, else where one may read policies."""
        seen: Self = within(self.all(), by, VIEW)  # type: ignore[assignment]
        if by.kind == "staff" and by.holds(VIEW):
            return self.filter(Q(pk__in=seen.values("pk")) | Q(company_id=by.company_id or 0))
        return seen


class OwnQuerySet(models.QuerySet[models.Model]):
    """Rows that a person filed, for himself and those who lead the policies."""

    def visible_to(self, by: Actor) -> Self:
        """One's own, and those that one answers."""
        if by.kind == "staff" and not scope(by, LEAD).companies and not scope(by, LEAD).units:
            return self.filter(staff_id=by.id)
        led = within(self.all(), by, LEAD)
        return self.filter(Q(pk__in=led.values("pk")) | Q(staff_id=by.id or 0))


class Campaign(models.Model):
    """A policy is made known: who must read and confirm it by when, and what they are asked."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="campaigns")
    title = models.CharField(_("title"), max_length=120)
    units = models.ManyToManyField(Unit, related_name="+", verbose_name=_("audience"))
    # [{clause, question, options: [text], right: index}]
    quiz = models.JSONField(default=list)
    due_on = models.DateField(_("by"))
    started_at = models.DateTimeField(_("started"))
    started_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    objects = CompanyQuerySet.as_manager()
    if TYPE_CHECKING:
        people: RelatedManager["Acknowledgement"]

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = _("campaign")
        indexes = [models.Index(fields=["company", "due_on"], name="policy_campaign_due")]

    def __str__(self) -> str:
        return self.title


class Acknowledgement(models.Model):
    """Somebody who must read a policy: when he confirmed it and how he answered."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="people")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="policies_read")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=list)
    tries = models.PositiveSmallIntegerField(default=0)
    right = models.PositiveSmallIntegerField(default=0)
    passed_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["unit__path", "staff__number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "staff"], name="acknowledged_once"),
        ]
        indexes = [models.Index(fields=["staff", "passed_at"], name="acknowledged_open")]

    def __str__(self) -> str:
        return f"{self.campaign} {self.staff}"


class StudySession(models.Model):
    """A department studied a policy together (framework/5.2.3.2)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("department"))
    policy = models.CharField(_("policy"), max_length=60)
    subject = models.CharField(_("subject"), max_length=120)
    held_on = models.DateField(_("held on"))
    trainer = models.CharField(pgettext_lazy("study session", "held by"), max_length=80)
    attendees = models.ManyToManyField(Staff, related_name="+", verbose_name=_("present"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = _("study session")

    def __str__(self) -> str:
        return self.subject


class PolicySuggestion(models.Model):
    """How a clause could be better, from anybody (framework/5.2.3.3)."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="policy_suggestions")
    clause = models.CharField(_("clause"), max_length=80)
    text = models.TextField(_("suggestion"), max_length=2000)
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=SuggestionStatus.choices,
        default=SuggestionStatus.FILED,
    )
    filed_at = models.DateTimeField(_("filed"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_at", "-id"]
        verbose_name = _("suggestion on a policy")
        indexes = [models.Index(fields=["company", "status"], name="policy_suggestion_state")]

    def __str__(self) -> str:
        return self.number


class EffectReport(models.Model):
    """A department's report on the effect of the policies in a quarter (framework/5.2.3.3)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("department"))
    since = models.DateField(_("quarter from"))
    # Kept and decided of the department by policy, as they stood when the report was filed.
    figures = models.JSONField(default=list)
    effect = models.TextField(_("effect of the policies"), max_length=2000)
    improvements = models.TextField(_("what should be improved"), max_length=2000, blank=True)
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=80)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "unit__path"]
        verbose_name = _("report on effect")
        constraints = [
            models.UniqueConstraint(fields=["unit", "since"], name="effect_report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.since}"


class Evaluation(models.Model):
    """How well a policy is executed, judged by the service office; it may lead to a revision
    (framework/5.2.1.6), or say how a department's policy agrees with the others
    (framework/5.2.1.3)."""

    class Kind(models.TextChoices):
        """What was looked at."""

        EFFECT = "effect", pgettext_lazy("evaluation of a policy", "How it is executed")
        CONSISTENCY = "consistency", pgettext_lazy("evaluation of a policy", "Consistency")

    class Outcome(models.TextChoices):
        """What follows."""

        KEEP = "keep", pgettext_lazy("evaluation of a policy", "Keep as it is")
        REVISE = "revise", pgettext_lazy("evaluation of a policy", "Revise")
        APPRAISE = "appraise", pgettext_lazy("evaluation of a policy", "Suggest an appraisal")

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("department"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    policy = models.CharField(_("policy"), max_length=60)
    kept = models.PositiveIntegerField(default=0)
    decided = models.PositiveIntegerField(default=0)
    findings = models.TextField(_("findings"), max_length=4000)
    outcome = models.CharField(_("what follows"), max_length=10, choices=Outcome.choices)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="evaluations")
    carried_out_at = models.DateTimeField(null=True)
    carried_out_by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("evaluation of a policy")

    def __str__(self) -> str:
        return f"{self.policy} {self.at:%Y-%m-%d}"
