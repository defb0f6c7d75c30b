"""The strip of sessions: what the agent has in hand and what rings."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, F, Q
from django.utils import timezone

from heqi.ledger.actors import Actor
from heqi.outages.queries.callers import without_gas
from heqi.people.models import Staff
from heqi.service.kinds import TransferLine, transfer_lines
from heqi.service.models import Channel, Contact
from heqi.service.queries import colleagues, my_contacts, ringing
from heqi.service.states import LIVE_STATES

MOST = 8
WAITING = 5


@dataclass(frozen=True, slots=True)
class Strip:
    """Sessions of the agent, calls that ring, and the day in figures."""

    sessions: list[Contact]
    ringing: list[Contact]
    at: int | None
    answered: int
    talked_s: int
    # Callers at whose address gas is off: the screen pop says so.
    off: frozenset[int] = frozenset()

    @property
    def current(self) -> Contact | None:
        """The session on the screen."""
        return next((one for one in self.sessions if one.pk == self.at), None)

    @property
    def live(self) -> Contact | None:
        """The call that is being spoken, the one on the screen first."""
        calls = [
            one
            for one in self.sessions
            if one.state in LIVE_STATES and one.channel == Channel.PHONE
        ]
        return next((one for one in calls if one.pk == self.at), calls[0] if calls else None)


def transfer_choices(contact: Contact, *, now: datetime) -> list[tuple[TransferLine, list[Staff]]]:
    """Where a running call can go: each line with its colleagues; empty for what is no call."""
    if contact.channel != Channel.PHONE or contact.state not in LIVE_STATES:
        return []
    on = timezone.localdate(now)
    found = [
        (line, [one for one in colleagues(contact, line.code, on=on) if one.pk != contact.agent_id])
        for line in transfer_lines()
    ]
    return [(line, staff) for line, staff in found if staff]


def strip(actor: Actor, *, now: datetime, at: int | None = None) -> Strip:
    """The strip of an agent; a fixed number of queries."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    day = Contact.objects.filter(
        agent_id=actor.id or 0, channel=Channel.PHONE, answered_at__gte=midnight
    ).aggregate(
        n=Count("pk"),
        mean=Avg(F("ended_at") - F("answered_at"), filter=Q(ended_at__isnull=False)),
    )
    waiting = list(ringing(actor)[:WAITING])
    parties = {one.party_id for one in waiting if one.party_id}
    return Strip(
        sessions=list(my_contacts(actor)[:MOST]),
        ringing=waiting,
        at=at,
        answered=day["n"],
        talked_s=int(day["mean"].total_seconds()) if day["mean"] else 0,
        off=without_gas(parties) if parties else frozenset(),
    )
