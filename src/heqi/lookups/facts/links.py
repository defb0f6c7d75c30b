"""Business with customers that this app reads itself: contacts, requests, orders, callbacks.

Apps between the customers and this one register their own with
:func:`heqi.customers.business.register_links`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from heqi.callbacks.models import CallbackTask
from heqi.customers.business import Link, register_links
from heqi.lookups.facts.rows import epoch, instant
from heqi.lookups.thresholds import limits_on
from heqi.people.models import Staff
from heqi.people.queries import open_companies
from heqi.service.models import Contact, ServiceRequest
from heqi.workorders.models import Attendance, WorkOrder

# What is still open explains looks until further notice.
EVER = 2**40


def contacts(parties: Collection[int], since: int, until: int) -> Iterator[Link]:
    """Calls and visits: the agent's, while they last."""
    rows = Contact.objects.filter(
        Q(ended_at__gte=instant(since)) | Q(ended_at__isnull=True),
        party_id__in=parties,
        started_at__lte=instant(until),
    )
    for row in rows.values_list("pk", "party_id", "agent_id", "started_at", "ended_at"):
        pk, party, agent, started, ended = row
        yield Link("contact", str(pk), party, {agent}, epoch(started), _end(ended))


def requests(parties: Collection[int], since: int, until: int) -> Iterator[Link]:
    """Requests: whoever opened them, and the unit in charge."""
    rows = ServiceRequest.objects.filter(
        Q(closed_at__gte=instant(since)) | Q(closed_at__isnull=True),
        party_id__in=parties,
        opened_at__lte=instant(until),
    )
    found = list(
        rows.values_list(
            "pk", "number", "party_id", "opened_by_id", "unit_id", "opened_at", "closed_at"
        )
    )
    teams = _teams({row[4] for row in found})
    for pk, number, party, opener, unit, opened, closed in found:
        people = teams[unit] | {opener}
        yield Link("request", str(pk), party, people, epoch(opened), _end(closed), number=number)


def orders(parties: Collection[int], since: int, until: int) -> Iterator[Link]:
    """Work orders: the crew, their team, whoever was called in. Late ones reach back (补单)."""
    # A late order is about an earlier time than it was written.
    last = instant(until) + timedelta(days=_late_days(instant(until)))
    rows = WorkOrder.objects.filter(
        Q(closed_at__gte=instant(since)) | Q(closed_at__isnull=True),
        party_id__in=parties,
        created_at__lte=last,
    )
    found = list(
        rows.values_list(
            "pk", "number", "party_id", "assignee_id", "unit_id", "created_at", "arrived_at",
            "closed_at", "backfilled", "company_id",
        )
    )  # fmt: skip
    teams = _teams({row[4] for row in found})
    called: dict[int, set[int]] = defaultdict(set)
    for order, staff in Attendance.objects.filter(order__in=[row[0] for row in found]).values_list(
        "order_id", "staff_id"
    ):
        if staff:
            called[order].add(staff)
    for pk, number, party, assignee, unit, created, arrived, closed, late, company in found:
        people = teams[unit] | called[pk] | {assignee}
        start = epoch(created)
        if late:
            reach = limits_on(created.date(), company).settle_seconds
            start = min(start - reach, epoch(arrived) if arrived else start)
        yield Link("order", str(pk), party, people, start, _end(closed), epoch(created), number)


def callbacks(parties: Collection[int], since: int, until: int) -> Iterator[Link]:
    """Callbacks: whoever called."""
    rows = CallbackTask.objects.filter(
        Q(done_at__gte=instant(since)) | Q(done_at__isnull=True),
        party_id__in=parties,
        planned_at__lte=instant(until),
        caller__isnull=False,
    )
    for row in rows.values_list("pk", "number", "party_id", "caller_id", "planned_at", "done_at"):
        pk, number, party, caller, planned, done = row
        yield Link("callback", str(pk), party, {caller}, epoch(planned), _end(done), number=number)


def _late_days(at: datetime) -> int:
    """How late an order may be entered, by the widest of the companies' figures."""
    companies = open_companies()
    day = timezone.localdate(at)
    figures = [limits_on(day, pk) for pk in companies.values_list("pk", flat=True)]
    figures = figures or [limits_on(day, None)]
    return max(one.overall("late_order_days") for one in figures)


def _end(at: datetime | None) -> int:
    return epoch(at) if at else EVER


def _teams(units: Collection[int]) -> dict[int, set[int]]:
    """The people of units: the business of a team is that of each of its people."""
    teams: dict[int, set[int]] = defaultdict(set)
    for unit, staff in Staff.objects.filter(unit_id__in=units).values_list("unit_id", "pk"):
        teams[unit].add(staff)
    return teams


def register() -> None:
    """Make them known; called when the app is ready."""
    for read in (contacts, requests, orders, callbacks):
        register_links(read.__name__, read)
