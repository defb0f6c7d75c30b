"""Where the tags of the components are registered, and what several of them need."""

from datetime import datetime
from typing import Any

from django import template

register = template.Library()

TONES = {"over", "soon", "ok", "hold", "vip", "care", "pri", "info"}
# The words other layers use for colours, in the order of what they mean.
SYNONYMS = {
    "danger": "over",
    "red": "over",
    "warning": "soon",
    "amber": "soon",
    "success": "ok",
    "green": "ok",
    "neutral": "hold",
    "grey": "hold",
    "blue": "pri",
    "primary": "pri",
    "violet": "vip",
    "teal": "care",
}
TIERS = {"vip": "vip", "vip_person": "vip", "vip_org": "vip", "vulnerable": "care", "care": "care"}


def tone_of(value: Any) -> str:
    """The tone that a word for a colour means, empty for none."""
    name = str(value or "")
    name = SYNONYMS.get(name, name)
    return name if name in TONES else ""


def now_of(context: template.Context) -> datetime:
    """The instant of the request, which every page knows."""
    now: datetime = context["now"]
    return now
