"""How the promises of an order ended: kept, late, not attended, excepted with the reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.clocks.facts import event_words
from heqi.clocks.models import Clock, ClockState, Moment
from heqi.ledger.actors import Actor
from heqi.people.models import Post
from heqi.policies.deciding import spoken_chinese
from heqi.workorders.guards import wants_card
from heqi.workorders.models import Attendance, CardFormality, Outcome, WorkOrder

ENDS = ("withdrawn", "cancelled", "merged", "closed")
# A figure of the company's own is no promise of a clause.
OWN = "company_set"


@dataclass(frozen=True, slots=True)
class Kind:
    """How a promise can end; ``tone`` is the colour of its tag."""

    code: str
    label: str | Words
    tone: str


KEPT = Kind("kept", pgettext_lazy("promise", "Kept"), "ok")
LATE = Kind("late", pgettext_lazy("promise", "Late"), "over")
NOT_ATTENDED = Kind("not_attended", _("Not attended"), "over")
NOT_DONE = Kind("not_done", pgettext_lazy("promise", "Not done"), "over")
EXCEPTED = Kind("excepted", pgettext_lazy("promise", "Excepted"), "hold")
OPEN = Kind("open", pgettext_lazy("promise", "Running"), "")


@dataclass(frozen=True, slots=True)
class Ended:
    """A promise of a clause as it stands: what, how it ended, by whom or why."""

    label: str
    words: str
    clause: str
    kind: Kind
    why: str = ""
    at: datetime | None = None
    own_time: bool = False


def attendance_rows(order: WorkOrder) -> list[dict[str, Any]]:
    """Who must be on the spot, by which clause, whether he came, and what the sheet says."""
    rows = list(order.attendances.select_related("staff"))
    names = {p.pk: str(p) for p in Post.objects.filter(pk__in=[r.post for r in rows])}
    return [
        {
            "code": row.post,
            "post": names.get(row.post, row.post),
            "clause": row.clause,
            "staff": row.staff,
            "arrived_at": row.arrived_at,
            "outcome": row.outcome,
            "confirmed": row.confirmed,
            "reason": row.reason,
            # Somebody of another post was there for the holder.
            "stand_in": bool(row.staff and row.arrived_at and row.staff.post_id != row.post),
        }
        for row in rows
    ]


def may_see_to_card(actor: Actor, order: WorkOrder) -> bool:
    """Whether the card formalities are open, and the actor is there to see to them."""
    if not (order.is_open and order.arrived_at and wants_card(order.decision)):
        return False
    if CardFormality.objects.filter(order=order).exists():
        return False
    if actor.id == order.assignee_id:
        return True
    return Attendance.objects.filter(order=order, staff_id=actor.id or 0).exists()


def ended_of(order: WorkOrder) -> list[Ended]:
    """The promises of the clauses around an order; four queries."""
    return promises_of_orders([order])[order.pk]


def promises_of_orders(orders: Sequence[WorkOrder]) -> dict[int, list[Ended]]:
    """The same for several orders, in as many queries."""
    by_request = {order.request_id: order.pk for order in orders if order.request_id}
    by_order = {order.pk for order in orders}
    wanted = Q(timeline__subject_type="workorders.workorder", timeline__subject_id__in=by_order)
    wanted |= Q(
        timeline__subject_type="service.servicerequest",
        timeline__subject_id__in=list(by_request),
    )
    clocks = list(
        Clock.objects.filter(wanted)
        .exclude(state=ClockState.NOT_STARTED)
        .exclude(mark=OWN)
        .select_related("timeline")
        .order_by("started_at", "pk")
    )
    moments = _moments(clocks)
    found: dict[int, list[Ended]] = defaultdict(list)
    attended = set()
    for clock in clocks:
        about = clock.timeline
        key = (
            about.subject_id
            if about.subject_type == "workorders.workorder"
            else by_request[about.subject_id]
        )
        found[key].append(_of_clock(clock, moments.get(about.pk, [])))
        if clock.name == "attended":
            attended.add((key, clock.clause))
    rows = Attendance.objects.filter(order__in=by_order).select_related("staff")
    names = {p.pk: str(p) for p in Post.objects.filter(pk__in=[r.post for r in rows])}
    for row in rows:
        if (row.order_id, row.clause) not in attended:
            found[row.order_id].append(_of_attendance(row, names))
    for card in CardFormality.objects.filter(order__in=by_order):
        found[card.order_id].append(_of_card(card))
    return found


def _moments(clocks: Iterable[Clock]) -> dict[int, list[Moment]]:
    found: dict[int, list[Moment]] = defaultdict(list)
    wanted = [clock.timeline_id for clock in clocks]
    kinds = [*ENDS, "unattended", "booked"]
    for row in Moment.objects.filter(timeline__in=wanted, kind__in=kinds).order_by("at", "pk"):
        found[row.timeline_id].append(row)
    return found


def _of_clock(clock: Clock, moments: list[Moment]) -> Ended:
    kind, why = OPEN, ""
    if clock.state == ClockState.MET:
        kind = KEPT
    elif clock.failed_at is not None:
        kind, why = NOT_ATTENDED, _last(moments, ("unattended",))
    elif clock.state in (ClockState.MISSED, ClockState.OVERDUE) or clock.breached_at:
        kind = LATE
    elif clock.state == ClockState.CANCELLED:
        kind, why = EXCEPTED, _last(moments, ENDS)
    booked = any(row.kind == "booked" for row in moments) and "override" in clock.spec
    return Ended(
        clock.label, clock.words, clock.clause, kind, why, clock.stopped_at or clock.due_at, booked
    )


def _last(moments: list[Moment], kinds: tuple[str, ...]) -> str:
    """The reason given with the last of these moments, else what it was."""
    row = next((one for one in reversed(moments) if one.kind in kinds), None)
    if row is None:
        return ""
    said = event_words().get(row.kind)
    words = (said.zh if spoken_chinese() else said.en) if said else row.kind
    return row.reason or words


def _of_attendance(row: Attendance, names: dict[str, str]) -> Ended:
    kinds = {Outcome.CAME: KEPT, Outcome.ABSENT: NOT_ATTENDED, Outcome.EXCEPTED: EXCEPTED}
    return Ended(
        label=names.get(row.post, row.post),
        words="",
        clause=row.clause,
        kind=kinds.get(Outcome(row.outcome), KEPT if row.arrived_at else OPEN),
        why=row.reason,
        at=row.arrived_at,
    )


def _of_card(card: CardFormality) -> Ended:
    return Ended(
        label=str(_("Card formalities")),
        words=card.get_result_display(),
        clause=card.clause,
        kind=KEPT if card.is_kept else NOT_DONE,
        why=card.by_name,
        at=card.at,
    )
