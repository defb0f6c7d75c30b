"""What a company's policies say, which version, for whom, and what was decided by them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.people.models import Unit


class Import(models.Model):
    """One reading of a document: the structure found, confirmed by a person or not yet."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    structure = models.JSONField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.filename


class PolicyDocument(models.Model):
    """A policy of a unit (company, group), whatever its versions."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=200)
    short = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [models.UniqueConstraint(fields=["unit", "key"], name="policy_key_in_unit")]

    def __str__(self) -> str:
        return self.short or self.name


class VersionState(models.TextChoices):
    """Life of a version."""

    DRAFT = "draft", _("Draft")
    TRIAL = "trial", _("On trial")
    IN_FORCE = "in_force", _("In force")
    ABSENT = "absent", _("Text missing")
    SUPERSEDED = "superseded", _("Superseded")
    REPEALED = "repealed", _("Repealed")


class PolicyVersion(models.Model):
    """A dated version of a policy, in the company's own words."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=VersionState.choices)
    effective_from = models.DateField(null=True)
    trial_until = models.DateField(null=True)
    in_force_on = models.DateField(null=True)
    source = models.ForeignKey(Import, models.PROTECT, null=True, related_name="versions")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"


class ClauseText(models.Model):
    """A clause as the company's document words it; ``ref`` binds it to the pack's clause.

    ``text`` is the clause's own paragraph, ``full`` with everything below it that has no clause id.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="clauses")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    number = models.CharField(max_length=40, blank=True)
    printed = models.CharField(max_length=40, blank=True)
    ref = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    full = models.TextField(blank=True)
    line = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["version", "position"]
        indexes = [models.Index(fields=["ref"], name="clause_ref")]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="clause_position"),
        ]

    def __str__(self) -> str:
        return self.ref or self.number


class PolicyQuery(models.Model):
    """Something doubtful in a document (制度疑义), found at import or raised by somebody."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    source = models.ForeignKey(Import, models.CASCADE, null=True, related_name="queries")
    code = models.CharField(max_length=60)
    ref = models.CharField(max_length=80, blank=True)
    line = models.PositiveIntegerField(null=True)
    text_zh = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500)
    raised_at = models.DateTimeField()
    raised_by_id = models.BigIntegerField(null=True)
    raised_by = models.CharField(max_length=80, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    # Until when it is to be answered, whoever asked or found it at import.
    due_at = models.DateTimeField(null=True)
    due_clause = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["answered_at", "line", "id"]
        verbose_name = _("policy query")
        verbose_name_plural = _("policy queries")

    def __str__(self) -> str:
        return self.text_zh


class PackLayer(models.Model):
    """Rules that were published: a pack as text, laid over the packs of the installation."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80, unique=True)
    rank = models.PositiveSmallIntegerField()
    files = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["rank", "id"]

    def __str__(self) -> str:
        return self.key


class ProposedTable(models.Model):
    """A table whose columns plain text has lost: a grid that a person confirms once."""

    source = models.ForeignKey(Import, models.CASCADE, related_name="tables")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    columns = models.JSONField()
    rows = models.JSONField()
    doubts = models.JSONField(default=list)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Binding(models.Model):
    """A version holds in a unit and below, until the next; the nearest ancestor's wins."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="bindings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["unit", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")),
                name="binding_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} @ {self.unit}"


class Decision(models.Model):
    """An answer with its reasons. Immutable, unique by content; many rows share one."""

    digest = models.CharField(max_length=64, unique=True)
    question = models.CharField(max_length=80)
    facts = models.JSONField()
    status = models.CharField(max_length=12)
    answer = models.JSONField(null=True)
    clauses = models.JSONField()
    missing = models.JSONField()
    trace = models.JSONField()
    version = models.CharField(max_length=200)
    pack_sha256 = models.CharField(max_length=64)
    first_on = models.DateField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["question"], name="decision_question")]

    def __str__(self) -> str:
        return f"{self.question} {self.status}"


class MeasuredMonth(models.Model):
    """A company's month as measured; closed it never changes again."""

    company = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    month = models.DateField()
    taken_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["company", "month"]
        constraints = [
            models.UniqueConstraint(fields=["company", "month"], name="measured_month"),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.month:%Y-%m}"


class Tally(models.Model):
    """How often a unit kept a promise of a clause in a month: what the policy pages read.

    ``kept`` and ``missed`` were decided in the month; ``excepted`` ended without being due;
    ``open`` were running when the month was last counted.
    """

    measured = models.ForeignKey(MeasuredMonth, models.CASCADE, related_name="tallies")
    company = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    month = models.DateField()
    policy = models.CharField(max_length=40)
    clause = models.CharField(max_length=80)
    source = models.CharField(max_length=20)
    name = models.CharField(max_length=130)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    mark = models.CharField(max_length=12, blank=True)
    kept = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    excepted = models.PositiveIntegerField()
    open = models.PositiveIntegerField()

    class Meta:
        ordering = ["clause", "name", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "month", "clause", "source", "name", "mark", "unit"],
                name="measured_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause} {self.name} {self.month:%Y-%m}: {self.kept}/{self.decided}"

    @property
    def decided(self) -> int:
        """Kept or missed."""
        return self.kept + self.missed
