"""Lists of outages and of the customers they touch; what came of each message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from heqi.customers.models import Compound, ServicePoint
from heqi.ledger.actors import Actor
from heqi.notices.models import Notice
from heqi.outages.models import Affected, Outage
from heqi.outages.models.outages import OutageQuerySet
from heqi.outages.queries.area import LONGEST, SUPPLIED
from heqi.outages.states import OPEN_STATES, PLANNED_STATES

CAP = 1001
SUBJECT = "outages.affected"
TABS = ("open", "off", "suspected", "planned", "over", "all")
SORTS = {"due": ("queue_at", "id"), "newest": ("-created_at", "-id")}


@dataclass(frozen=True, slots=True)
class OutageFilters:
    """What the list is asked for; every field may be left out."""

    tab: str = "open"
    cause: str = ""
    text: str = ""
    sort: str = ""


def outage_list(actor: Actor, filters: OutageFilters, *, now: datetime) -> OutageQuerySet:
    """The outages of a filter, sorted; take a slice of it."""
    rows = _tab(Outage.objects.visible_to(actor), filters.tab)
    if filters.cause:
        rows = rows.filter(cause=filters.cause)
    if filters.text:
        text = filters.text.strip()[:LONGEST]
        rows = rows.filter(
            Q(number__startswith=text.upper())
            | Q(title__contains=text)
            | Q(areas__compound__name__contains=text)
        ).distinct()
    default = "newest" if filters.tab in ("over", "all") else "due"
    sort = SORTS.get(filters.sort) or SORTS[default]
    return rows.select_related("unit", "leader", "emergency__order").order_by(*sort)


def _tab(rows: OutageQuerySet, tab: str) -> OutageQuerySet:
    if tab == "open":
        return rows.filter(status__in=OPEN_STATES)
    if tab in ("off", "suspected"):
        return rows.filter(status=tab)
    if tab == "planned":
        return rows.filter(status__in=PLANNED_STATES)
    if tab == "over":
        return rows.filter(status__in=["restored", "cancelled"])
    return rows


def count_rows(rows: QuerySet[Any]) -> int:
    """Counted to a thousand."""
    return len(rows.order_by().values_list("pk", flat=True)[:CAP])


def tab_counts(actor: Actor) -> dict[str, int]:
    """Numbers for the tabs of open outages."""
    rows = Outage.objects.visible_to(actor)
    return {tab: count_rows(_tab(rows, tab)) for tab in ("open", "off", "suspected", "planned")}


def outage_by_number(actor: Actor, number: str) -> Outage:
    """One outage; ``DoesNotExist`` where it is not to be seen."""
    found: Outage = (
        Outage.objects.visible_to(actor)
        .select_related(
            "company", "unit", "leader", "emergency__order__unit", "emergency__unit", "decision"
        )
        .distinct()
        .get(number=number.upper())
    )
    return found


@dataclass(frozen=True, slots=True)
class CustomerFilters:
    """Which of the customers of an outage."""

    rank: int | None = None
    building: str = ""
    told: str = ""
    text: str = ""


def customers_of(outage: Outage, filters: CustomerFilters) -> QuerySet[Affected]:
    """The customers of an outage, who comes first on top; take a slice of it."""
    rows = outage.affected.select_related("area")
    if filters.rank:
        rows = rows.filter(rank=filters.rank)
    if filters.building:
        rows = rows.filter(building=filters.building)
    if filters.told == "no_phone":
        rows = rows.filter(phone="")
    elif filters.told == "failed":
        keys = [str(pk) for pk in outage.affected.values_list("pk", flat=True)]
        failed = Notice.objects.filter(
            subject_type=SUBJECT, channel="sms", status="failed", subject_id__in=keys
        )
        rows = rows.filter(pk__in=[int(pk) for pk in failed.values_list("subject_id", flat=True)])
    elif filters.told == "absent":
        rows = rows.filter(relit="absent")
    if filters.text:
        text = filters.text.strip()[:LONGEST]
        rows = rows.filter(Q(name__contains=text) | Q(address__contains=text))
    return rows.order_by("rank", "id")


def told_of(rows: list[Affected]) -> dict[int, Notice]:
    """The latest message of each of these customers; of two behind one phone it is one message."""
    found = _latest([row.pk for row in rows])
    without = [row for row in rows if row.phone and row.pk not in found]
    if without:
        same = Affected.objects.filter(
            outage=without[0].outage_id, phone__in=[row.phone for row in without]
        )
        others = dict(same.values_list("pk", "phone"))
        by_phone = {others[pk]: notice for pk, notice in _latest(list(others)).items()}
        for row in without:
            if row.phone in by_phone:
                found[row.pk] = by_phone[row.phone]
    return found


def _latest(keys: list[int]) -> dict[int, Notice]:
    notices = Notice.objects.filter(
        subject_type=SUBJECT, subject_id__in=[str(pk) for pk in keys], channel="sms"
    )
    return {int(notice.subject_id): notice for notice in notices.order_by("id")}


def results_of(outage: Outage) -> dict[str, int]:
    """How many messages of an outage stand where: delivered, on the way, failed."""
    keys = [str(pk) for pk in outage.affected.values_list("pk", flat=True)]
    rows = Notice.objects.filter(subject_type=SUBJECT, channel="sms", subject_id__in=keys)
    found = {"delivered": 0, "sent": 0, "waiting": 0, "failed": 0}
    groups = rows.order_by().values_list("status").annotate(n=Count("pk"))
    for status, number in groups:
        key = status if status in ("delivered", "sent", "failed") else "waiting"
        found[key] += number
    return found


def parts_of(compound: Compound) -> list[tuple[str, str, str, int]]:
    """Buildings, entrances and risers of a compound with the number of their accounts."""
    rows = (
        ServicePoint.objects.filter(premises__compound=compound, state__in=SUPPLIED)
        .order_by()
        .values_list("premises__building", "premises__unit_no", "premises__riser")
        .annotate(n=Count("pk"))
    )
    return sorted(rows[:2000])


def mine(actor: Actor, *, limit: int = 20) -> list[Outage]:
    """Outages whose works the actor leads, or of the emergency he was sent to; for the phone."""
    if actor.kind != "staff" or actor.id is None:
        return []
    rows = Outage.objects.visible_to(actor).filter(
        Q(leader_id=actor.id) | Q(emergency__order__assignee_id=actor.id),
        status__in=["announced", "off"],
    )
    return list(rows.select_related("unit").distinct().order_by("queue_at", "id")[:limit])
