"""What the whole company is told: the circulated notice of criticism (通报批评)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.conduct.access import VIEW
from heqi.conduct.models.cases import Case
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit


class CircularQuerySet(models.QuerySet["Circular"]):
    """Reads of circulars."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Circular]":
        """Everybody reads those of his company; who oversees cases those of his units."""
        overseen = within(self, actor, VIEW).order_by().values("pk")
        return self.filter(
            models.Q(company_id=actor.company_id or 0, company__isnull=False)
            | models.Q(pk__in=overseen)
        )


class Circular(models.Model):
    """A notice of criticism, with the words as they were when it went out.

    ``case`` decided it, or a record of an app below (``source_*``). It is never deleted: what no
    longer stands is withdrawn, for all to read as well.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="circular")
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    source_number = models.CharField(pgettext_lazy("circular", "decision"), max_length=40)
    clause = models.CharField(max_length=80)
    who = models.CharField(_("person concerned"), max_length=80)
    title = models.CharField(pgettext_lazy("conduct", "fact in a few words"), max_length=120)
    facts = models.TextField(pgettext_lazy("conduct", "facts"), blank=True)
    content = models.TextField(pgettext_lazy("circular", "decided"))
    issued_at = models.DateTimeField(pgettext_lazy("circular", "published"))
    changed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal = models.CharField(max_length=500, blank=True)

    objects = CircularQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        verbose_name = pgettext_lazy("conduct", "company-wide notice")
        constraints = [
            models.UniqueConstraint(
                fields=["source_type", "source_id"],
                condition=models.Q(source_id__gt=""),
                name="conduct_circular_once",
            )
        ]
        indexes = [models.Index(fields=["company", "-issued_at"], name="conduct_circular_out")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("conduct:notice", args=[self.pk])
