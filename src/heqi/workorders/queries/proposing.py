"""Whom to send: crews ranked with their reasons, and the last moment before a promise is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.models import Clock, ClockState
from heqi.ledger.actors import Actor
from heqi.people.models import Post, RosterShift, Staff, StandIn
from heqi.policies.data import read_data
from heqi.workorders.guards import Wanted, wanted_posts
from heqi.workorders.models import Visit, WorkOrder
from heqi.workorders.queries.dispatching import crew_choices
from heqi.workorders.states import IN_HAND

AT_WORK = ("on_the_way", "on_site", "working")


def weighing() -> dict[str, Any]:
    """Weights, skills and what is assumed, as the company keeps them."""
    rows: dict[str, Any] = read_data("workorders", "dispatch")
    return rows


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is proposed, or why not."""

    text: str
    tone: str = ""
    clause: str = ""


@dataclass(slots=True)
class Proposal:
    """A member of a crew with what speaks for and against sending him."""

    staff: Staff
    score: int = 0
    reasons: list[Reason] = field(default_factory=list)
    open_count: int = 0

    def add(self, points: int, text: str, tone: str = "", clause: str = "") -> None:
        """A reason and its points."""
        self.score += points
        self.reasons.append(Reason(text, tone, clause))

    @property
    def why(self) -> str:
        """The reasons in one line, as they are kept with the dispatch."""
        return _("proposed: {reasons}").format(
            reasons=_(", ").join(reason.text for reason in self.reasons)
        )


@dataclass(frozen=True, slots=True)
class Busy:
    """A holder of a post that the policy wants, who is elsewhere, and who could come instead."""

    post: str
    clause: str
    staff: Staff
    order: WorkOrder
    instead: tuple[Staff, ...]


def propose(actor: Actor, order: WorkOrder, *, now: datetime) -> list[Proposal]:
    """Crews for an order, the best first; a fixed number of queries whatever the load.

    Counted are posts that a clause wants, skill, roster, what is in hand and how near it is.
    """
    data = weighing()
    points = data["weights"]
    wanted = wanted_posts(order.decision)
    crews = crew_choices(actor, order)
    in_hand = _in_hand([one.pk for one in crews])
    on_duty, rostered = _roster(crews, now)
    deputies = _deputies(crews, wanted, now)
    absent = _absent(crews, now)
    skilled = data["skills"].get(order.kind, ())
    names = {post.pk: str(post) for post in Post.objects.filter(pk__in=[w.post for w in wanted])}
    here = order.service_point.premises if order.service_point else None
    found = []
    for staff in crews:
        if staff.pk in absent:
            continue
        mine = in_hand.get(staff.pk, [])
        row = Proposal(staff, open_count=len(mine))
        for one in wanted:
            if staff.post_id == one.post:
                text = _("{post}, whom the clause wants").format(post=names.get(one.post, one.post))
                row.add(points["wanted"], text, "pri", one.clause)
            elif one.post in deputies.get(staff.pk, ()):
                text = _("stands in for the {post}").format(post=names.get(one.post, one.post))
                row.add(points["wanted"] - 1, text, "pri", one.clause)
        if staff.post_id in skilled:
            row.add(points["skill"], _("does this kind of work"), "ok")
        if staff.pk in on_duty:
            row.add(points["on_duty"], _("on duty"), "ok")
        elif staff.unit_id in rostered:
            row.add(points["off_duty"], _("not on the roster now"), "hold")
        _weigh_place(row, here, mine, points)
        _weigh_load(row, mine, points, now)
        found.append(row)
    found.sort(key=lambda one: (-one.score, one.open_count, one.staff.number))
    return found[: data["proposed"]]


def _weigh_place(row: Proposal, here: Any, mine: list[WorkOrder], points: dict[str, int]) -> None:
    if here is None:
        return
    places = [one.service_point.premises for one in mine if one.service_point]
    if here.compound_id and any(one.compound_id == here.compound_id for one in places):
        row.add(points["same_compound"], _("works in the same compound today"), "ok")
    elif here.street and any(one.street == here.street for one in places):
        row.add(points["same_street"], _("works in the same street today"), "ok")


def _weigh_load(
    row: Proposal, mine: list[WorkOrder], points: dict[str, int], now: datetime
) -> None:
    late = sum(one.is_late(now) for one in mine)
    busy = next((one for one in mine if one.status in AT_WORK), None)
    if not mine:
        row.add(0, _("nothing in hand"), "ok")
    else:
        row.add(points["open"] * len(mine), _("{n} in hand").format(n=len(mine)))
    if late:
        row.add(points["late"] * late, _("{n} overdue").format(n=late), "over")
    if busy is not None:
        text = _("{state} at {number}").format(state=busy.get_status_display(), number=busy.number)
        row.add(points["busy"], text, "soon")


def _in_hand(staff: Sequence[int]) -> dict[int, list[WorkOrder]]:
    rows = WorkOrder.objects.filter(
        is_open__in=[True], assignee_id__in=staff, status__in=IN_HAND
    ).select_related("service_point__premises")
    found: dict[int, list[WorkOrder]] = {}
    for row in rows.order_by("queue_at", "id")[:500]:
        found.setdefault(row.assignee_id or 0, []).append(row)
    return found


def _roster(crews: list[Staff], now: datetime) -> tuple[set[int], set[int]]:
    """Who is on duty now, and which teams keep a roster at all."""
    units = {one.unit_id for one in crews}
    day = (now - timedelta(hours=24), now + timedelta(hours=24))
    rows = RosterShift.objects.filter(unit__in=units, since__lt=day[1], until__gt=day[0])
    shifts = list(rows.values_list("staff_id", "unit_id", "since", "until")[:2000])
    now_on = {staff for staff, _unit, since, until in shifts if since <= now < until}
    return now_on, {unit for _staff, unit, _since, _until in shifts}


def _deputies(crews: list[Staff], wanted: Iterable[Wanted], now: datetime) -> dict[int, set[str]]:
    posts = [one.post for one in wanted]
    if not posts:
        return {}
    rows = StandIn.objects.current(timezone.localdate(now)).filter(
        deputy__in=[one.pk for one in crews], absent__post__in=posts, ended_at__isnull=True
    )
    found: dict[int, set[str]] = {}
    for deputy, post in rows.values_list("deputy_id", "absent__post_id"):
        found.setdefault(deputy, set()).add(post)
    return found


def _absent(crews: list[Staff], now: datetime) -> set[int]:
    rows = StandIn.objects.current(timezone.localdate(now)).filter(
        absent__in=[one.pk for one in crews], ended_at__isnull=True
    )
    return set(rows.values_list("absent_id", flat=True))


def busy_elsewhere(actor: Actor, order: WorkOrder, *, now: datetime) -> list[Busy]:
    """Holders of posts wanted here who are at another order, and who could come instead."""
    wanted = wanted_posts(order.decision)
    if not wanted:
        return []
    crews = crew_choices(actor, order)
    names = {post.pk: str(post) for post in Post.objects.filter(pk__in=[w.post for w in wanted])}
    at_work = {
        staff: next((one for one in rows if one.status in AT_WORK and one.pk != order.pk), None)
        for staff, rows in _in_hand([one.pk for one in crews]).items()
    }
    deputies = _deputies(crews, wanted, now)
    found = []
    for one in wanted:
        free = [
            staff
            for staff in crews
            if at_work.get(staff.pk) is None
            and (staff.post_id == one.post or one.post in deputies.get(staff.pk, ()))
        ]
        for staff in crews:
            elsewhere = at_work.get(staff.pk)
            if staff.post_id == one.post and elsewhere is not None:
                post = names.get(one.post, one.post)
                found.append(Busy(post, one.clause, staff, elsewhere, tuple(free[:3])))
    return found


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long the way and the work take, in minutes, and on how many trips that stands."""

    travel: int
    work: dict[str, int]
    trips: int
    assumed_work: int

    def need(self, parts: Iterable[str], kind: str) -> timedelta:
        """What must still happen, as time."""
        minutes = 0
        for part in parts:
            minutes += self.travel if part == "travel" else self.work.get(kind, self.assumed_work)
        return timedelta(minutes=minutes)


def estimate(company_id: int) -> Estimate:
    """Medians of the latest trips and works of a company; two queries."""
    data = weighing()
    most, few = data["history"]["most"], data["history"]["few"]
    trips = Visit.objects.filter(
        order__company=company_id, set_out_at__isnull=False, arrived_at__isnull=False
    ).order_by("-id")
    ways = [
        (arrived - set_out).total_seconds() / 60
        for set_out, arrived in trips.values_list("set_out_at", "arrived_at")[:most]
        if set_out is not None and arrived is not None
    ]
    works: dict[str, list[float]] = {}
    done = WorkOrder.objects.filter(
        company=company_id, lane="closed", arrived_at__isnull=False, finished_at__isnull=False
    ).order_by("-queue_at", "-id")
    for kind, arrived, finished in done.values_list("kind", "arrived_at", "finished_at")[:most]:
        assert arrived is not None  # as the filter asks
        assert finished is not None
        works.setdefault(kind, []).append((finished - arrived).total_seconds() / 60)
    return Estimate(
        travel=round(median(ways)) if len(ways) >= few else data["assumed"]["travel"],
        work={kind: round(median(rows)) for kind, rows in works.items() if len(rows) >= few},
        trips=len(ways) if len(ways) >= few else 0,
        assumed_work=data["assumed"]["work"],
    )


@dataclass(frozen=True, slots=True)
class Brink:
    """The last moment to set out before a promise is lost."""

    at: datetime
    label: str
    words: str
    clause: str
    mark: str
    minutes: int
    tone: str


def brinks(orders: Sequence[WorkOrder], *, now: datetime) -> dict[int, Brink]:
    """For each waiting order the promise that is lost first, where it is near or past."""
    if not orders:
        return {}
    data = weighing()
    by_subject: dict[tuple[str, int], list[WorkOrder]] = {}
    for order in orders:
        by_subject.setdefault(("workorders.workorder", order.pk), []).append(order)
        if order.request_id:
            by_subject.setdefault(("service.servicerequest", order.request_id), []).append(order)
    wanted = Q(
        timeline__subject_type="workorders.workorder",
        timeline__subject_id__in=[one.pk for one in orders],
    ) | Q(
        timeline__subject_type="service.servicerequest",
        timeline__subject_id__in=[one.request_id for one in orders if one.request_id],
    )
    clocks = Clock.objects.filter(
        wanted, state=ClockState.RUNNING, due_at__isnull=False, name__in=list(data["needs"])
    ).select_related("timeline")
    guesses = {company: estimate(company) for company in {one.company_id for one in orders}}
    found: dict[int, Brink] = {}
    warn = timedelta(minutes=data["warn"])
    for clock in clocks:
        key = (clock.timeline.subject_type, clock.timeline.subject_id)
        for order in by_subject.get(key, ()):
            need = guesses[order.company_id].need(data["needs"][clock.name], order.kind)
            assert clock.due_at is not None
            at = clock.due_at - need
            if not need or at - now > warn or (order.pk in found and found[order.pk].at <= at):
                continue
            found[order.pk] = Brink(
                at=at,
                label=clock.label,
                words=clock.words,
                clause=clock.clause,
                mark=clock.mark,
                minutes=round(need.total_seconds() / 60),
                tone="over" if now > at else "soon",
            )
    return found
