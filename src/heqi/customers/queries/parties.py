"""Reading customers for pages; the log of look-ups is written by the callers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Prefetch
from django.utils.functional import cached_property

from heqi.customers.access import VIEW
from heqi.customers.masking import mask_phone
from heqi.customers.models import Lookup, Occupancy, Party, SearchEntry, ServicePoint
from heqi.customers.search.find import find_entry_ids
from heqi.customers.states import PartyState
from heqi.ledger.actors import Actor
from heqi.people.access import require

CAP = 1001
# What a list may be sorted by: nothing that is masked.
SORTS = {"number": ("number", "id"), "-number": ("-number", "-id"), "": ("-id",)}


if TYPE_CHECKING:
    Pages = Paginator[Any]
else:
    Pages = Paginator


class CappedPaginator(Pages):
    """Counts to a thousand and no further: nobody turns more pages, and counting is dear."""

    @cached_property
    def count(self) -> int:
        """At most 1001."""
        rows: Any = self.object_list
        return len(rows[:CAP].values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Row:
    """A customer in a list, masked."""

    party: Party
    account_no: str
    address: str
    phone: str
    point: ServicePoint | None
    more: int


def customers(
    actor: Actor,
    *,
    q: str = "",
    tier: str = "",
    customer_kind: str = "",
    state: str = "",
    vulnerable: bool = False,
    compound: int | None = None,
    sort: str = "",
) -> "models.QuerySet[Party]":
    """The actor's customers that pass the filters."""
    require(actor, VIEW)
    rows = Party.objects.visible_to(actor)
    if q.strip():
        entries = SearchEntry.objects.filter(pk__in=find_entry_ids(actor, q))
        rows = rows.filter(pk__in=entries.filter(party__isnull=False).values("party_id"))
    for name, value in (("tier", tier), ("customer_kind", customer_kind), ("state", state)):
        if value:
            rows = rows.filter(**{name: value})
    if not state:
        rows = rows.exclude(state=PartyState.MERGED)
    if vulnerable:
        rows = rows.filter(vulnerable=True)
    if compound:
        held = Occupancy.objects.filter(
            until__isnull=True, service_point__premises__compound_id=compound
        )
        rows = rows.filter(pk__in=held.values("party_id"))
    return rows.order_by(*SORTS.get(sort, SORTS[""]))


def with_details(rows: "models.QuerySet[Party]") -> "models.QuerySet[Party]":
    """With phones and current accounts, in a fixed number of queries."""
    current = Occupancy.objects.filter(until__isnull=True).select_related("service_point__premises")
    return rows.prefetch_related(
        "phones", Prefetch("occupancies", queryset=current.order_by("id"), to_attr="current")
    )


def row_of(party: Party) -> Row:
    """A list row of a party read :func:`with_details`."""
    points = list({o.service_point_id: o.service_point for o in party.current}.values())  # type: ignore[attr-defined]
    phones = list(party.phones.all())
    point = points[0] if points else None
    return Row(
        party=party,
        account_no=point.account_no if point else "",
        address=point.premises.text if point else "",
        phone=mask_phone(phones[0].number) if phones else "",
        point=point,
        more=max(0, len(points) - 1),
    )


def service_points_of(party: Party) -> list[ServicePoint]:
    """Current service points with premises, meters, appliances, and everybody's roles."""
    ids = party.occupancies.filter(until__isnull=True).values("service_point_id")
    return list(
        ServicePoint.objects.filter(pk__in=ids)
        .select_related("premises__compound")
        .prefetch_related(
            "meters",
            "appliances",
            Prefetch(
                "occupancies",
                queryset=Occupancy.objects.filter(until__isnull=True).select_related("party"),
                to_attr="current",
            ),
        )
        .order_by("id")[:50]
    )


def former_points_of(party: Party) -> "models.QuerySet[Occupancy]":
    """Roles that have ended."""
    return (
        party.occupancies.filter(until__isnull=False)
        .select_related("service_point__premises")
        .order_by("-until", "id")[:50]
    )


def lookups_of(actor: Actor, party: Party) -> "models.QuerySet[Lookup]":
    """Who opened or revealed this customer, as far as the actor may know."""
    return Lookup.objects.visible_to(actor).filter(party_id=party.pk).order_by("-id")[:50]
