"""What was drawn: a company's drawing of a day, and what it made of each piece of work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.callbacks.access import VIEW
from heqi.customers.models import Party
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Staff, Unit
from heqi.people.withholding import keep
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.rulebook.sampling import ALWAYS, AT_LEAST, EXCLUDED, NOT_DRAWN, RATIO
from heqi.workorders.models import WorkOrder


class Reason(models.TextChoices):
    """Why a piece of work was or was not drawn; the codes are those of ``rulebook.sampling``."""

    WAITING = "waiting", pgettext_lazy("draw", "waits for the draw")
    ALWAYS = ALWAYS, pgettext_lazy("draw", "must be called")
    RATIO = RATIO, pgettext_lazy("draw", "drawn")
    AT_LEAST = AT_LEAST, pgettext_lazy("draw", "least number of a worker")
    NOT_DRAWN = NOT_DRAWN, pgettext_lazy("draw", "not drawn")
    EXCLUDED = EXCLUDED, pgettext_lazy("draw", "left out")


class DrawingQuerySet(models.QuerySet["Drawing"]):
    """Reads of drawings."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Drawing]":
        """The drawings of the companies that the actor's rights cover."""
        return within(self, actor, VIEW, unit="company")


class Drawing(models.Model):
    """The draw of one company over the finished work of a day; it can be repeated from its seed.

    ``strata`` keeps of each stratum what the month had brought before, so that the ratio holds over
    the month; ``had`` how many callbacks each worker had in the month (at least one is the rule).
    ``asked_to`` is the work up to which customers were asked by SMS, ``asked_at`` when all were.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("day"))
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    seed = models.CharField(_("seed"), max_length=60)
    rules = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    population = models.PositiveIntegerField(_("finished work"), default=0)
    drawn = models.PositiveIntegerField(pgettext_lazy("draw", "drawn"), default=0)
    strata = models.JSONField(default=list)
    had = models.JSONField(default=dict)
    at = models.DateTimeField()
    asked_to = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)

    objects = DrawingQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = _("draw of a day")
        constraints = [
            models.UniqueConstraint(fields=["company", "day"], name="callback_drawing_once_a_day")
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(asked_at__isnull=True),
                name="callback_drawing_to_ask",
            )
        ]

    def __str__(self) -> str:
        return self.seed


class DrawQuerySet(models.QuerySet["Draw"]):
    """Reads of draws."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Draw]":
        """The work of the companies that the actor's rights cover, but matters withheld from
        him."""
        return within(self, actor, VIEW, unit="company")


class Draw(models.Model):
    """What the draw made of one piece of finished work, drawn or not.

    ``subject`` names the work (``order:17``); ``place`` is its place in the random order of its
    stratum, of which ``wanted`` of ``size`` were asked.
    """

    subject = models.CharField(max_length=40, unique=True)
    label = models.CharField(_("number"), max_length=60)
    order = models.OneToOneField(WorkOrder, models.CASCADE, null=True, related_name="callback_draw")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    worker = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    business = models.CharField(_("business"), max_length=30)
    tier = models.CharField(_("tier"), max_length=12, default="standard")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    drawing = models.ForeignKey(Drawing, models.PROTECT, null=True, related_name="draws")
    seed = models.CharField(max_length=60)
    ratio = models.DecimalField(max_digits=6, decimal_places=4)
    reason = models.CharField(max_length=10, choices=Reason.choices, default=Reason.WAITING)
    drawn = models.BooleanField()
    place = models.PositiveIntegerField(default=0)
    wanted = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    because_zh = models.CharField(max_length=200)
    because_en = models.CharField(max_length=300)
    clause = models.CharField(max_length=80, blank=True)
    finished_at = models.DateTimeField()
    at = models.DateTimeField()

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["company", "finished_at", "id"],
                condition=models.Q(reason="waiting"),
                name="callback_draw_waiting",
            ),
            models.Index(fields=["company", "-id"], name="callback_draw_company"),
            models.Index(fields=["company", "finished_at"], name="callback_draw_month"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.reason}"

    @property
    def because(self) -> str:
        """Why the work was or was not drawn."""
        return self.because_zh if spoken_chinese() else self.because_en

    @property
    def stratum(self) -> tuple[str, str, str, int, int]:
        """What is drawn together: one business and tier, one ratio, one team, one worker."""
        ratio = f"{self.ratio.normalize():f}"
        return (self.business, self.tier, ratio, self.unit_id or 0, self.worker_id or 0)


keep(Draw, "tasks__request", "tasks__opinion_row__request", told_of=False)
