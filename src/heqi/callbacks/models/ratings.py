"""Customers asked by SMS how satisfied they are, where the draw did not choose their work."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.callbacks.models.draws import Draw
from heqi.people.models import Unit
from heqi.policies.models import Decision


class Rating(models.Model):
    """What one customer was asked about one piece of work, and his one answer."""

    draw = models.OneToOneField(Draw, models.PROTECT, related_name="rating")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(pgettext_lazy("a rating", "asked"))
    until = models.DateTimeField(pgettext_lazy("a rating", "open until"))
    answered_at = models.DateTimeField(pgettext_lazy("a rating", "answered"), null=True)
    score = models.PositiveSmallIntegerField(_("score"), null=True)
    text = models.TextField(pgettext_lazy("an opinion", "what the customer said"), blank=True)
    poor = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("rating by SMS")
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5),
                name="rating_score",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "answered_at"], condition=Q(poor=True), name="rating_poor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.score or ''}"

    def is_open(self, now: datetime) -> bool:
        """Whether the customer may still answer."""
        return self.answered_at is None and now < self.until
