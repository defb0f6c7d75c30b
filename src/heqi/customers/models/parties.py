"""A party: the person or organisation that is the customer, with its phones."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.customers.access import VIEW
from heqi.customers.states import PartyState
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit


class PartyKind(models.TextChoices):
    """A human being or an organisation."""

    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class IdKind(models.TextChoices):
    """What the identity number is of; the codes are those of the entry standard."""

    IDENTITY_CARD = "identity_card", _("Identity card")
    PASSPORT = "passport", _("Passport")
    TRAVEL_PERMIT = "travel_permit", _("Travel permit of Hong Kong, Macao or Taiwan")
    RESIDENCE_PERMIT = "residence_permit", _("Permanent residence permit of a foreigner")
    CREDIT_CODE = "credit_code", _("Unified social credit code")


class CustomerKind(models.TextChoices):
    """What the gas is used for; a fact of the rulebook."""

    RESIDENTIAL = "residential", _("Residential")
    COMMERCIAL = "commercial", _("Commercial")
    INDUSTRIAL = "industrial", _("Industrial")


class Tier(models.TextChoices):
    """Tier of service; a fact of the rulebook. Which customer has it is decided elsewhere."""

    STANDARD = "standard", _("Standard customer")
    VIP_PERSON = "vip_person", _("VIP (person)")
    VIP_ORG = "vip_org", _("VIP (organisation)")


class Criterion(models.TextChoices):
    """The criterion of a VIP person that was met; a fact of the rulebook."""

    NONE = "none", _("None")
    OFFICIALS = "officials", _("Core leader of a government body")
    SUPERVISING = "supervising_departments", _("Leader of a supervising department")
    SUPERVISORS = "supervisors", _("Public service supervisor")
    GOVERNMENT = "government", _("Government official")
    MEDIA = "media", _("News media")


class PartyQuerySet(models.QuerySet["Party"]):
    """Reads of parties."""

    def visible_to(self, actor: Actor, code: str = VIEW) -> "models.QuerySet[Party]":
        """The parties that the actor's right covers."""
        return within(self, actor, code)


class Party(models.Model):
    """A customer. ``tier`` and its basis are a mark set by :func:`set_tier_mark`."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(_("customer number"), max_length=20)
    kind = models.CharField(
        _("kind of party"), max_length=12, choices=PartyKind.choices, default=PartyKind.PERSON
    )
    customer_kind = models.CharField(
        _("kind of customer"),
        max_length=12,
        choices=CustomerKind.choices,
        default=CustomerKind.RESIDENTIAL,
    )
    name = models.CharField(_("name"), max_length=120)
    contact_name = models.CharField(_("contact person"), max_length=60, blank=True)
    id_kind = models.CharField(
        _("kind of identity document"), max_length=20, choices=IdKind.choices, blank=True
    )
    id_number = models.CharField(_("identity or licence number"), max_length=30, blank=True)
    tier = models.CharField(_("tier"), max_length=12, choices=Tier.choices, default=Tier.STANDARD)
    tier_criterion = models.CharField(
        _("criterion"), max_length=30, choices=Criterion.choices, default=Criterion.NONE
    )
    tier_basis = models.CharField(_("basis of the tier"), max_length=200, blank=True)
    tier_since = models.DateField(_("tier since"), null=True, blank=True)
    vulnerable = models.BooleanField(_("vulnerable customer"), default=False)
    vulnerable_note = models.CharField(_("what to mind"), max_length=200, blank=True)
    daily_m3 = models.DecimalField(
        _("daily gas use (m³)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    state = models.CharField(
        _("state"), max_length=10, choices=PartyState.choices, default=PartyState.ACTIVE
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    created_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("customer")
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="party_number"),
            models.CheckConstraint(condition=~Q(name=""), name="party_named"),
            models.CheckConstraint(
                condition=Q(daily_m3__isnull=True) | Q(daily_m3__gte=0), name="party_daily_m3"
            ),
            models.CheckConstraint(
                condition=Q(tier__in=Tier.values) & Q(customer_kind__in=CustomerKind.values),
                name="party_facts_known",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-id"], name="party_company"),
            models.Index(fields=["company", "tier", "-id"], name="party_tier"),
            models.Index(fields=["company", "customer_kind", "-id"], name="party_kind"),
            models.Index(
                fields=["company", "-id"], condition=Q(vulnerable=True), name="party_vulnerable"
            ),
            models.Index(
                fields=["company", "id_number"], condition=~Q(id_number=""), name="party_identity"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_vip(self) -> bool:
        """Whether the mark says VIP."""
        return self.tier != Tier.STANDARD


class Phone(models.Model):
    """A phone number of a party: digits only, also reversed so that its end can be searched."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="phones")
    number = models.CharField(_("phone"), max_length=20)
    number_reversed = models.CharField(max_length=20, editable=False)
    label = models.CharField(_("label"), max_length=30, blank=True)
    is_primary = models.BooleanField(_("first to call"), default=False)

    class Meta:
        ordering = ["-is_primary", "id"]
        verbose_name = _("phone")
        constraints = [
            models.UniqueConstraint(fields=["party", "number"], name="phone_once"),
            models.UniqueConstraint(
                fields=["party"], condition=Q(is_primary=True), name="phone_one_primary"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "number"], name="phone_number"),
            models.Index(fields=["company", "number_reversed"], name="phone_reversed"),
        ]

    def __str__(self) -> str:
        # The full number is revealed by one audited function only.
        from heqi.customers.masking import mask_phone

        return mask_phone(self.number)
