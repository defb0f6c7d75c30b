"""Supervisors, their terms and their personal links."""

from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.masking import mask_phone
from heqi.customers.models import Party
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit
from heqi.policies.models import Decision
from heqi.supervision.access import VIEW
from heqi.supervision.states import Ending, Group, Standing

M = TypeVar("M", bound=models.Model)


class OwnedQuerySet(models.QuerySet[M]):
    """Reads of rows of a company's network."""

    def visible_to(self, actor: Actor) -> Any:
        """What the actor's right covers."""
        return within(self, actor, VIEW)


class Supervisor(models.Model):
    """A public service supervisor (社会监督员): somebody from outside, unpaid, for a term.

    ``unit`` is the company: the register belongs to it as a whole. ``until`` repeats the end of
    the present term, ``active_on`` the day of the last opinion, meeting, visit or rating.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=20, unique=True)
    name = models.CharField(pgettext_lazy("a person", "name"), max_length=60)
    group = models.CharField(_("group"), max_length=30, choices=Group.choices)
    organisation = models.CharField(_("organisation"), max_length=80, blank=True)
    position = models.CharField(_("position"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=20)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="supervisors")
    recommended_by = models.CharField(_("recommended by"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    status = models.CharField(
        _("state"), max_length=10, choices=Standing.choices, default=Standing.NOMINATED
    )
    nominated_at = models.DateTimeField(pgettext_lazy("supervisor", "nominated"))
    confidential_on = models.DateField(_("confidentiality signed on"), null=True)
    until = models.DateField(_("term until"), null=True)
    active_on = models.DateField(_("last active on"), null=True)
    ending = models.CharField(
        _("reason of the end"), max_length=10, choices=Ending.choices, blank=True
    )
    ended_on = models.DateField(_("ended on"), null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("supervisor")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=Standing.SERVING)
                | Q(until__isnull=False, confidential_on__isnull=False),
                name="supervisor_serves_a_term",
            ),
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(status__in=[Standing.NOMINATED, Standing.SERVING]),
                name="supervisor_once",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "status", "until"], name="supervisor_serving"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        """The phone as it is shown without a reason."""
        return mask_phone(self.phone)


class Term(models.Model):
    """One term of a supervisor; the second is the renewal."""

    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="terms")
    place = models.PositiveSmallIntegerField(_("term"))
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    appointed_by = models.CharField(_("appointed by"), max_length=80)
    tier_asked = models.BooleanField(default=False)
    tier_note = models.CharField(max_length=200, blank=True)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["supervisor", "place"]
        verbose_name = pgettext_lazy("a supervisor's", "term")
        constraints = [
            models.UniqueConstraint(fields=["supervisor", "place"], name="term_place"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="term_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor_id} {self.place}"


class Link(models.Model):
    """A personal link: the address carries its signed number, this row lets it be revoked."""

    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="links")
    expires_on = models.DateField(_("valid until"))
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.CharField(max_length=80)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, blank=True)
    used_at = models.DateTimeField(_("last used"), null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("personal link")
        constraints = [
            models.UniqueConstraint(
                fields=["supervisor"], condition=Q(revoked_at__isnull=True), name="link_one_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor_id} {self.issued_at:%Y-%m-%d}"

    def is_valid(self, on: date) -> bool:
        """Whether it opens the door on a day."""
        return self.revoked_at is None and on <= self.expires_on
