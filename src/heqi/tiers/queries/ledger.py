"""The VIP ledger (VIP客户台帐): every VIP with the basis in force, contacts, since when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from heqi.customers.models import Occupancy, Party, SearchEntry, Tier
from heqi.customers.queries import CappedPaginator as CappedPaginator
from heqi.customers.queries import Row, row_of, with_details
from heqi.customers.search.find import find_entry_ids
from heqi.customers.states import PartyState
from heqi.ledger.actors import Actor
from heqi.tiers.access import VIEW, reached
from heqi.tiers.models import Assessment, NamedContact
from heqi.tiers.queries.contacts import Contacts, contacts_for
from heqi.tiers.states import OPEN, Status

SORTS = {
    "": ("-tier_since", "-id"),
    "since": ("tier_since", "id"),
    "-since": ("-tier_since", "-id"),
    "number": ("number", "id"),
    "-number": ("-number", "-id"),
    "volume": ("daily_m3", "id"),
    "-volume": ("-daily_m3", "-id"),
}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A VIP as the ledger shows him: masked, with the assessment in force if there is one."""

    row: Row
    assessment: Assessment | None
    waiting: Assessment | None
    contacts: Contacts

    @property
    def party(self) -> Party:
        """The customer."""
        return self.row.party

    @property
    def manager(self) -> str:
        """The account manager's name."""
        people = [p.name for c in self.contacts.lines if c.post == "account_manager"
                  for p in c.people]  # fmt: skip
        return "、".join(people)

    @property
    def missing(self) -> list[str]:
        """The posts that cannot be reached."""
        return [line.label for line in self.contacts.lines if line.missing]

    @property
    def position(self) -> str:
        """The position held, by the assessment in force."""
        facts = self.assessment.facts.all() if self.assessment else ()
        return next((fact.text for fact in facts if fact.kind == "position"), "")


def vips(actor: Actor, filters: dict[str, Any], sort: str = "") -> "QuerySet[Party]":
    """The VIPs of the actor's companies that pass the filters."""
    rows = reached(Party.objects.all(), actor, VIEW).exclude(tier=Tier.STANDARD)
    rows = rows.exclude(state=PartyState.MERGED)
    if text := filters.get("q", "").strip():
        entries = SearchEntry.objects.filter(pk__in=find_entry_ids(actor, text))
        rows = rows.filter(pk__in=entries.filter(party__isnull=False).values("party_id"))
    if filters.get("tier"):
        rows = rows.filter(tier=filters["tier"])
    if filters.get("criterion"):
        rows = rows.filter(tier_criterion=filters["criterion"])
    in_force = Assessment.objects.filter(status=Status.APPROVED)
    if filters.get("department"):
        found = in_force.filter(department=filters["department"])
        rows = rows.filter(pk__in=found.values("party"))
    if filters.get("contact"):
        named = NamedContact.objects.filter(until__isnull=True, staff=filters["contact"])
        rows = rows.filter(pk__in=named.values("party"))
    if compound := filters.get("compound", "").strip():
        held = Occupancy.objects.filter(
            until__isnull=True, service_point__premises__compound__name__contains=compound
        )
        rows = rows.filter(pk__in=held.values("party"))
    if filters.get("since"):
        rows = rows.filter(tier_since__gte=filters["since"])
    if filters.get("ends"):
        ending = in_force.filter(valid_until__lte=filters["ends"])
        rows = rows.filter(pk__in=ending.values("party"))
    if filters.get("basis") == "none":
        rows = rows.exclude(pk__in=in_force.values("party"))
    return rows.order_by(*SORTS.get(sort, SORTS[""]))


def ledger_rows(parties: Iterable[Party], *, on: date, at: datetime) -> list[LedgerRow]:
    """Rows of the ledger in a fixed number of queries."""
    rows = list(parties)
    keys = [party.pk for party in rows]
    details = {party.pk: party for party in with_details(Party.objects.filter(pk__in=keys))}
    shown = Assessment.objects.filter(party__in=keys, status__in=[Status.APPROVED, *OPEN])
    in_force: dict[int, Assessment] = {}
    waiting: dict[int, Assessment] = {}
    for one in shown.select_related("department").prefetch_related("facts").order_by("id"):
        (in_force if one.status == Status.APPROVED else waiting)[one.party_id] = one
    contacts = contacts_for(rows, on=on, at=at)
    return [
        LedgerRow(row_of(details[pk]), in_force.get(pk), waiting.get(pk), contacts[pk])
        for pk in keys
        if pk in details
    ]


def counts_by_tier(actor: Actor) -> dict[str, int]:
    """How many VIPs of each kind, for the tabs."""
    rows = reached(Party.objects.all(), actor, VIEW).exclude(state=PartyState.MERGED)
    return {tier: rows.filter(tier=tier).count() for tier in (Tier.VIP_PERSON, Tier.VIP_ORG)}


def history_of(party: Party, *, limit: int = 50) -> Sequence[Assessment]:
    """Every assessment of a customer, newest first."""
    return list(
        Assessment.objects.filter(party=party)
        .select_related("decision", "review", "department", "replaces")
        .prefetch_related(Prefetch("facts"))
        .order_by("-id")[:limit]
    )


def in_force_of(party: Party) -> Assessment | None:
    """The assessment on which the present mark rests."""
    rows = Assessment.objects.filter(party=party, status=Status.APPROVED)
    return rows.select_related("decision", "department").order_by("-id").first()
