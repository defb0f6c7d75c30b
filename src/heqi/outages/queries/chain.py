"""The chain of an emergency: every stage with its limit, measured from what was stamped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from heqi.clocks.models import Clock, ClockState, Moment
from heqi.outages.models import Emergency

ORDER, REQUEST = "workorders.workorder", "service.servicerequest"
# Stage: the moment that stamps it, and the clock that limits it.
STAGES: tuple[tuple[str, str, str | Promise], ...] = (
    ("answered", "pick_up", pgettext_lazy("chain", "Call answered")),
    ("call_ended", "", pgettext_lazy("chain", "End of the call")),
    ("ordered", "order", pgettext_lazy("chain", "Order placed")),
    ("dispatched", "dispatch", pgettext_lazy("chain", "Dispatched")),
    ("set_out", "set_out", pgettext_lazy("chain", "Set off")),
    ("arrived", "at_door", pgettext_lazy("chain", "On site")),
    ("first_report", "first_report", pgettext_lazy("chain", "First report")),
    ("made_safe", "make_safe", pgettext_lazy("chain", "Made safe")),
    ("restored", "restore", pgettext_lazy("chain", "Supply restored")),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: when, within what, how long it took. ``tone`` is over, soon, ok or nothing."""

    code: str
    label: str | Promise
    at: datetime | None
    clock: Clock | None
    tone: str
    skipped: bool = False

    @property
    def took(self) -> timedelta | None:
        """Since its clock started, once it is stamped."""
        clock = self.clock
        if clock is None or clock.started_at is None:
            return None
        end = clock.stopped_at or self.at
        return max(end - clock.started_at, timedelta()) if end else None

    @property
    def due_at(self) -> datetime | None:
        """Until when it must be stamped, while it is not."""
        return self.clock.due_at if self.clock and self.at is None else None

    @property
    def late(self) -> bool:
        """Whether its limit is broken."""
        return self.tone == "over"


def chain_of(emergency: Emergency, *, now: datetime) -> list[Stage]:
    """The stages in their order; two queries."""
    return chains_of([emergency], now=now)[emergency.pk]


def chains_of(rows: Sequence[Emergency], *, now: datetime) -> dict[int, list[Stage]]:
    """The chains of some emergencies by their id; two queries however many they are."""
    orders = {row.order_id: row for row in rows}
    requests = {row.order.request_id: row for row in rows if row.order.request_id}
    clocks: dict[int, list[Clock]] = {row.pk: [] for row in rows}
    wanted = Q(timeline__subject_type=ORDER, timeline__subject_id__in=list(orders)) | Q(
        timeline__subject_type=REQUEST, timeline__subject_id__in=list(requests)
    )
    for clock in Clock.objects.filter(wanted).select_related("timeline"):
        of = orders if clock.timeline.subject_type == ORDER else requests
        if clock.state != ClockState.NOT_STARTED:
            clocks[of[clock.timeline.subject_id].pk].append(clock)
    moments: dict[int, dict[str, datetime]] = {row.pk: {} for row in rows}
    found = Moment.objects.filter(
        timeline__subject_type=ORDER, timeline__subject_id__in=list(orders)
    ).order_by("at", "id")
    for subject, kind, at in found.values_list("timeline__subject_id", "kind", "at"):
        moments[orders[subject].pk].setdefault(kind, at)
    return {
        row.pk: [
            _stage(row, code, name, label, moments[row.pk].get(code), clocks[row.pk], now)
            for code, name, label in STAGES
            if code != "answered" or code in moments[row.pk]
        ]
        for row in rows
    }


def _stage(
    emergency: Emergency,
    code: str,
    name: str,
    label: str | Promise,
    at: datetime | None,
    clocks: Iterable[Clock],
    now: datetime,
) -> Stage:
    clock = _strictest(clocks, name)
    # Work that is finished is safe, stamped or not; supply that was not cut does not come back.
    if code == "made_safe" and at is None:
        at = emergency.made_safe_at
    skipped = at is None and (
        (code == "restored" and emergency.cut_at is None) or not emergency.is_running
    )
    return Stage(
        code, label, at, None if skipped else clock, _tone(clock, at, skipped, now), skipped
    )


def _strictest(clocks: Iterable[Clock], name: str) -> Clock | None:
    found = [clock for clock in clocks if clock.name == name]
    return min(
        found, key=lambda one: (one.due_at is None, one.due_at.timestamp() if one.due_at else 0),
        default=None,
    )  # fmt: skip


def _tone(clock: Clock | None, at: datetime | None, skipped: bool, now: datetime) -> str:
    if skipped:
        return ""
    if clock is not None and clock.due_at is not None and clock.state != ClockState.CANCELLED:
        end = clock.stopped_at or at or now
        if end > clock.due_at:
            return "over"
        if at is None:
            return "soon" if clock.state == ClockState.RUNNING else ""
    return "ok" if at else ""
