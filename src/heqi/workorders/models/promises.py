"""What was promised beside the minutes: card formalities, and repairs that were prevented."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.people.models import Staff
from heqi.workorders.kinds import blocking_cause
from heqi.workorders.models.orders import WorkOrder


class CardResult(models.TextChoices):
    """What became of the card formalities at the door (tiering/6.1(4))."""

    DONE = "done", pgettext_lazy("card formalities", "Done at the door")
    NONE = "none", pgettext_lazy("card formalities", "None needed")
    MISSED = "missed", pgettext_lazy("card formalities", "Not done")


class CardFormality(models.Model):
    """The card formalities of an order: who saw to them; ``by_post``: whom the clause names."""

    order = models.OneToOneField(WorkOrder, models.CASCADE, related_name="card")
    result = models.CharField(max_length=8, choices=CardResult.choices)
    note = models.CharField(max_length=200, blank=True)
    clause = models.CharField(max_length=80)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    by_post = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("card formalities")
        indexes = [models.Index(fields=["at"], name="card_at")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.result}"

    @property
    def is_kept(self) -> bool:
        """Seen to, or not needed, by whom the clause names."""
        return self.by_post and self.result != CardResult.MISSED


class Blockage(models.Model):
    """Meter or technology prevented the repair: the cause, then the solution with its time limit,
    each with who said it (tiering/6.2(3))."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="blockages")
    cause = models.CharField(_("what prevents the repair"), max_length=20)
    reason = models.CharField(max_length=200)
    found_at = models.DateTimeField()
    found_by_name = models.CharField(max_length=80)
    solution = models.CharField(max_length=300, blank=True)
    until = models.DateTimeField(_("time limit given"), null=True)
    offered_at = models.DateTimeField(null=True)
    offered_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("prevented repair")

    def __str__(self) -> str:
        return f"{self.order_id} {self.cause}"

    @property
    def cause_label(self) -> str:
        """The cause in words."""
        return blocking_cause(self.cause)
