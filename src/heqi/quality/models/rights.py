"""Operating rights: withdrawn on proof, given back, reviewed every quarter."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Holding, Staff, Unit
from heqi.policies.models import Decision
from heqi.quality.access import VIEW
from heqi.quality.models.errors import OwnedQuerySet
from heqi.quality.models.results import Training
from heqi.quality.states import WithdrawalStatus


class Withdrawal(models.Model):
    """A proposal to withdraw somebody's operating rights, and what became of it.

    ``evidence`` keeps the errors and the entries of the ledger that prove them, as they stood;
    ``held`` the roles that were taken: ``[{role, unit, holding}]``.
    """

    class Ground(models.TextChoices):
        """Why it is proposed; facts of the rulebook."""

        REPEATED = "repeated", _("Repeated errors after training")
        COMPLAINT = "complaint", _("An entry error caused a complaint")

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="withdrawals")
    ground = models.CharField(_("ground of the withdrawal"), max_length=10, choices=Ground.choices)
    reason = models.CharField(_("reason"), max_length=500)
    evidence = models.JSONField(default=list)
    held = models.JSONField(default=list)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=WithdrawalStatus.choices,
        default=WithdrawalStatus.PROPOSED,
    )
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True)
    given_back_at = models.DateTimeField(null=True)
    training = models.ForeignKey(Training, models.PROTECT, null=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-id"]
        verbose_name = _("withdrawal of operating rights")
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(status__in=["proposed", "withdrawn"]),
                name="withdrawal_one_open",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReviewQuerySet(models.QuerySet["RightsReview"]):
    """Reads of reviews."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[RightsReview]":
        """The reviews that the actor oversees."""
        return within(self, actor, VIEW)


class RightsReview(models.Model):
    """All operating rights of a company, confirmed or withdrawn one by one each quarter."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    quarter = models.DateField(_("quarter"))
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened on"))
    opened_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(_("closed on"), null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter"]
        verbose_name = _("review of operating rights")
        constraints = [
            models.UniqueConstraint(fields=["company", "quarter"], name="review_once_a_quarter"),
        ]

    def __str__(self) -> str:
        quarter = (self.quarter.month + 2) // 3
        return gettext("{year} Q{quarter}").format(year=self.quarter.year, quarter=quarter)


class ReviewItem(models.Model):
    """One role held by one person, as it stood when the review was opened."""

    class Verdict(models.TextChoices):
        """Whether the right is kept."""

        PENDING = "pending", pgettext_lazy("review", "To be confirmed")
        KEPT = "kept", pgettext_lazy("review", "Kept")
        WITHDRAWN = "withdrawn", pgettext_lazy("review", "Withdrawn")

    review = models.ForeignKey(RightsReview, models.CASCADE, related_name="items")
    holding = models.ForeignKey(Holding, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    errors = models.PositiveIntegerField(_("errors in the quarter"), default=0)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.PENDING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["unit__path", "staff__number", "holding"]
        verbose_name = _("operating right under review")
        constraints = [
            models.UniqueConstraint(fields=["review", "holding"], name="review_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.holding.role_id}"
