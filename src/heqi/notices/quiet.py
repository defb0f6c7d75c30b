"""Quiet hours: company-set data, a shipped proposal where the company has said nothing."""

from datetime import datetime, time, timedelta
from functools import cache
from importlib.resources import files

import yaml
from django.utils import timezone

from heqi.notices.models import QuietHours

Span = tuple[time, time]


def quiet_span(channel: str, company_id: int | None) -> Span | None:
    """From when until when a channel rests; None where it never does."""
    own = QuietHours.objects.filter(company_id=company_id, channel=channel).first()
    if own is None:
        return proposed().get(channel)
    return (own.begins, own.ends) if own.begins and own.ends else None


def quiet_until(channel: str, company_id: int | None, now: datetime) -> datetime | None:
    """When the present rest ends; None outside quiet hours. A span may pass midnight."""
    span = quiet_span(channel, company_id)
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


@cache
def proposed() -> dict[str, Span]:
    """The shipped proposal by channel."""
    text = files("heqi.notices").joinpath("data", "quiet_hours.yaml").read_text(encoding="utf-8")
    return {
        channel: (time.fromisoformat(row["begins"]), time.fromisoformat(row["ends"]))
        for channel, row in yaml.safe_load(text).items()
    }
