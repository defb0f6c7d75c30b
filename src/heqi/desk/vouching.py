"""A contact in hand says why its agent opens the customer's file."""

from datetime import datetime

from heqi.clocks.pages import register_page
from heqi.customers.models import Party
from heqi.customers.purposes import Purpose, register_context
from heqi.ledger.actors import Actor
from heqi.service.models import Contact
from heqi.service.states import SERVED_STATES

KIND = "contact"
REASON = "incoming_call"


def speaks_now(actor: Actor, pk: str, party: Party, now: datetime) -> bool:
    """Whether the actor is serving this customer in this contact."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return False
    return Contact.objects.filter(
        pk=int(pk), agent_id=actor.id, party=party, state__in=SERVED_STATES
    ).exists()


def purpose_of(contact: Contact) -> Purpose:
    """The reason that a contact in hand gives."""
    return Purpose(REASON, type=KIND, id=str(contact.pk))


def register() -> None:
    """Let links carry ``via=contact:<id>``; a request has its page at the desk."""
    register_page("service.servicerequest", "desk:request", "number")
    register_context(KIND, reason=REASON, check=speaks_now)
