"""Small helpers of the desk pages."""

from datetime import datetime
from typing import Any

from django import template
from django.urls import Resolver404, resolve, reverse

from heqi.workorders.models import WorkOrder

register = template.Library()


@register.filter
def order_href(order: WorkOrder | None) -> str:
    """The page of an order, or of its request where the site has no page for orders."""
    if order is None:
        return ""
    path = f"/orders/{order.number}/"
    try:
        resolve(path)
    except Resolver404:
        # Only where the list has read the request along: no query per row.
        request = order._state.fields_cache.get("request")
        return reverse("desk:request", args=[request.number]) if request else ""
    return path


@register.filter
def page_or(path: str, other: str = "") -> str:
    """The path where the site has it."""
    try:
        resolve(path.partition("?")[0])
    except Resolver404:
        return other
    return path


@register.filter
def seconds_since(start: datetime | None, now: datetime) -> int:
    """Whole seconds from an instant to now."""
    return max(0, int((now - start).total_seconds())) if start else 0


@register.filter
def minutes(seconds: Any) -> str:
    """``03:42`` as a telephone counts."""
    whole = int(seconds or 0)
    return f"{whole // 60:02}:{whole % 60:02}"
