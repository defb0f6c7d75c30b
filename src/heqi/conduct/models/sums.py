"""Money that a decision proposes. Nothing here pays or deducts: payroll does, on paper."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.conduct.access import VIEW
from heqi.conduct.models.cases import Case
from heqi.conduct.states import SumState
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit


class Part(models.TextChoices):
    """As what somebody gets or pays it."""

    PERSON = "person", pgettext_lazy("proposed sum", "person concerned")
    HEAD = "head", pgettext_lazy("proposed sum", "head of the department")
    GROUP = "group", pgettext_lazy("proposed sum", "group")
    MEMBER = "member", pgettext_lazy("proposed sum", "main contributor")
    BACK = "back", pgettext_lazy("proposed sum", "given back after a reversal")


class SumQuerySet(models.QuerySet["ProposedSum"]):
    """Reads of proposed sums."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[ProposedSum]":
        """Those of the units that the actor oversees."""
        return within(self, actor, VIEW)


class ProposedSum(models.Model):
    """A reward (plus) or deduction (minus) that a decision proposes."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="sums")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="conduct_sums")
    part = models.CharField(max_length=8, choices=Part.choices)
    amount = models.DecimalField(_("amount"), max_digits=8, decimal_places=2)
    clause = models.CharField(max_length=80)
    month = models.DateField(_("month"))
    state = models.CharField(
        _("state"), max_length=10, choices=SumState.choices, default=SumState.PROPOSED
    )
    made_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    handed_by = models.CharField(max_length=80, blank=True)

    objects = SumQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "id"]
        verbose_name = _("proposed sum")
        indexes = [models.Index(fields=["company", "-month", "id"], name="conduct_sum_month")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount}"
