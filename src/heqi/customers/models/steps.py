"""Business steps: the paper that stands behind a change of supply or of its customer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.customers.models.parties import Party
from heqi.customers.models.premises import PlacedQuerySet
from heqi.customers.models.supply import Meter, ServicePoint
from heqi.people.models import Unit


class StepKind(models.TextChoices):
    """Formalities with a form, documents and a number of their own."""

    METER_CHANGE = "meter_change", _("Meter change")
    TRANSFER = "transfer", _("Transfer of the account")
    RENAME = "rename", _("Change of name during conversion")
    GAS_ON = "gas_on", _("Gas-on")
    SUSPEND = "suspend", _("Suspension at own wish")
    RESUME = "resume", _("Resumption of supply")
    SEAL = "seal", _("Sealing")
    UNSEAL = "unseal", _("Unsealing")
    VACATE = "vacate", _("Recording as vacant")
    REOCCUPY = "reoccupy", _("Taking back from vacant")
    CLOSE = "close", _("Closing of the account")


class BusinessStep(models.Model):
    """One formality as it was carried out; never changed afterwards.

    ``documents`` lists ``{"code", "note"}`` of what was seen; files lie with the evidence.
    Readings are in m³: ``reading`` at the present meter on the day, ``new_reading`` where a new
    meter begins.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=StepKind.choices)
    service_point = models.ForeignKey(
        ServicePoint, models.PROTECT, null=True, blank=True, related_name="steps"
    )
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="steps")
    former_party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="former_steps"
    )
    meter = models.ForeignKey(Meter, models.PROTECT, null=True, blank=True, related_name="steps")
    new_meter = models.ForeignKey(
        Meter, models.PROTECT, null=True, blank=True, related_name="arrivals"
    )
    on = models.DateField(_("day"))
    reading = models.DecimalField(
        _("reading (m³)"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    new_reading = models.DecimalField(
        _("start reading (m³)"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    seal = models.CharField(_("seal"), max_length=30, blank=True)
    cause = models.CharField(_("cause"), max_length=30, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    settled = models.BooleanField(_("debts settled"), null=True, blank=True)
    documents = models.JSONField(_("documents seen"), default=list, blank=True)
    worker = models.CharField(_("carried out by"), max_length=60, blank=True)
    before = models.CharField(_("state before"), max_length=10, blank=True)
    after = models.CharField(_("state after"), max_length=10, blank=True)
    # The use of authority that a change of name on the spot is.
    use_number = models.CharField(_("use of authority"), max_length=20, blank=True)
    decision_id = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(_("recorded"))
    recorded_by_id = models.BigIntegerField(null=True, editable=False)
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("business step")
        indexes = [
            models.Index(fields=["company", "-id"], name="step_company"),
            models.Index(fields=["company", "kind", "-id"], name="step_kind"),
        ]

    def __str__(self) -> str:
        return self.number
