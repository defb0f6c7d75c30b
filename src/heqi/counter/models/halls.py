"""Business halls: the teams that stand at a counter."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.counter.access import VIEW
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit


class HallQuerySet(models.QuerySet["Hall"]):
    """Reads of halls."""

    def visible_to(self, actor: Actor, code: str = VIEW) -> "models.QuerySet[Hall]":
        """The halls that the actor's right covers."""
        return within(self, actor, code)


class Hall(models.Model):
    """A business hall; its staff are those of its unit."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="hall")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    address = models.CharField(_("address"), max_length=120, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = HallQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path"]
        verbose_name = _("business hall")

    def __str__(self) -> str:
        return str(self.unit)
