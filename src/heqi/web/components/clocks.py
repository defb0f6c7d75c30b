"""A clock as the page shows it, from whatever row or mapping an app hands over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from heqi.web.components.words import remaining, when

# What apps call the states of a clock, and what the page makes of each.
PAUSED = {"paused", "on_hold", "hold"}
MET = {"met", "done", "closed"}
MISSED = {"missed", "breached", "overdue", "late"}
GONE = {"cancelled", "void", "waived"}
ICONS = {
    "over": "alert-triangle",
    "soon": "hourglass-low",
    "ok": "clock",
    "paused": "clock-pause",
    "met": "circle-check",
    "done": "circle-minus",
}
SOON_SHARE = 0.75  # of the span, unless the clock says itself when it is soon


@dataclass(frozen=True, slots=True)
class ClockView:
    """``state`` is one of over, soon, ok, paused, met, done: the class of the template."""

    label: str
    state: str
    text: str
    icon: str
    due: str = ""
    start_ms: int | None = None
    due_ms: int | None = None
    soon_ms: int | None = None
    ticking: bool = False
    share: int = 0
    clauses: Sequence[str] = field(default_factory=tuple)
    mark: str = ""
    words: str = ""


def _get(clock: Any, name: str) -> Any:
    if isinstance(clock, dict):
        return clock.get(name)
    value = getattr(clock, name, None)
    return value() if callable(value) else value


def _ms(value: datetime | None) -> int | None:
    return int(value.timestamp() * 1000) if value else None


def clock_view(clock: Any, now: datetime) -> ClockView:
    """Read ``label state started_at due_at stopped_at soon_at words clauses mark`` of ``clock``.

    All but ``label`` may be missing. A clock without ``state`` runs until it has ``stopped_at``.
    """
    start, due, stopped = (_get(clock, name) for name in ("started_at", "due_at", "stopped_at"))
    soon_at = _get(clock, "soon_at") or _soon(start, due)
    told = str(_get(clock, "state") or "")
    state, text, ticking = _state(told, due, stopped, soon_at, now)
    words = str(_get(clock, "words") or "")
    return ClockView(
        label=str(_get(clock, "label") or ""),
        state=state,
        text=text or words,
        icon=ICONS[state],
        due=when(due, now) if due else "",
        start_ms=_ms(start),
        due_ms=_ms(due),
        soon_ms=_ms(soon_at),
        ticking=ticking,
        share=_share(start, due, stopped or now),
        clauses=tuple(_get(clock, "clauses") or ()),
        mark=str(_get(clock, "mark") or ""),
        words=words,
    )


def _soon(start: datetime | None, due: datetime | None) -> datetime | None:
    return start + (due - start) * SOON_SHARE if start and due else None


def _state(
    told: str,
    due: datetime | None,
    stopped: datetime | None,
    soon_at: datetime | None,
    now: datetime,
) -> tuple[str, str, bool]:
    """The class, the words and whether the page's script should tick it."""
    if told in GONE:
        return "done", _("no longer counted"), False
    if told in PAUSED:
        return "paused", _("on hold"), False
    if told in MET or (stopped and told not in MISSED and (due is None or stopped <= due)):
        return "met", _("met"), False
    if stopped and due:
        return "over", remaining(due, stopped), False
    if due is None:
        return ("over", _("overdue"), False) if told in MISSED else ("ok", "", False)
    if due < now:
        return "over", remaining(due, now), True
    soon = soon_at is not None and soon_at <= now
    return ("soon" if soon else "ok"), remaining(due, now), True


def _share(start: datetime | None, due: datetime | None, at: datetime) -> int:
    if not start or not due or due <= start:
        return 100
    return round(max(0.0, min(1.0, (at - start) / (due - start))) * 100)


def demo_clock(now: datetime, minutes: int, span: int = 60, **values: Any) -> dict[str, Any]:
    """A clock due in so many minutes, for the style page and its tests."""
    due = now + timedelta(minutes=minutes)
    return {"due_at": due, "started_at": due - timedelta(minutes=span), **values}
