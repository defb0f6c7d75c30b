"""What a caller is told: the outage at his service point, now or announced."""

from collections.abc import Iterable

from heqi.customers.models import Compound, ServicePoint
from heqi.ledger.actors import Actor
from heqi.outages.models import Affected, Area, Outage
from heqi.outages.states import TOLD_STATES

# Gas that is off goes before gas that will be.
ORDER = {"off": 0, "suspected": 1, "announced": 2}


def outages_at(company_id: int, point: ServicePoint | None) -> list[Outage]:
    """Outages that take a service point, those that are on first; a part restored is left out."""
    if point is None:
        return []
    rows = Affected.objects.filter(
        service_point=point,
        area__restored_at__isnull=True,
        outage__company_id=company_id,
        outage__status__in=TOLD_STATES,
    ).select_related("outage")
    return _sorted(row.outage for row in rows[:10])


def outages_of_compound(compound: Compound) -> list[Outage]:
    """Outages that take a whole compound."""
    rows = Area.objects.filter(
        compound=compound, building="", unit_no="", riser="", restored_at__isnull=True,
        outage__status__in=TOLD_STATES,
    ).select_related("outage")  # fmt: skip
    return _sorted(row.outage for row in rows[:10])


def outages_near(
    company_id: int, point: ServicePoint | None, compound: Compound | None
) -> list[Outage]:
    """What the agent sees of a caller: his own outages, else those of his compound."""
    found = outages_at(company_id, point)
    if found or compound is None:
        return found
    rows = Area.objects.filter(
        compound=compound, restored_at__isnull=True, outage__status__in=TOLD_STATES
    ).select_related("outage")
    return _sorted(row.outage for row in rows[:20])


def outages_of_points(points: Iterable[int]) -> dict[int, Outage]:
    """The first outage of each of these service points; one query."""
    rows = Affected.objects.filter(
        service_point__in=list(points),
        area__restored_at__isnull=True,
        outage__status__in=TOLD_STATES,
    ).select_related("outage")
    found: dict[int, Outage] = {}
    for row in sorted(rows[:200], key=lambda one: ORDER[one.outage.status]):
        found.setdefault(row.service_point_id, row.outage)
    return found


def without_gas(parties: Iterable[int]) -> frozenset[int]:
    """Which of these customers are in an outage; one query."""
    rows = Affected.objects.filter(
        party__in=list(parties),
        area__restored_at__isnull=True,
        outage__status__in=TOLD_STATES,
    )
    return frozenset(pk for pk in rows.values_list("party_id", flat=True) if pk)


def _sorted(rows: Iterable[Outage]) -> list[Outage]:
    unique = {row.pk: row for row in rows}
    return sorted(unique.values(), key=lambda one: (ORDER[one.status], one.queue_at))


def today(actor: Actor, *, limit: int = 20) -> list[Outage]:
    """What is off or announced, for the agents' desk: what is on first."""
    rows = Outage.objects.visible_to(actor).told().prefetch_related("areas__compound")
    return _sorted(rows.distinct().order_by("queue_at", "id")[:limit])
