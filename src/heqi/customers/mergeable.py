"""What can be merged, and what may be chosen field by field."""

from django.db import models

from heqi.customers.models import MergeKind, Party, Premises

MODELS: dict[str, type[models.Model]] = {
    MergeKind.PARTY: Party,
    MergeKind.PREMISES: Premises,
}
# What may be taken from the loser, field by field; fields of one group go together.
CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    MergeKind.PARTY: {
        "name": ("name", "kind"),
        "customer_kind": ("customer_kind",),
        "contact_name": ("contact_name",),
        "id_number": ("id_number", "id_kind"),
        "vulnerable": ("vulnerable", "vulnerable_note"),
        "daily_m3": ("daily_m3",),
        "tier": ("tier", "tier_criterion", "tier_basis", "tier_since"),
    },
    MergeKind.PREMISES: {
        "compound": ("compound_id",),
        "address": ("city", "district", "street", "building", "unit_no", "floor", "room"),
        "area": ("area",),
        "pressure": ("pressure",),
        "riser": ("riser",),
        "gassed_on": ("gassed_on",),
    },
}
