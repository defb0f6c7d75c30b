"""Random checks of the use of authority, and signs of misuse."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.authority.access import CHECK, JUDGE
from heqi.authority.models.uses import Use
from heqi.authority.states import Breach, Method, Result, SignalStatus
from heqi.authority.words import signal_words
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision


class CheckQuerySet(models.QuerySet["Check"]):
    """Reads of checks."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Check]":
        """The checks of companies that the actor may check."""
        return within(self, actor, CHECK)


class Check(models.Model):
    """A seeded draw of uses of a period, checked one by one (authority/5.2).

    ``drawn_from`` are the ids of the uses that took part, so that the draw can be repeated.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    method = models.CharField(_("method"), max_length=12, choices=Method.choices)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    seed = models.CharField(max_length=40)
    population = models.PositiveIntegerField(default=0)
    drawn_from = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(pgettext_lazy("check of authority", "drawn"))
    finished_at = models.DateTimeField(pgettext_lazy("check of authority", "finished"), null=True)
    by_name = models.CharField(max_length=80)

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = _("check of authority")
        verbose_name_plural = _("checks of authority")

    def __str__(self) -> str:
        return self.number


class CheckItem(models.Model):
    """A use that was drawn, why, and what was found.

    ``callback_number`` is the call to its customer, if there is one; ``called_*`` what it brought.
    """

    run = models.ForeignKey(Check, models.CASCADE, related_name="items")
    use = models.ForeignKey(Use, models.PROTECT, related_name="checked")
    because_zh = models.CharField(max_length=200)
    because_en = models.CharField(max_length=240)
    result = models.CharField(
        pgettext_lazy("check of authority", "result"),
        max_length=12,
        choices=Result.choices,
        default=Result.PENDING,
    )
    finding = models.CharField(pgettext_lazy("authority", "finding"), max_length=500, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=80, blank=True)
    callback_number = models.CharField(_("callback"), max_length=20, blank=True)
    callback_url = models.CharField(max_length=200, blank=True)
    called_at = models.DateTimeField(null=True)
    reached = models.BooleanField(default=False)
    called_zh = models.CharField(max_length=500, blank=True)
    called_en = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("checked use")
        constraints = [models.UniqueConstraint(fields=["run", "use"], name="authority_check_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.use_id}"

    @property
    def because(self) -> str:
        """Why it was drawn, in the user's language."""
        return self.because_zh if spoken_chinese() else self.because_en

    @property
    def called_said(self) -> str:
        """What the call brought, in the user's language."""
        return self.called_zh if spoken_chinese() else self.called_en


class SignalQuerySet(models.QuerySet["Signal"]):
    """Reads of signs of misuse."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Signal]":
        """Those of units over which the actor may judge, and those he was asked about."""
        rows = within(self, actor, JUDGE)
        if actor.kind != "staff" or actor.id is None:
            return rows
        own = Q(use__used_by_id=actor.id, asked_at__isnull=False)
        return self.filter(Q(pk__in=rows.order_by().values("pk")) | own)

    def established(self) -> "models.QuerySet[Signal]":
        """Misuse that counts: where the committee decides, not before it has upheld it (6.2)."""
        decided = Q(for_committee=False) | Q(committee_upheld=True)
        return self.filter(decided, status=SignalStatus.CONFIRMED)


class Signal(models.Model):
    """A sign that a use was no proper one; somebody of the service office looks into it."""

    use = models.ForeignKey(Use, models.PROTECT, related_name="signals")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(pgettext_lazy("sign of misuse", "sign"), max_length=20)
    seen = models.PositiveIntegerField(default=1)
    why = models.JSONField(default=dict)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    status = models.CharField(
        _("state"), max_length=10, choices=SignalStatus.choices, default=SignalStatus.RAISED
    )
    breach = models.CharField(max_length=20, choices=Breach.choices, blank=True)
    damage = models.BooleanField(default=False)
    penalty = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    finding = models.TextField(pgettext_lazy("authority", "finding"), blank=True)
    raised_at = models.DateTimeField(_("raised"))
    asked_at = models.DateTimeField(null=True)
    statement = models.TextField(pgettext_lazy("sign of misuse", "statement"), blank=True)
    stated_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=80, blank=True)
    for_committee = models.BooleanField(default=False)
    committee_outcome = models.TextField(
        pgettext_lazy("authority", "decision of the committee"), blank=True
    )
    committee_upheld = models.BooleanField(null=True)
    committee_at = models.DateTimeField(null=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        verbose_name = _("sign of misuse")
        verbose_name_plural = _("signs of misuse")
        constraints = [
            models.UniqueConstraint(fields=["use", "kind"], name="authority_signal_once")
        ]

    def __str__(self) -> str:
        return f"{self.use_id} {self.kind}"

    @property
    def kind_label(self) -> str:
        """The sign in words."""
        return signal_words(self.kind)

    @property
    def said(self) -> str:
        """What was seen, in the user's language."""
        return str(self.why.get("zh" if spoken_chinese() else "en", ""))
