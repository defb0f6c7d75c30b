"""What the pages of one order show, gathered once for page, drawer, print and phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.clocks.models import Clock, Moment
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import history
from heqi.ledger.models import Entry
from heqi.people.access import may
from heqi.people.models import Post, Staff
from heqi.policies.deciding import rule_on
from heqi.workorders.forms import StepForm
from heqi.workorders.kinds import hold_reason, work
from heqi.workorders.models import HoldState, Suspension, WorkOrder
from heqi.workorders.posts import staffed
from heqi.workorders.queries import (
    attendance_rows,
    brinks,
    busy_elsewhere,
    clocks_of_order,
    ended_of,
    get_order,
    moves_for,
    order_by_number,
    propose,
)
from heqi.workorders.states import TO_DISPATCH_STATES
from heqi.workorders.steps import STEPS, Step

WORDS: dict[str, str | Promise] = {
    "workorders.create": gettext_lazy("order made"),
    "workorders.release": gettext_lazy("waits to be dispatched"),
    "workorders.dispatch": gettext_lazy("dispatched"),
    "workorders.reassign": gettext_lazy("reassigned"),
    "workorders.return": gettext_lazy("given back"),
    "workorders.accept": gettext_lazy("accepted"),
    "workorders.book": gettext_lazy("time booked"),
    "workorders.set_out": gettext_lazy("set off"),
    "workorders.arrive": gettext_lazy("arrived"),
    "workorders.attend": gettext_lazy("attended on site"),
    "workorders.excuse": gettext_lazy("excused from coming"),
    "workorders.start": gettext_lazy("work begun"),
    "workorders.report": gettext_lazy("first report given"),
    "workorders.block": gettext_lazy("cannot be repaired now"),
    "workorders.offer_solution": gettext_lazy("solution offered"),
    "workorders.waste": gettext_lazy("nobody there"),
    "workorders.ask_suspension": gettext_lazy("hold asked for"),
    "workorders.refuse_suspension": gettext_lazy("hold refused"),
    "workorders.suspend": gettext_lazy("put on hold"),
    "workorders.resume": gettext_lazy("resumed"),
    "workorders.expire_suspension": gettext_lazy("longest hold reached, the clocks run again"),
    "workorders.finish": gettext_lazy("finished"),
    "workorders.review": gettext_lazy("reviewed"),
    "workorders.close": gettext_lazy("closed"),
    "workorders.rework": gettext_lazy("to be done again"),
    "workorders.call_back": gettext_lazy("sent to callback"),
    "workorders.archive": gettext_lazy("archived"),
    "workorders.cancel": gettext_lazy("cancelled"),
    "workorders.merge": gettext_lazy("merged"),
    "workorders.absorb": gettext_lazy("took another order in"),
    "workorders.remind": gettext_lazy("reminded"),
    "workorders.card": gettext_lazy("card formalities seen to"),
}
# Moments that no entry of the ledger tells.
MOMENTS: dict[str, str | Promise] = {
    "rung": gettext_lazy("telephone rang"),
    "answered": gettext_lazy("call answered"),
    "call_ended": gettext_lazy("call ended"),
    "made_safe": gettext_lazy("made safe"),
    "outage_begins": gettext_lazy("supply cut"),
    "restored": gettext_lazy("supply restored"),
}


def find_order(actor: Actor, key: str) -> WorkOrder:
    """An order by number or id; 404 where it does not exist for this actor."""
    try:
        if key.isascii() and key.isdigit() and len(key) < 19:
            return get_order(actor, int(key))
        return order_by_number(actor, key.upper())
    except WorkOrder.DoesNotExist:
        raise Http404(_("There is no such order, or it is not yours to see.")) from None


def row_clock(order: WorkOrder) -> dict[str, Any]:
    """The governing clock of a row, as the clock components take it."""
    state = "paused" if order.status == "suspended" else ""
    if order.due_at is None and not state:
        return {}
    return {
        "label": order.due_title,
        "state": state,
        "started_at": order.created_at,
        "due_at": order.due_at,
        "soon_at": order.created_at if order.alert else order.due_at,
        "clauses": [order.due_clause] if order.due_clause else [],
    }


@dataclass(frozen=True, slots=True)
class Offered:
    """A step that the actor may make now, with its form; ``open`` where it came back."""

    step: Step
    form: StepForm
    primary: bool = False
    open: bool = False
    clause: str = ""


def offered(
    order: WorkOrder,
    actor: Actor,
    *,
    bound: StepForm | None = None,
    name: str = "",
    clause: str = "",
) -> list[Offered]:
    """The steps from here in the order of the pages; the first is the primary one."""
    names = [step for step in STEPS if step in set(moves_for(actor, order))]
    rows = []
    for number, step_name in enumerate(names):
        step = STEPS[step_name]
        is_bound = bound is not None and step_name == name
        form = bound if is_bound and bound is not None else step.form(order, actor)
        rows.append(Offered(step, form, number == 0, step_name == name, clause if is_bound else ""))
    return rows


def line(row: WorkOrder, clocks: list[Clock]) -> list[dict[str, Any]]:
    """Who did what when and why, newest first: ledger, moments of the call, broken promises."""
    entries = [e for e in history(row) if e.code in WORDS]
    names = _names(entries)
    rows: list[dict[str, Any]] = [_entry(entry, names) for entry in entries]
    moments = Moment.objects.filter(
        timeline__subject_type="workorders.workorder",
        timeline__subject_id=row.pk,
        kind__in=list(MOMENTS),
    )
    rows += [
        {"at": m.at, "text": MOMENTS[m.kind], "by": m.by_name if m.by_id else "", "rank": 0}
        for m in moments
    ]
    rows += [
        {
            "at": clock.breached_at,
            "text": _("deadline passed: {what}").format(what=clock.label),
            "tone": "over",
            # A figure of the company's own is no clause that was broken.
            "clauses": [] if clock.mark == "company_set" else [clock.clause],
            "rank": 0,
        }
        for clock in clocks
        if clock.breached_at
    ]
    return sorted(rows, key=lambda one: (one["at"], one["rank"]), reverse=True)


def _names(entries: list[Entry]) -> dict[int, str]:
    ids = {pk for e in entries for pk in e.changes.get("assignee") or [] if isinstance(pk, int)}
    return {s.pk: f"{s.name} · {s.unit.name}" for s in _staff(ids)} if ids else {}


def _staff(ids: set[int]) -> list[Staff]:
    return list(Staff.objects.filter(pk__in=ids).select_related("unit"))


def _entry(entry: Entry, names: Mapping[int, str]) -> dict[str, Any]:
    text = str(WORDS[entry.code])
    given = (entry.changes.get("assignee") or [None])[-1]
    if given in names:
        text = _("{what} to {name}").format(what=text, name=names[given])
    return {
        "at": entry.at,
        "text": text,
        # What was approved elsewhere is done by the system in the name of who signed.
        "by": _("system") if entry.actor_name == SYSTEM.name else entry.actor_name,
        "note": _reason(entry),
        "tone": "ok" if entry.code in ("workorders.create", "workorders.close") else "",
        "rank": entry.pk,
    }


def _reason(entry: Entry) -> str:
    if entry.code in ("workorders.suspend", "workorders.ask_suspension"):
        return hold_reason(entry.reason)
    return str(entry.reason)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a broken promise may lead to: amounts in yuan, as the policies say."""

    least: str
    most: str
    clause: str


def warning(order: WorkOrder, clocks: list[Clock], now: datetime) -> Ground | None:
    """The warning of the page when a promise is broken (conduct/3.2.2(1))."""
    if not (order.is_late(now) or any(clock.is_late(now) for clock in clocks)):
        return None
    told = work()["late"]
    ruling = rule_on(
        told["question"], told["facts"], on=timezone.localdate(now), company_id=order.company_id
    )
    if ruling.status != "answered":
        return None
    amount = (ruling.as_json()["answer"] or {}).get("amount") or {}
    return Ground(amount.get("at_least", ""), amount.get("at_most", ""), told["clause"])


def shown(
    order: WorkOrder,
    actor: Actor,
    now: datetime,
    *,
    bound: StepForm | None = None,
    name: str = "",
    clause: str = "",
) -> dict[str, Any]:
    """Everything that drawer and page have in common."""
    clocks = clocks_of_order(order)
    return {
        "order": order,
        "clocks": clocks,
        "warning": warning(order, clocks, now),
        "attendance": attendance_rows(order),
        "ended": ended_of(order),
        "blockages": list(order.blockages.all()),
        "lines": line(order, clocks),
        "steps": offered(order, actor, bound=bound, name=name, clause=clause),
        "seen": seen(order),
        **holds_of(order),
    }


def proposed(actor: Actor, order: WorkOrder | None, *, now: datetime) -> dict[str, Any]:
    """Whom to send, for who may dispatch a waiting order; empty otherwise."""
    if order is None or order.status not in TO_DISPATCH_STATES:
        return {}
    if not may(actor, "workorders.dispatch", order):
        return {}
    return {
        "proposals": propose(actor, order, now=now),
        "busy": busy_elsewhere(actor, order, now=now),
        "brink": brinks([order], now=now).get(order.pk),
        "proposed_for": order,
    }


def holds_of(order: WorkOrder) -> dict[str, Any]:
    """The hold in force, the one that waits for approval, and the latest if it was refused."""
    rows = list(order.suspensions.select_related("decision")[:10])
    standing = {row.state: row for row in rows if row.until is None}
    latest = rows[0] if rows else None
    refused = latest is not None and latest.state == HoldState.REFUSED and order.is_open
    asked = standing.get(HoldState.ASKED)
    return {
        "hold": standing.get(HoldState.GRANTED),
        "asked": asked,
        "asked_of": approvers_of(order, asked) if asked else "",
        "refused": latest if refused else None,
    }


def approvers_of(order: WorkOrder, hold: Suspension) -> str:
    """Who decides on a hold, as posts in words."""
    codes = staffed(order, (hold.decision.answer or {}).get("approve") or [])
    names = {post.pk: str(post) for post in Post.objects.filter(pk__in=codes)}
    return _(", ").join(names.get(code, code) for code in codes)


def seen(order: WorkOrder) -> str:
    """What the reader of the page knew: state and crew."""
    return f"{order.status}:{order.assignee_id or ''}"
