"""Views of the queue that somebody saved: filters, columns and order under a name."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Reads of saved views."""

    def visible_to(self, actor: Actor) -> "SavedViewQuerySet":
        """One's own, and those shared with one's team or a unit above it."""
        if actor.kind != "staff" or actor.id is None:
            return self.none()
        path = (
            Unit.objects.filter(pk=actor.unit_id or 0).values_list("path", flat=True).first() or ""
        )
        parts = path.strip(".").split(".")
        above = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
        return self.filter(Q(owner_id=actor.id) | Q(shared_with__path__in=above))


class SavedView(models.Model):
    """``query`` is the address of the queue after the question mark."""

    owner = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    name = models.CharField(_("name of the view"), max_length=30)
    query = models.CharField(max_length=600, blank=True)
    shared_with = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("saved view")
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="view_name_once"),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(is_default=True), name="view_default_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def href(self) -> str:
        """The queue as this view shows it."""
        return f"{reverse('workorders:queue')}?{self.query}"
