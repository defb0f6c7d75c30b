"""Clocks and words as tags and filters."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from heqi.policies.measures import percent
from heqi.web.components import words
from heqi.web.components.clocks import ClockView, clock_view
from heqi.web.components.library import now_of, register, tone_of


@register.inclusion_tag("ui/clock.html", takes_context=True)
def clock(context: template.Context, row: Any, what: str = "") -> dict[str, Any]:
    """A clock inside a line: icon, words, and ``what`` it is about."""
    return {"c": clock_view(row, now_of(context)), "what": what} if row else {"c": None}


@register.inclusion_tag("ui/clock_card.html", takes_context=True)
def clock_card(context: template.Context, row: Any, note: str = "") -> dict[str, Any]:
    """A clock as a card with its clause chips; ``note`` goes under it."""
    return {"c": clock_view(row, now_of(context)), "note": note}


@register.simple_tag(takes_context=True)
def clock_state(context: template.Context, row: Any) -> str:
    """The class for a table row: over, soon or nothing special."""
    view: ClockView | None = clock_view(row, now_of(context)) if row else None
    return view.state if view and view.state in ("over", "soon") else ""


@register.simple_tag(takes_context=True)
def when(context: template.Context, value: datetime | None) -> SafeString | str:
    """An instant as ux wants it, with the full one for machines and on hover."""
    if value is None:
        return words.EMPTY
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        f"{local:%Y-%m-%d %H:%M:%S}",
        words.when(value, context.get("now")),
    )


@register.filter(name="when")
def when_filter(value: datetime | None, now: datetime | None = None) -> str:
    """``{{ row.opened_at|when:now }}``; without ``now`` the whole date."""
    return words.when(value, now)


@register.filter
def duration(value: Any) -> str:
    """A span of time in words."""
    return words.duration(value) if value is not None else words.EMPTY


@register.filter
def remaining(due: datetime | None, now: datetime) -> str:
    """``3 min left`` or ``9 min late``: ``{{ due|remaining:now }}``."""
    return words.remaining(due, now) if due else words.EMPTY


register.filter("mask_phone", words.mask_phone)
register.filter("short_address", words.short_address)
register.filter("money", words.money)


@register.filter
def dash(value: Any) -> Any:
    """The sign for an empty value."""
    return words.EMPTY if value in (None, "") else value


@register.simple_tag
def rate(n: int, m: int, tone: str = "") -> SafeString:
    """``93.3% 28 / 30``, cut and never rounded up."""
    return format_html(
        '<span class="num"><b class="{}">{}</b> <span class="t3">{} / {}</span></span>',
        f"c-{tone_of(tone)}" if tone_of(tone) else "",
        percent(n or 0, m or 0),
        n,
        m,
    )


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """A value of a mapping by a key that is a variable."""
    return mapping.get(key) if mapping else None
