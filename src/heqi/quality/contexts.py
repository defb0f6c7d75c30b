"""What checks of entries add to other pages: the verification in business (7.4), the way to say
that an entry is wrong (7.3)."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heqi.clocks.pages import register_page
from heqi.customers.access import OPEN
from heqi.customers.models import Party
from heqi.customers.panels import Shown, register_panel
from heqi.entry.doors import register_door
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.queries import company_of
from heqi.quality.access import CHECK, OWN
from heqi.quality.forms import wrong_form
from heqi.quality.models import EntryError, Verification
from heqi.quality.sources import BY_TYPE, unit_of

SOURCE = "customers.party"


def _verification(actor: Actor, party: Party, now: datetime) -> Shown | None:
    """When the data were last compared with the customer, and the forms for doing it now."""
    if not (may(actor, OPEN, party) and may(actor, OWN, company_of(party.unit))):
        return None
    last = Verification.objects.filter(party_id=party.pk).select_related("staff").first()
    open_errors = EntryError.objects.filter(
        subject_type=SOURCE, subject_id=str(party.pk), is_open=True
    )
    values = {
        "party": party,
        "last": last,
        "errors": list(open_errors[:5]),
        "form": wrong_form(
            BY_TYPE[SOURCE], party, on=timezone.localdate(now), company_id=party.company_id
        ),
    }
    return Shown("quality/panel.html", values, None)


def may_say_wrong(actor: Actor, row: Any) -> bool:
    """Whether the actor may record an error of this record: he checks entries there, or has
    entries of his own in the company."""
    unit = unit_of(row)
    return may(actor, CHECK, unit) or may(actor, OWN, company_of(unit))


def _door(actor: Actor, row: Any) -> str:
    kind = row._meta.label_lower
    if kind not in BY_TYPE or not may_say_wrong(actor, row):
        return ""
    return reverse("quality:new_error", args=[kind, row.pk])


def register() -> None:
    """Make it known; called when the app is ready."""
    register_door(_door)
    register_page("quality.entryerror", "quality:error", "pk")
    register_panel(
        "quality.verification",
        tab="overview",
        label=_("Verify the data"),
        show=_verification,
        order=90,
    )
