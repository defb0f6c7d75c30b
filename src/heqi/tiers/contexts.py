"""What tiers add to the customer's page: the basis of the tier, the named contacts."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Party
from heqi.customers.panels import Shown, register_panel
from heqi.ledger.actors import Actor
from heqi.tiers.access import CONTACTS, PROPOSE, VIEW, may_in
from heqi.tiers.models import Assessment
from heqi.tiers.queries.contacts import contacts_of
from heqi.tiers.queries.ledger import in_force_of
from heqi.tiers.states import OPEN


def _tier(actor: Actor, party: Party, now: datetime) -> Shown | None:
    """The basis in force and the door to a proposal, for whoever may propose."""
    sees, proposes = may_in(actor, VIEW, party), may_in(actor, PROPOSE, party)
    if not (sees and (party.is_vip or proposes)):
        return None
    values = {
        "party": party,
        "row": in_force_of(party),
        "waiting": Assessment.objects.filter(party=party, status__in=OPEN).first(),
        "may_propose": proposes,
    }
    return Shown("tiers/panel_tier.html", values, None)


def _contacts(actor: Actor, party: Party, now: datetime) -> Shown | None:
    """Whom the customer may turn to."""
    if not party.is_vip:
        return None
    found = contacts_of(party, on=timezone.localdate(now), at=now)
    values = {
        "party": party, "contacts": found,
        "may_name": may_in(actor, VIEW, party) and may_in(actor, CONTACTS, party),
    }  # fmt: skip
    return Shown("tiers/panel_contacts.html", values, None) if found else None


def register() -> None:
    """Make them known; called when the app is ready."""
    register_panel("tiers.tier", tab="overview", label=_("Tier of service"), show=_tier, order=5)
    register_panel(
        "tiers.contacts", tab="overview", label=_("VIP contacts"), show=_contacts, order=6
    )
