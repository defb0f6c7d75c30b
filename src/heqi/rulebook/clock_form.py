"""The form in which a pack describes a clock."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from heqi.rulebook.alerts import duration_text, span_delta
from heqi.rulebook.clock_kinds import Alerts, ClockSpec, PauseRules, Reopening, When
from heqi.rulebook.spans import Limit, Pick, UnclearError, parse_limit
from heqi.rulebook.spans.kinds import key_of

LISTS = ("stop", "fail", "cancel", "pause", "resume", "reset", "override")
KEYS = {"clock", "start", "reopen", "pauses", "alerts", *LISTS}


class ClockError(UnclearError):
    """A clock that cannot be read."""


def parse_clock(form: object) -> ClockSpec:
    """Reads a mapping; raises ``ClockError`` or ``LimitError``.

    ::

        clock: respond
        start: {later_of: [applied, paid]}       # or one event, or a list of which any starts
        stop: [arrived, {event: closed, facts: {result: solved}}]
        fail: [unattended]
        cancel: [withdrawn]
        pause: [suspended]
        resume: [resumed]
        reset: [restarted]
        reopen: {events: [reopened], then: continue}      # continue, restart, ignore
        pauses: {reasons: [customer, material], each: 3 working days, total: 10 days, count: 2}
        override: [booked]
        alerts: {left: [24h, 12h, 6h], share: [50%, 80%]}
    """
    if not isinstance(form, Mapping) or not {"clock", "start"} <= set(form):
        raise ClockError("时钟须有 clock、start。", "A clock needs 'clock' and 'start'.")
    if unknown := [str(k) for k in form if k not in KEYS]:
        raise ClockError(
            f"时钟中不认识的键：{'、'.join(unknown)}。",
            f"Unknown keys in the clock: {', '.join(unknown)}.",
        )
    start, pick = form["start"], Pick.ONLY
    if isinstance(start, Mapping) and set(start) == {"later_of"}:
        start, pick = start["later_of"], Pick.LATER
    reopen, reopening = _reopen(form.get("reopen"))
    lists = {key: _conditions(form.get(key), key) for key in LISTS}
    started = _conditions(start, "start")
    if not started:
        raise ClockError("时钟没有起算事件。", "A clock needs an event to start.")
    return ClockSpec(
        name=str(form["clock"]),
        start=started,
        pick=pick,
        reopen=reopen,
        reopening=reopening,
        pauses=_pauses(form.get("pauses")),
        alerts=_alerts(form.get("alerts")),
        **lists,
    )


def _conditions(given: object, key: str) -> tuple[When, ...]:
    if given is None:
        return ()
    if isinstance(given, str | Mapping):
        given = [given]
    if not isinstance(given, list | tuple):
        raise ClockError(f"“{key}”须是事件的列表。", f"'{key}' must be a list of events.")
    return tuple(_condition(one, key) for one in given)


def _condition(given: object, key: str) -> When:
    if isinstance(given, str) and given:
        return When(given)
    if isinstance(given, Mapping) and "event" in given and set(given) <= {"event", "facts"}:
        facts = given.get("facts") or {}
        if isinstance(facts, Mapping):
            return When(str(given["event"]), tuple((str(k), v) for k, v in facts.items()))
    raise ClockError(
        f"“{key}”中的事件写成名称，或 {{event: 名称, facts: {{…}}}}。",
        f"An event in '{key}' is a name, or {{event: name, facts: {{...}}}}.",
    )


def _reopen(given: object) -> tuple[tuple[When, ...], Reopening]:
    if given is None:
        return (), Reopening.CONTINUE
    if isinstance(given, Mapping) and set(given) <= {"events", "then"} and "events" in given:
        then = str(given.get("then", "continue"))
        if then in set(Reopening):
            return _conditions(given["events"], "reopen"), Reopening(then)
    raise ClockError(
        "“reopen”写成 {events: […], then: continue、restart 或 ignore}。",
        "'reopen' is written {events: [...], then: continue, restart or ignore}.",
    )


def _pauses(given: object) -> PauseRules:
    if given is None:
        return PauseRules()
    if not isinstance(given, Mapping) or not set(given) <= {"reasons", "each", "total", "count"}:
        raise ClockError(
            "“pauses”只有 reasons、each、total、count。",
            "'pauses' has only reasons, each, total and count.",
        )
    reasons, count = given.get("reasons"), given.get("count")
    if reasons is not None and not isinstance(reasons, list | tuple):
        raise ClockError("“reasons”须是列表。", "'reasons' must be a list.")
    if count is not None and (not isinstance(count, int) or isinstance(count, bool) or count < 0):
        raise ClockError("“count”须是整数。", "'count' must be a whole number.")
    each: Limit | None = parse_limit(given["each"]) if "each" in given else None
    return PauseRules(
        reasons=None if reasons is None else frozenset(key_of(one) for one in reasons),
        each=each,
        total=_duration(given["total"], "total") if "total" in given else None,
        count=count,
    )


def _duration(given: object, key: str) -> dt.timedelta:
    span = span_delta(parse_limit(given))
    if span is None:
        raise ClockError(
            f"“{key}”须是时长，如“24h”“10 days”。",
            f"'{key}' must be a length of time such as '24h' or '10 days'.",
        )
    return span


def _alerts(given: object) -> Alerts:
    if given is None:
        return Alerts()
    if not isinstance(given, Mapping) or not set(given) <= {"left", "share"}:
        raise ClockError("“alerts”只有 left、share。", "'alerts' has only left and share.")
    left = tuple(_duration(one, "left") for one in given.get("left") or ())
    return Alerts(left, tuple(_share(one) for one in given.get("share") or ()))


def _share(given: object) -> Fraction:
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?%", str(given).strip())
    share = Fraction(found[1]) / 100 if found else Fraction(0)
    if not 0 < share < 1:
        raise ClockError(
            f"“{given}”须是 0 与 100% 之间的百分比。", f"'{given}' must lie between 0 and 100%."
        )
    return share


def clock_as_mapping(spec: ClockSpec) -> dict[str, Any]:
    """The form that ``parse_clock`` reads."""
    start: Any = _written(spec.start)
    form: dict[str, Any] = {
        "clock": spec.name,
        "start": {"later_of": start} if spec.pick is Pick.LATER else start,
    }
    for key in LISTS:
        if conditions := getattr(spec, key):
            form[key] = _written(conditions)
    if spec.reopen:
        form["reopen"] = {"events": _written(spec.reopen), "then": spec.reopening.value}
    rules = spec.pauses
    pauses: dict[str, Any] = {}
    if rules.reasons is not None:
        pauses["reasons"] = sorted(rules.reasons)
    if rules.each is not None:
        pauses["each"] = rules.each.written()
    if rules.total is not None:
        pauses["total"] = duration_text(rules.total)
    if rules.count is not None:
        pauses["count"] = rules.count
    alerts: dict[str, list[str]] = {}
    if spec.alerts.left:
        alerts["left"] = [duration_text(one) for one in spec.alerts.left]
    if spec.alerts.shares:
        alerts["share"] = [f"{float(one) * 100:g}%" for one in spec.alerts.shares]
    return form | ({"pauses": pauses} if pauses else {}) | ({"alerts": alerts} if alerts else {})


def _written(conditions: tuple[When, ...]) -> list[Any]:
    return [
        {"event": when.kind, "facts": dict(when.facts)} if when.facts else when.kind
        for when in conditions
    ]
