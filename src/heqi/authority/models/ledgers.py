"""The month's ledger of a department (客户问题授权处理台帐), closed and unchanged from then on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.authority.access import VIEW
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit


class LedgerQuerySet(models.QuerySet["Ledger"]):
    """Reads of ledgers."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Ledger]":
        """The ledgers of the units that the actor's rights cover."""
        return within(self, actor, VIEW)


class Ledger(models.Model):
    """What a department solved by authority in a month; ``lines`` are frozen with a digest."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    closed_at = models.DateTimeField(_("closed"))
    lines = models.JSONField(default=list)
    count = models.PositiveIntegerField(_("uses"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    digest = models.CharField(max_length=64)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "unit"]
        verbose_name = _("ledger of authority")
        verbose_name_plural = _("ledgers of authority")
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="authority_ledger_once")
        ]
        indexes = [models.Index(fields=["company", "-month"], name="authority_ledgers")]

    def __str__(self) -> str:
        return f"{self.unit} {self.month:%Y-%m}"
