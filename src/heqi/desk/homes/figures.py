"""The figures on top of a home: each bounded, each with where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Avg, Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.approvals.queries import pending_count
from heqi.callbacks.models import CallbackTask
from heqi.callbacks.queries import task_counts as callback_counts
from heqi.customers.queries import task_counts
from heqi.desk.homes.promises import Kept, kept_in
from heqi.duties.queries import due_counts
from heqi.duties.queries.mine import CAP as MOST_DUTIES
from heqi.governance.access import LEAD
from heqi.governance.queries import late_count, missing_plans
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.measures import month_before, month_span, percent
from heqi.policies.pages import company_in_view
from heqi.safety.queries.checks import checks
from heqi.safety.queries.hazards import filtered as filtered_hazards
from heqi.safety.queries.hazards import tab_counts as hazard_counts
from heqi.service.models import ServiceRequest
from heqi.service.queries import capped_count, my_contacts, request_counts, ringing
from heqi.supervision.queries.opinions import waiting_for
from heqi.workorders.models import Attendance, WorkOrder
from heqi.workorders.queries import my_orders, tab_counts

CAP = 1000
MOST = 60
TASK_CLAUSE = "data-entry/6.4"


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure; ``href`` is shown where the site has that page."""

    label: str
    value: str
    tone: str = ""
    note: str = ""
    href: str = ""
    clause: str = ""
    mark: str = ""


class Reading:
    """What several figures of one page share, read once."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now

    @cached_property
    def company(self) -> Unit | None:
        """The company in view."""
        return company_in_view(self.actor)

    @cached_property
    def orders(self) -> dict[str, int]:
        """Counts of the queue."""
        return tab_counts(self.actor, now=self.now)

    @cached_property
    def requests(self) -> dict[str, int]:
        """Counts of requests."""
        return request_counts(self.actor, now=self.now)

    @cached_property
    def callbacks(self) -> dict[str, int]:
        """Counts of callbacks."""
        return callback_counts(self.actor, now=self.now)

    @cached_property
    def hazards(self) -> dict[str, int]:
        """Counts of hazards."""
        return hazard_counts(filtered_hazards(self.actor, {}), now=self.now)

    @cached_property
    def in_person(self) -> list[WorkOrder]:
        """Orders that name the actor, and VIP orders that want his post where nobody of it has
        come yet (tiering/6.1(4), 6.2(3)); among the sixty due first."""
        called = Attendance.objects.filter(staff_id=self.actor.id or 0, arrived_at__isnull=True)
        come = Attendance.objects.filter(post=self.actor.post, arrived_at__isnull=False)
        rows = (
            WorkOrder.objects.visible_to(self.actor)
            .still_open()
            .filter(Q(pk__in=called.values("order_id")) | ~Q(tier="standard"))
            .exclude(pk__in=come.values("order_id"))
            .select_related("unit", "assignee", "request")
            .order_by("queue_at", "id")[:MOST]
        )
        mine = set(called.values_list("order_id", flat=True)[:200])
        return [row for row in rows if row.pk in mine or self.actor.post in row.attend]

    @cached_property
    def kept(self) -> Kept:
        """The month's promises against the month before."""
        return kept_in(self.actor, timezone.localdate(self.now))


def count(number: int) -> str:
    """A number, told exactly up to a thousand."""
    return str(number) if number <= CAP else f"{CAP}+"


def _orders(
    tab: str, label: Callable[[], str], tone: str = "", more: str = ""
) -> Callable[[Reading], Stat]:
    def stat(read: Reading) -> Stat:
        number = read.orders[tab]
        shown = tone if number else ""
        return Stat(label(), count(number), shown, href=f"/orders/?tab={more or tab}")

    return stat


def _approvals(read: Reading) -> Stat:
    number = pending_count(read.actor, now=read.now)
    return Stat(
        _("Waiting for my signature"), count(number), "soon" if number else "", href="/approvals/"
    )


def _soon(read: Reading) -> Stat:
    number = read.orders["soon"]
    tone = "soon" if number else ""
    return Stat(_("Orders due soon"), count(number), tone, href="/orders/?tab=open&due=soon")


def _kept(read: Reading) -> Stat:
    kept = read.kept
    note = f"{kept.kept} / {kept.decided}" if kept.decided else _("nothing decided yet")
    if kept.change:
        note += " · " + _("against last month {change}").format(change=kept.change)
    elif not kept.decided and kept.before_decided:
        note += " · " + _last(read, percent(kept.before_kept, kept.before_decided))
    return Stat(_("Promises kept this month"), kept.rate, note=note, href="/policies/")


def _last(read: Reading, figure: str) -> str:
    """Last month's figure, where this month has no case yet."""
    month = month_before(timezone.localdate(read.now))
    return _("{month}: {figure}").format(month=f"{month:%Y-%m}", figure=figure)


def _complaints(read: Reading) -> Stat:
    today = timezone.localdate(read.now)
    (since, until), (before, _until) = month_span(today), month_span(month_before(today))
    within = Q(opened_at__gte=since, opened_at__lt=until)
    found = (
        ServiceRequest.objects.visible_to(read.actor)
        .filter(kind="complaint", opened_at__gte=before, opened_at__lt=until)
        .aggregate(
            n=Count("pk", filter=within),
            open=Count("pk", filter=within & Q(is_open=True)),
            last=Count("pk", filter=Q(opened_at__lt=since)),
        )
    )
    note = _("{n} still open").format(n=found["open"])
    if not found["n"]:
        note = _last(read, count(found["last"]))
    return Stat(_("Complaints this month"), count(found["n"]), note=note, href="/complaints/")


def _vip_complaints(read: Reading) -> Stat:
    rows = ServiceRequest.objects.visible_to(read.actor).filter(kind="complaint", is_open=True)
    number = capped_count(rows.exclude(tier="standard"))
    return Stat(
        _("Open VIP complaints"),
        count(number),
        "soon" if number else "",
        note=_("answered by the deputy general manager"),
        clause="tiering/6.1(7)",
    )


def _supervisors(read: Reading) -> Stat:
    number, late = waiting_for(read.actor, now=read.now)
    return Stat(
        _("Open opinions of supervisors"),
        count(number),
        "over" if late else "",
        note=_("{n} late").format(n=late) if late else "",
        href="/network/",
        clause="supervision/operation",
    )


def _governance(read: Reading) -> Stat:
    """What is late with the committee, improvements, trainings and suggestions; missing plans."""
    plans = missing_plans(read.company, now=read.now) if read.company else []
    missing = [str(one) for one in plans if one.late]
    number = late_count(read.actor, now=read.now) + len(missing)
    note = _("service plan missing: {plans}").format(plans=", ".join(missing)) if missing else ""
    kind = "matters" if read.actor.holds(LEAD) else "improvements"
    href = "/governance/plans/" if missing else f"/governance/{kind}/?late=on"
    return Stat(
        _("Overdue in service governance"),
        count(number),
        "over" if number else "",
        note=note,
        href=href,
        clause="inspection/5.1" if missing else "",
    )


def _satisfaction(read: Reading) -> Stat:
    today = timezone.localdate(read.now)
    number, mean = _scores(read, today)
    note = _("of 5, {n} callbacks").format(n=number)
    if not number:
        before, last = _scores(read, month_before(today))
        if before:
            note = _last(read, _("{mean} of 5, {n} callbacks").format(mean=last, n=before))
    return Stat(_("Mean score of callbacks"), mean, note=note, href="/callbacks/")


def _scores(read: Reading, month: date) -> tuple[int, str]:
    """How many callbacks of a month have a score, and its mean."""
    since, until = month_span(month)
    found = (
        CallbackTask.objects.visible_to(read.actor)
        .filter(done_at__gte=since, done_at__lt=until, score__isnull=False)
        .aggregate(n=Count("pk"), mean=Avg("score"))
    )
    return found["n"], f"{found['mean']:.1f}" if found["n"] else "—"


def _callbacks(read: Reading) -> Stat:
    return Stat(_("Callbacks to make"), count(read.callbacks["open"]), href="/callbacks/")


def _callbacks_late(read: Reading) -> Stat:
    number = read.callbacks["late"]
    tone = "over" if number else ""
    return Stat(_("Callbacks overdue"), count(number), tone, href="/callbacks/?tab=late")


def _ringing(read: Reading) -> Stat:
    number = capped_count(ringing(read.actor))
    return Stat(_("Calls waiting"), count(number), "over" if number else "", href="/desk/")


def _sessions(read: Reading) -> Stat:
    return Stat(_("My sessions"), count(capped_count(my_contacts(read.actor))), href="/desk/")


def _mine(read: Reading) -> Stat:
    return Stat(_("My open requests"), count(read.requests["mine"]))


def _my_late(read: Reading) -> Stat:
    rows = ServiceRequest.objects.visible_to(read.actor).filter(
        opened_by_id=read.actor.id, is_open=True, due_at__lt=read.now
    )
    number = capped_count(rows)
    return Stat(_("Of these overdue"), count(number), "over" if number else "")


def _in_person(read: Reading) -> Stat:
    number = len(read.in_person)
    return Stat(_("Need me in person"), count(number), "soon" if number else "")


def _own_orders(read: Reading) -> Stat:
    return Stat(_("My orders"), count(len(my_orders(read.actor))), href="/field/")


def _tasks(read: Reading) -> Stat:
    number = task_counts(read.actor, now=read.now)["open"]
    return Stat(_("Tasks of master data"), count(number), href="/customers/tasks/")


def _tasks_late(read: Reading) -> Stat:
    number = task_counts(read.actor, now=read.now)["late"]
    tone = "over" if number else ""
    where = "/customers/tasks/?tab=late"
    return Stat(_("Of these overdue"), count(number), tone, href=where, clause=TASK_CLAUSE)


def _hazards(tab: str, label: Callable[[], str], tone: str = "") -> Callable[[Reading], Stat]:
    def stat(read: Reading) -> Stat:
        number = read.hazards.get(tab, 0)
        shown = tone if number else ""
        return Stat(label(), count(number), shown, href=f"/safety/hazards/?tab={tab}")

    return stat


def _refusals(read: Reading) -> Stat:
    number = capped_count(checks(read.actor, {"follow": True}))
    return Stat(
        _("Refused checks to call on again"),
        count(number),
        "soon" if number else "",
        href="/safety/checks/?follow=on",
        clause="tiering/5(7)",
    )


def _duties(read: Reading) -> Stat:
    number, late = due_counts(read.actor, now=read.now)
    tone = "over" if late else "soon" if number else ""
    note = _("{n} of them overdue").format(n=late) if late else ""
    shown = f"{number}+" if number == MOST_DUTIES else count(number)
    return Stat(_("Recurring duties to do"), shown, tone, note=note, href="/duties/")


STATS: dict[str, Callable[[Reading], Stat]] = {
    "approvals": _approvals,
    "late": _orders("late", lambda: _("Orders overdue"), "over"),
    "to_dispatch": _orders("to_dispatch", lambda: _("To dispatch"), "soon"),
    "in_hand": _orders("in_hand", lambda: _("In hand")),
    "suspended": _orders("suspended", lambda: _("On hold")),
    "to_review": _orders("to_review", lambda: _("To review")),
    "soon": _soon,
    "kept": _kept,
    "complaints": _complaints,
    "vip_complaints": _vip_complaints,
    "governance": _governance,
    "satisfaction": _satisfaction,
    "supervisors": _supervisors,
    "callbacks": _callbacks,
    "callbacks_late": _callbacks_late,
    "ringing": _ringing,
    "my_sessions": _sessions,
    "my_requests": _mine,
    "my_late": _my_late,
    "in_person_count": _in_person,
    "own_orders": _own_orders,
    "tasks": _tasks,
    "tasks_late": _tasks_late,
    "hazards_open": _hazards("open", lambda: _("Open hazards")),
    "hazards_late": _hazards("late", lambda: _("Hazards overdue"), "over"),
    "hazards_stopped": _hazards("stopped", lambda: _("Gas stopped for a hazard"), "over"),
    "refusals": _refusals,
    "duties": _duties,
}


def stats_of(names: tuple[str, ...], read: Reading) -> list[Any]:
    """The figures of a home, in order."""
    return [STATS[name](read) for name in names]
