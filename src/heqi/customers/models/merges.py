"""Files that look alike, and merges that can be taken back."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.customers.models.premises import PlacedQuerySet
from heqi.customers.states import MergeState, PairState
from heqi.people.models import Unit


class MergeKind(models.TextChoices):
    """What can be there twice."""

    PARTY = "party", _("Customer")
    PREMISES = "premises", _("Supply address")


class Ground(models.TextChoices):
    """Why two files look alike."""

    ID_NUMBER = "id_number", _("same identity or licence number")
    PHONE = "phone", _("same phone")
    NAME = "name", _("same name")
    ADDRESS = "address", _("same address")
    METER = "meter", _("same meter number")


class DuplicatePair(models.Model):
    """Two rows of a kind that may be one; ``first_id`` is the older one."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=MergeKind.choices)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    grounds = models.JSONField(_("grounds"), default=list)
    weight = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=PairState.choices, default=PairState.OPEN
    )
    found_at = models.DateTimeField(_("found"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    note = models.CharField(_("remark"), max_length=200, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["-weight", "-id"]
        verbose_name = _("suspected duplicate")
        constraints = [
            models.UniqueConstraint(fields=["kind", "first_id", "second_id"], name="pair_once"),
            models.CheckConstraint(
                condition=models.Q(first_id__lt=models.F("second_id")), name="pair_ordered"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state", "-weight", "-id"], name="pair_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id}/{self.second_id}"


class Merge(models.Model):
    """One row taken into another, with everything needed to take it back.

    ``before`` holds both rows' values as they were, ``moved`` the keys of the rows that each mover
    re-pointed; ``revision`` is the winner's after the merge, so that later work is seen.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=MergeKind.choices)
    winner_id = models.BigIntegerField()
    loser_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=MergeState.choices, default=MergeState.DONE
    )
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.CharField(_("merged by"), max_length=80)
    undo_until = models.DateTimeField(_("can be undone until"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.CharField(_("undone by"), max_length=80, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("merge")
        indexes = [
            models.Index(fields=["company", "-id"], name="merge_company"),
            models.Index(fields=["kind", "loser_id"], name="merge_loser"),
            models.Index(fields=["kind", "winner_id"], name="merge_winner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.loser_id} → {self.winner_id}"

    def may_be_undone(self, now: datetime) -> bool:
        """Whether the limit for taking it back has not passed."""
        return self.state == MergeState.DONE and now <= self.undo_until
