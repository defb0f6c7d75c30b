"""The closed bundles of the archive."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.inspections.access import VIEW
from heqi.inspections.models.papers import quarter_text
from heqi.inspections.states import BundleStatus
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit


class BundleQuerySet(models.QuerySet["Bundle"]):
    """Reads of bundles."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Bundle]":
        """Those of the companies that the actor's rights cover."""
        return within(self, actor, VIEW, unit="company")


class Bundle(models.Model):
    """A quarter's papers as one numbered file; what it holds is named in ``index``.

    What came after the bundle of a quarter was closed is in a supplement: ``part`` counts them,
    ``first`` is the bundle that they supplement.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    quarter = models.DateField(_("quarter"))
    part = models.PositiveSmallIntegerField(default=1)
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="supplements")
    status = models.CharField(
        _("state"), max_length=12, choices=BundleStatus.choices, default=BundleStatus.CLOSED
    )
    index = models.JSONField(default=list)
    path = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size"))
    closed_at = models.DateTimeField(_("closed"))
    closed_by = models.CharField(max_length=80)
    receipt = models.CharField(_("number of the receipt"), max_length=40, blank=True)
    received_by = models.CharField(_("received by"), max_length=80, blank=True)
    place = models.CharField(pgettext_lazy("archive bundle", "place"), max_length=80, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True)
    handed_over_by = models.CharField(max_length=80, blank=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter", "id"]
        verbose_name = _("archive bundle")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "quarter", "part"], name="archive_bundle_once"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit(self) -> Unit:
        """It belongs to the whole company."""
        return self.company

    @property
    def names(self) -> set[str]:
        """The papers that it holds, as holdings name them: without the place in the bundle."""
        found = set()
        for line in self.index["papers"]:
            heading, _slash, name = str(line["path"]).partition("/")
            found.add(f"{heading}/{name.partition('-')[2].removesuffix('.pdf')}")
        return found

    @property
    def quarter_text(self) -> str:
        """``2026 Q4``."""
        return quarter_text(self.quarter)
