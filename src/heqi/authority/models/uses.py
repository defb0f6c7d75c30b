"""A use of authority: a line of the ledger with its facts, proofs, holder, amount and decision."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.authority.access import VIEW
from heqi.authority.models.due import Due
from heqi.authority.models.ledgers import Ledger
from heqi.authority.states import Status
from heqi.authority.words import item_words, kind_words, post_words, said
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units, within
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision


class UseQuerySet(models.QuerySet["Use"]):
    """Reads of uses."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Use]":
        """The uses in units that the actor's right covers or that process them, and his own."""
        rows = within(self, actor, VIEW)
        if actor.kind != "system":
            units = visible_units(actor, VIEW).order_by().values("pk")
            seen = Use.process.through.objects.filter(unit__in=units).values("use")
            rows = rows | self.filter(pk__in=seen, effective_at__isnull=False)
        if actor.kind != "staff":
            return rows
        return rows | self.filter(used_by_id=actor.id)


class Use(Due):
    """Somebody solved a problem by an authorisation; ``subject_*`` say what for, as values.

    ``process`` are the departments that see to it by the policy's item.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(_("item"), max_length=30)
    kind = models.CharField(pgettext_lazy("authority", "kind"), max_length=20)
    clause = models.CharField(max_length=80)
    job = models.CharField(_("job"), max_length=20, blank=True)
    matter = models.TextField(pgettext_lazy("authority", "matter"))
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject_label = models.CharField(_("concerns"), max_length=160, blank=True)
    # Why no record is named, where the item wants one.
    unrecorded = models.TextField(_("why no record is named"), blank=True)
    beneficiary = models.CharField(max_length=80, blank=True)
    beneficiary_name = models.CharField(_("beneficiary"), max_length=120, blank=True)
    used_by = models.ForeignKey(Staff, models.PROTECT, related_name="uses_of_authority")
    holder = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    holder_post = models.CharField(_("held by"), max_length=40)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True)
    households = models.PositiveIntegerField(_("households"), null=True)
    facts = models.JSONField(default=dict)
    expires_on = models.DateField(_("contract expires on"), null=True)
    beyond = models.JSONField(default=list)
    reason = models.TextField(_("reason"), blank=True)
    others = models.ManyToManyField(Unit, related_name="+")
    process = models.ManyToManyField(Unit, related_name="+")
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.SIGNING
    )
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    terms = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    needs_form = models.BooleanField(default=False)
    approval_id = models.BigIntegerField(null=True)
    order_number = models.CharField(_("order"), max_length=40, blank=True)
    used_at = models.DateTimeField(_("used"))
    effective_at = models.DateTimeField(_("in effect"), null=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    month = models.DateField(_("month"))
    look_at = models.DateTimeField(null=True)
    ledger = models.ForeignKey(Ledger, models.PROTECT, null=True, related_name="uses")

    objects = UseQuerySet.as_manager()

    class Meta:
        ordering = ["-used_at", "-id"]
        verbose_name = _("use of authority")
        indexes = [
            models.Index(fields=["company", "-used_at", "-id"], name="authority_company"),
            models.Index(fields=["unit", "-used_at", "-id"], name="authority_unit"),
            models.Index(fields=["used_by", "-used_at"], name="authority_user"),
            models.Index(
                fields=["company", "queue_at", "id"],
                condition=Q(is_open=True),
                name="authority_queue",
            ),
            models.Index(fields=["beneficiary", "-used_at"], name="authority_benefit"),
            models.Index(fields=["subject_type", "subject_id"], name="authority_subject"),
            models.Index(fields=["month", "unit"], name="authority_month"),
            models.Index(fields=["look_at"], name="authority_look"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="authority_amount"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def item_label(self) -> str:
        """The item in words."""
        return item_words(self.item)

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return kind_words(self.kind)

    @property
    def holder_post_label(self) -> str:
        """The holder's post in words."""
        return post_words(self.holder_post)

    @property
    def by_stand_in(self) -> bool:
        """Whether somebody standing in for the holder used it."""
        return self.used_by_id != self.holder_id

    @property
    def beyond_said(self) -> list[str]:
        """What was exceeded, in the user's language."""
        return [said(one) for one in self.beyond]

    @property
    def per_household(self) -> Decimal | None:
        """The amount a household, where it is reckoned so."""
        return self.amount / self.households if self.amount and self.households else None


class Condition(models.Model):
    """A condition of a use and what proved it; ``hindsight`` is what the system found later."""

    use = models.ForeignKey(Use, models.CASCADE, related_name="conditions")
    code = models.CharField(max_length=40)
    proof = models.CharField(max_length=20)
    clause = models.CharField(max_length=80)
    by_system = models.BooleanField(default=False)
    holds = models.BooleanField(null=True)
    said_zh = models.CharField(max_length=200, blank=True)
    said_en = models.CharField(max_length=240, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    checked_at = models.DateTimeField()
    hindsight = models.BooleanField(null=True)
    hindsight_zh = models.CharField(max_length=200, blank=True)
    hindsight_en = models.CharField(max_length=240, blank=True)
    hindsight_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("condition")
        constraints = [
            models.UniqueConstraint(fields=["use", "code"], name="authority_condition_once")
        ]

    def __str__(self) -> str:
        return f"{self.use_id} {self.code}"

    @property
    def said(self) -> str:
        """What the system found, in the user's language."""
        return self.said_zh if spoken_chinese() else self.said_en

    @property
    def said_later(self) -> str:
        """What the system found in hindsight, in the user's language."""
        return self.hindsight_zh if spoken_chinese() else self.hindsight_en


class Confirmation(models.Model):
    """What a post confirms of a condition in the system: who and when; open until then."""

    condition = models.ForeignKey(Condition, models.CASCADE, related_name="confirmations")
    post = models.CharField(max_length=40)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    standing_in_for = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    holds = models.BooleanField(null=True)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("confirmation")
        constraints = [
            models.UniqueConstraint(
                fields=["condition", "post"], name="authority_confirmation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition_id} {self.post}"

    @property
    def post_label(self) -> str:
        """The post in words."""
        return post_words(self.post)


class Formality(models.Model):
    """What is to be done after a use: the order supplied, the former name noted …"""

    use = models.ForeignKey(Use, models.CASCADE, related_name="formalities")
    code = models.CharField(max_length=40)
    done_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    reference = models.CharField(_("number or note"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("formality")
        constraints = [
            models.UniqueConstraint(fields=["use", "code"], name="authority_formality_once")
        ]

    def __str__(self) -> str:
        return f"{self.use_id} {self.code}"
