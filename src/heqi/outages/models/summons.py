"""A leader called to the site of an emergency, and what became of it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.outages.models.emergencies import Emergency
from heqi.outages.states import WAITED_FOR, Answer
from heqi.people.models import Post, Staff, Unit
from heqi.policies.models import Decision


class SummonsQuerySet(models.QuerySet["Summons"]):
    """Reads of calls to leaders."""

    def visible_to(self, actor: Actor) -> "SummonsQuerySet":
        """Those of the emergencies that the actor may see."""
        seen = Emergency.objects.visible_to(actor).order_by().values("pk")
        return self.filter(emergency__in=seen)


class Summons(models.Model):
    """A post that a clause wants on the site. All holders and stand-ins are called; one comes."""

    emergency = models.ForeignKey(Emergency, models.CASCADE, related_name="summons")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    clauses = models.JSONField(default=list)
    # For whom: names of the VIP customers, as found.
    because = models.CharField(max_length=300, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    status = models.CharField(
        pgettext_lazy("summons", "answer"),
        max_length=14,
        choices=Answer.choices,
        default=Answer.CALLED,
    )
    called = models.ManyToManyField(Staff, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    excuse = models.CharField(_("why not"), max_length=300, blank=True)
    judged_by_name = models.CharField(max_length=80, blank=True)

    objects = SummonsQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("call to the site")
        constraints = [
            models.UniqueConstraint(fields=["emergency", "post"], name="summons_once"),
        ]

    def __str__(self) -> str:
        return f"{self.emergency_id} {self.post_id}"

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody may still come."""
        return self.status in WAITED_FOR

    def is_late(self, now: datetime) -> bool:
        """Whether he came, or has not come, after his time."""
        if self.due_at is None or self.status in (Answer.EXCUSED, Answer.CANCELLED):
            return False
        return (self.arrived_at or now) > self.due_at

    def outcome(self, now: datetime) -> str:
        """How it counts: ``kept``, ``late``, ``missed``, ``excepted`` or ``open``."""
        if self.status == Answer.ARRIVED:
            return "late" if self.is_late(now) else "kept"
        if self.status in (Answer.EXCUSED, Answer.CANCELLED):
            return "excepted"
        return "missed" if self.status == Answer.MISSED else "open"
