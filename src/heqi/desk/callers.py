"""Who is speaking: customers behind a number, and one customer's card."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from heqi.customers.masking import mask_phone
from heqi.customers.models import Party, ServicePoint
from heqi.customers.queries import service_points_of
from heqi.customers.search import Hit, search_customers
from heqi.ledger.actors import Actor
from heqi.safety.models import Hazard
from heqi.safety.queries.hazards import open_hazards_of
from heqi.service.models import Contact, ServiceRequest
from heqi.service.states import TONES
from heqi.tiers.queries.contacts import Person, contacts_of

SHOWN = 8
HISTORY_DAYS = 365


def callers(actor: Actor, number: str, *, now: datetime) -> list[Hit]:
    """Customers who have this number as a phone, one line per customer; the look-up is logged."""
    if not number:
        return []
    result = search_customers(actor, number, limit=SHOWN, now=now)
    found: dict[int, Hit] = {}
    for hit in result.hits:
        if hit.party_id and "phone" in hit.why:
            found.setdefault(hit.party_id, hit)
    return list(found.values())


def only_caller(actor: Actor, number: str, *, now: datetime) -> Party | None:
    """The customer behind a number where exactly one has it."""
    found = callers(actor, number, now=now)
    if len(found) != 1:
        return None
    return Party.objects.visible_to(actor).filter(pk=found[0].party_id or 0).first()


@dataclass(frozen=True, slots=True)
class PostContact:
    """A post that a VIP may turn to, and who answers for it at this moment."""

    post: str
    people: tuple[Person, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Something between us and the customer."""

    at: datetime
    text: str
    tone: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What the left column shows of a customer; phones are masked."""

    party: Party
    points: list[ServicePoint]
    phones: list[tuple[str, str]]
    contacts: list[PostContact] = field(default_factory=list)
    contacts_clause: str = ""
    lines: list[Line] = field(default_factory=list)
    hazards: list[Hazard] = field(default_factory=list)

    @property
    def point(self) -> ServicePoint | None:
        """The first service point."""
        return self.points[0] if self.points else None


def card_of(actor: Actor, party: Party, *, now: datetime) -> Card:
    """The card of a customer; a fixed number of queries. The caller has logged the look-up."""
    contacts = contacts_of(party, on=timezone.localdate(now), at=now)
    return Card(
        party=party,
        points=service_points_of(party),
        phones=[(f"phone:{phone.pk}", mask_phone(phone.number)) for phone in party.phones.all()],
        contacts=[PostContact(one.label, one.people, one.missing_words) for one in contacts.lines],
        contacts_clause=contacts.clause,
        lines=history(actor, party, now=now),
        hazards=open_hazards_of(actor, party),
    )


def history(actor: Actor, party: Party, *, now: datetime) -> list[Line]:
    """The customer's requests of a year, newest first."""
    rows = ServiceRequest.objects.visible_to(actor).filter(
        party=party, opened_at__gte=now - timedelta(days=HISTORY_DAYS)
    )
    return [
        Line(
            at=row.opened_at,
            text=" · ".join(
                filter(None, [row.kind_label, row.symptom_label, row.get_status_display()])
            ),
            tone="over" if row.is_late(now) else TONES.get(row.status, ""),
            href=row.number,
        )
        for row in rows.order_by("-opened_at", "-id")[:SHOWN]
    ]


def answered_by_other(actor: Actor, contact: Contact) -> bool:
    """Whether somebody else serves this contact."""
    return contact.agent_id is not None and contact.agent_id != actor.id
