"""The eight entries of the menu, and how apps fill them.

An app that has pages brings a module ``nav.py`` with plain values (it lies below this layer and
imports nothing from it):

``TABS``    ``[{"entry": "customers", "url": "customers:list", "label": _("Records"),
            "permission": "customers.view"}, …]``; ``entry`` is a key of :data:`NAV`, ``bell`` for
            the page behind the bell, ``search`` for the global search; ``permission`` may be
            missing. Tabs of one entry appear in the order of the layers; ``order`` (default 0)
            puts a tab behind those of higher layers, so that it does not become the entry's first.
``COUNTS``  ``{"customers": count}`` with ``count(actor, now) -> int`` or ``(int, "hot")``: bounded
            and cheap; ``bell`` counts what waits for the actor. Asked anew after whatever the actor
            does, otherwise when what was told is older than ``settings.MENU_COUNT_SECONDS``.

``BANDS``   ``[{"url": "outages:band", "permission": "outages.steer", "script": "…/band.js"}]``
            for what cannot be missed: a fragment above every page, asked for every few seconds.

An entry shows when one of its tabs exists and the actor holds its permission.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache as once
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.access import may

Count = Callable[[Actor, datetime], "int | tuple[int, str]"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu; ``paths`` are the addresses that belong to it."""

    key: str
    label: str | Promise
    icon: str
    paths: tuple[str, ...]


NAV = (
    Entry("home", pgettext_lazy("menu", "Home"), "home", ()),
    Entry("intake", pgettext_lazy("menu", "Intake"), "headset", ("/desk/",)),
    Entry(
        "orders",
        pgettext_lazy("menu", "Work orders"),
        "clipboard-list",
        ("/orders/", "/outages/", "/emergencies/", "/safety/"),
    ),
    Entry("customers", pgettext_lazy("menu", "Customers"), "users", ("/customers/", "/readings/")),
    Entry(
        "complaints",
        pgettext_lazy("menu", "Complaints & callbacks"),
        "message-report",
        ("/complaints/", "/callbacks/"),
    ),
    Entry(
        "approvals",
        pgettext_lazy("menu", "Approvals"),
        "rubber-stamp",
        ("/approvals/", "/authority/"),
    ),
    Entry(
        "supervision",
        pgettext_lazy("menu", "Supervision"),
        "report-search",
        ("/supervision/", "/inspections/", "/governance/"),
    ),
    Entry("policies", pgettext_lazy("menu", "Policies"), "book-2", ("/policies/", "/compendium/")),
)
SETTINGS = Entry("settings", pgettext_lazy("menu", "Settings"), "settings", ("/settings/", "/ui/"))


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the menu prints it."""

    key: str
    label: str | Promise
    icon: str
    href: str
    count: int = 0
    hot: bool = False
    active: bool = False


@dataclass(slots=True)
class Brought:
    """What the apps brought together."""

    tabs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    counts: dict[str, list[Count]] = field(default_factory=dict)
    bands: list[dict[str, Any]] = field(default_factory=list)


@once
def brought() -> Brought:
    """Read the ``nav`` modules of the apps once."""
    found = Brought()
    for layer in settings.LAYERS:
        name = f"heqi.{layer}.nav"
        if layer != "web" and find_spec(f"heqi.{layer}") and find_spec(name):
            module = import_module(name)
            for tab in getattr(module, "TABS", ()):
                found.tabs.setdefault(tab["entry"], []).append(tab)
            for key, count in getattr(module, "COUNTS", {}).items():
                found.counts.setdefault(key, []).append(count)
            found.bands.extend(getattr(module, "BANDS", ()))
    for rows in found.tabs.values():
        rows.sort(key=lambda tab: tab.get("order", 0))
    return found


def _address(place: dict[str, Any]) -> str:
    """The address of a tab or band; empty where the page does not exist."""
    return _found(place["url"], tuple(place.get("args", ())))


@once
def _found(name: str, args: tuple[Any, ...]) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def tabs(key: str, actor: Actor) -> list[dict[str, Any]]:
    """The pages of an entry that exist and that the actor may open: label, href, permission."""
    shown = []
    for tab in brought().tabs.get(key, ()):
        permission = tab.get("permission")
        if permission and not may(actor, permission):
            continue
        if address := _address(tab):
            shown.append({**tab, "href": address})
    return shown


def bands(actor: Actor) -> list[dict[str, Any]]:
    """What stands above every page for this actor and asks by itself: href and script."""
    return [
        {**band, "href": _address(band)}
        for band in brought().bands
        if may(actor, band["permission"])
    ]


def href(key: str, actor: Actor) -> str:
    """The address of an entry's first page for this actor, empty without one."""
    found = tabs(key, actor)
    return str(found[0]["href"]) if found else ""


def counts(key: str, actor: Actor, now: datetime) -> tuple[int, bool]:
    """How much waits under an entry, and whether something of it is overdue."""
    seconds = settings.MENU_COUNT_SECONDS
    if not seconds:
        return _count(key, actor, now)
    kept = _kept(actor)
    told: dict[str, tuple[int, bool]] = cache.get(kept) or {}
    if key not in told:
        told[key] = _count(key, actor, now)
        cache.set(kept, told, seconds)
    return told[key]


def count_anew(actor: Actor) -> None:
    """The actor has done something: his next page counts again."""
    if settings.MENU_COUNT_SECONDS:
        cache.delete(_kept(actor))


def _kept(actor: Actor) -> str:
    return f"menu-counts:{actor.id}"


def _count(key: str, actor: Actor, now: datetime) -> tuple[int, bool]:
    total, hot = 0, False
    for count in brought().counts.get(key, ()):
        told = count(actor, now)
        number, mark = told if isinstance(told, tuple) else (told, "")
        total, hot = total + number, hot or (mark == "hot" and number > 0)
    return total, hot


def menu(actor: Actor, now: datetime, path: str) -> list[Shown]:
    """The entries for this actor, with their counts; the one that ``path`` lies in is active."""
    current = entry_of(path)
    return [_shown(entry, actor, now, current) for entry in NAV if href(entry.key, actor)]


def footer(actor: Actor, now: datetime, path: str) -> list[Shown]:
    """The entry below the line."""
    entries: Iterable[Entry] = (SETTINGS,)
    current = entry_of(path)
    return [_shown(entry, actor, now, current) for entry in entries if href(entry.key, actor)]


def _shown(entry: Entry, actor: Actor, now: datetime, current: str) -> Shown:
    number, hot = counts(entry.key, actor, now)
    return Shown(
        key=entry.key,
        label=entry.label,
        icon=entry.icon,
        href=href(entry.key, actor),
        count=number,
        hot=hot,
        active=entry.key == current,
    )


def entry_of(path: str) -> str:
    """The key of the entry an address belongs to."""
    if path == "/":
        return "home"
    for entry in (*NAV, SETTINGS):
        if any(path.startswith(prefix) for prefix in entry.paths):
            return entry.key
    best, length = "", 1
    for key, found in brought().tabs.items():
        for tab in found:
            address = _address(tab)
            if len(address) > length and path.startswith(address):
                best, length = key, len(address)
    return best
