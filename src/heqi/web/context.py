"""What every page knows."""

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from heqi.people.queries import company_name
from heqi.web import nav
from heqi.web.components.words import patterns

THEMES = ("light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """The actor, the instant of the request, the menu, the theme and the words of the script."""
    now = getattr(request, "now", None)
    actor = getattr(request, "actor", None)
    theme = request.COOKIES.get("heqi_theme", "")
    return {
        "actor": actor,
        "now": now,
        "now_ms": int(now.timestamp() * 1000) if now else 0,
        "html_lang": "en" if (get_language() or "").startswith("en") else "zh-CN",
        "theme": theme if theme in THEMES else "light",
        "vendor": assets_present(),
        "clock_words": SimpleLazyObject(patterns),
        "nav": SimpleLazyObject(lambda: page_nav(request)),
    }


def page_nav(request: HttpRequest, path: str = "") -> dict[str, Any]:
    """Menu, bell and search for the actor; empty for somebody who has not signed in."""
    actor, now = getattr(request, "actor", None), getattr(request, "now", None)
    if actor is None or now is None or actor.kind != "staff":
        return {}
    path = path or request.path
    bell, bell_hot = nav.counts("bell", actor, now)
    return {
        "entries": nav.menu(actor, now, path),
        "footer": nav.footer(actor, now, path),
        "tabs": nav.tabs(nav.entry_of(path), actor),
        "bell": bell,
        "bell_hot": bell_hot,
        "bell_href": nav.href("bell", actor),
        "search_href": nav.href("search", actor),
        "bands": nav.bands(actor),
        "company": company_name(actor.company_id) or actor.unit_name,
        "initial": re.sub(r"\s", "", actor.name)[:1],
    }


@cache
def assets_present() -> bool:
    """Whether the third-party assets were fetched at set-up."""
    folders = (settings.DATA / "vendor", settings.STATIC_ROOT / "vendor")
    return any((folder / "bootstrap.min.css").exists() for folder in folders)
