"""What every page knows."""

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The actor, the instant of the request and its epoch in milliseconds for the page's clocks."""
    now = getattr(request, "now", None)
    return {
        "actor": getattr(request, "actor", None),
        "now": now,
        "now_ms": int(now.timestamp() * 1000) if now else 0,
    }
