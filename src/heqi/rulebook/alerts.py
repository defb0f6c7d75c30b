"""When to warn before a due instant."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from heqi.rulebook.clock_kinds import Alert, Alerts
from heqi.rulebook.counting import MICRO
from heqi.rulebook.due import Due
from heqi.rulebook.spans import Limit, Meaning, Span
from heqi.rulebook.spans.kinds import SECONDS


def read_alerts(
    alerts: Alerts,
    start: dt.datetime,
    due_instant: dt.datetime | None,
    due: Due,
    until: dt.datetime,
) -> tuple[Alert, ...]:
    """The warnings between the start and the due instant; ``until``: passed by then."""
    if due_instant is None:
        return ()
    left, shares = alerts.left, alerts.shares
    if left and shares:
        long = due_instant - start > max(left)
        left, shares = (left, ()) if long else ((), shares)
    found = [(duration_text(span), due_instant - span) for span in left]
    found += [(f"{float(s) * 100:g}%", _used(s, start, due_instant, due)) for s in shares]
    return tuple(
        Alert(text, at, at <= until)
        for text, at in sorted(found, key=lambda pair: pair[1])
        if start < at < due_instant
    )


def _used(share: Fraction, start: dt.datetime, due_instant: dt.datetime, due: Due) -> dt.datetime:
    """When ``share`` of the time that counts is used up."""
    counted = [(s.since, s.until) for s in due.counted if s.counts] if due.at else []
    if due_instant != due.at or not counted:
        counted = [(start, due_instant)]
    micros = sum((until - since) // MICRO for since, until in counted)
    left = int(share * micros) * MICRO
    for since, until in counted:
        if left <= until - since:
            return since + left
        left -= until - since
    return due_instant


def duration_text(span: dt.timedelta) -> str:
    """``24 h`` or ``30 min``."""
    minutes = span // dt.timedelta(minutes=1)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


def span_delta(limit: Limit) -> dt.timedelta | None:
    """An elapsed span as a duration; None for any other limit."""
    if isinstance(limit, Span) and limit.meaning is Meaning.ROLLING:
        return round(limit.amount * SECONDS[limit.unit] * 1_000_000) * MICRO
    return None
