"""Quiet hours: a company's own, else those of the packs (SMS), else a shipped proposal."""

from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

import yaml
from django.utils import timezone

from heqi.notices.models import QuietHours
from heqi.policies.deciding import rule_on

Span = tuple[time, time]


def quiet_span(channel: str, company_id: int | None, on: date) -> Span | None:
    """From when until when a channel rests on a day; None where it never does."""
    own = QuietHours.objects.filter(company_id=company_id, channel=channel).first()
    if own is None:
        return proposed(on, company_id=company_id).get(channel)
    return (own.begins, own.ends) if own.begins and own.ends else None


def quiet_until(channel: str, company_id: int | None, now: datetime) -> datetime | None:
    """When the present rest ends; None outside quiet hours. A span may pass midnight."""
    span = quiet_span(channel, company_id, timezone.localdate(now))
    if span is None or span[0] == span[1]:
        return None
    begins, ends = span
    local = timezone.localtime(now)
    at = local.time()
    if begins < ends:
        inside = begins <= at < ends
    else:
        inside = at >= begins or at < ends
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if at >= ends else 0)
    return datetime.combine(day, ends, tzinfo=local.tzinfo)


def proposed(on: date, *, company_id: int | None) -> dict[str, Span]:
    """What holds on a day where a company has set nothing, by channel."""
    return _shipped() | {"sms": _of_the_packs(on, company_id=company_id)}


def _of_the_packs(on: date, *, company_id: int | None) -> Span:
    """The rest of the day outside the hours in which customers may be sent messages."""
    answer = rule_on("notices.hours", {"urgent": False}, on=on, company_id=company_id).answer
    assert answer is not None
    hours = answer["between"]
    return time.fromisoformat(hours["to"]), time.fromisoformat(hours["from"])


@cache
def _shipped() -> dict[str, Span]:
    text = files("heqi.notices").joinpath("data", "quiet_hours.yaml").read_text(encoding="utf-8")
    return {
        channel: (time.fromisoformat(row["begins"]), time.fromisoformat(row["ends"]))
        for channel, row in yaml.safe_load(text).items()
    }
