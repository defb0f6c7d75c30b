"""Service points, meters, places and formalities for their pages."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Length
from django.shortcuts import get_object_or_404

from heqi.customers.access import VIEW
from heqi.customers.models import (
    BusinessStep,
    Compound,
    Contract,
    Meter,
    Occupancy,
    Premises,
    ServicePoint,
)
from heqi.customers.search.find import find_entry_ids
from heqi.customers.search.tokens import key_of
from heqi.customers.states import MeterState, PointState
from heqi.ledger.actors import Actor
from heqi.people.access import require

# Meters that reach their age within these days are shown as soon due; a view, no limit.
AHEAD = timedelta(days=90)
# A meter seldom hangs more often.
LIVES = 20
WALK = ("building", "unit_no", "room")
Rows = QuerySet[Any]


def points(
    actor: Actor, *, q: str = "", state: str = "", compound: int | None = None, **_rest: Any
) -> Rows:
    """The actor's service points that pass the filters, with address and current roles."""
    require(actor, VIEW)
    rows: Rows = ServicePoint.objects.visible_to(actor)
    if q.strip():
        rows = rows.filter(entries__in=find_entry_ids(actor, q)).distinct()
    if state:
        rows = rows.filter(state=state)
    if compound:
        rows = rows.filter(premises__compound=compound)
    current = Occupancy.objects.filter(until__isnull=True).select_related("party")
    return (
        rows.select_related("premises")
        .prefetch_related(
            Prefetch("occupancies", queryset=current.order_by("id"), to_attr="current"),
            Prefetch(
                "meters",
                queryset=Meter.objects.filter(state=MeterState.IN_USE).order_by("id"),
                to_attr="counting",
            ),
        )
        .order_by("-id")
    )


def point_page(actor: Actor, pk: int) -> ServicePoint:
    """One service point with everything that its page shows; 404 outside the actor's scope."""
    rows: Rows = ServicePoint.objects.visible_to(actor, VIEW)
    roles = Occupancy.objects.select_related("party").order_by("until", "-since", "id")
    found: ServicePoint = get_object_or_404(
        rows.select_related("premises__compound", "unit", "company").prefetch_related(
            "meters",
            "appliances",
            Prefetch("contracts", queryset=Contract.objects.select_related("party")),
            Prefetch("occupancies", queryset=roles, to_attr="roles"),
            Prefetch("steps", queryset=BusinessStep.objects.select_related("party")),
        ),
        pk=pk,
    )
    return found


def meters(
    actor: Actor,
    *,
    today: date,
    q: str = "",
    kind: str = "",
    tab: str = "",
    maker: str = "",
    **_rest: Any,
) -> Rows:
    """Meters of the actor's service points; ``tab``: over_age, soon, removed, all."""
    require(actor, VIEW)
    rows: Rows = Meter.objects.visible_to(actor)
    key = key_of(q)
    if q.strip():
        rows = (
            rows.filter(Q(number_key=key) | Q(number_reversed__startswith=key[::-1]))
            if key
            else rows.none()
        )
    if kind:
        rows = rows.filter(kind=kind)
    if maker:
        rows = rows.filter(maker__contains=maker)
    if tab == "over_age":
        rows = rows.filter(state=MeterState.IN_USE, replace_on__lte=today)
    elif tab == "soon":
        rows = rows.filter(
            state=MeterState.IN_USE, replace_on__gt=today, replace_on__lte=today + AHEAD
        )
    elif tab == "removed":
        rows = rows.filter(state=MeterState.REMOVED)
    elif tab != "all":
        rows = rows.filter(state=MeterState.IN_USE)
    order = ("replace_on", "id") if tab in ("over_age", "soon") else ("-id",)
    return rows.select_related("service_point__premises").order_by(*order)


def lives_of(meter: Meter, actor: Actor) -> Rows:
    """Every life of a meter that the actor may see: where it hung under the same number."""
    rows: Rows = Meter.objects.visible_to(actor)
    same = rows.filter(company=meter.company_id, number_key=meter.number_key)
    return same.select_related("service_point__premises").order_by("installed_on", "id")[:LIVES]


def compounds(actor: Actor, *, q: str = "", area: str = "", **_rest: Any) -> Rows:
    """Compounds with the number of their addresses."""
    require(actor, VIEW)
    rows: Rows = Compound.objects.visible_to(actor)
    if q.strip():
        rows = rows.filter(Q(name__contains=q.strip()) | Q(street__contains=q.strip()))
    if area:
        rows = rows.filter(area=area)
    return rows.annotate(homes=Count("premises")).order_by("district", "name", "id")


def compound_figures(compound: Compound) -> list[tuple[str, str, int]]:
    """How many service points of a compound are in each state."""
    counted = dict(
        ServicePoint.objects.filter(premises__compound=compound)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
    )
    return [
        (str(state.label), state.value, counted[state.value])
        for state in PointState
        if state.value in counted
    ]


def premises_of(compound: Compound) -> Rows:
    """The addresses of a compound in the order of a walk, with their service points."""
    return (
        Premises.objects.filter(compound=compound, merged_into=None)
        .prefetch_related("service_points")
        # 2 before 10: shorter numbers come first.
        .order_by(
            Length("building"),
            "building",
            Length("unit_no"),
            "unit_no",
            Length("room"),
            "room",
            "id",
        )
    )


def steps(
    actor: Actor, *, q: str = "", kind: str = "", since: date | None = None, **_rest: Any
) -> Rows:
    """Formalities, the newest first."""
    require(actor, VIEW)
    rows: Rows = BusinessStep.objects.visible_to(actor)
    if q.strip():
        text = q.strip()
        rows = rows.filter(
            Q(number__iexact=text) | Q(service_point__account_key=key_of(text) or "-")
        )
    if kind:
        rows = rows.filter(kind=kind)
    if since:
        rows = rows.filter(on__gte=since)
    return rows.select_related("service_point__premises", "party", "former_party").order_by("-id")
