"""Sections of the customer's page, contributed by higher apps.

A higher app calls :func:`register_panel` in its ``apps.py`` (``ready``) or a module that it
imports there::

    register_panel("workorders.open", tab="orders", label=_("Open orders"), show=open_orders)

``show(actor, party, now)`` returns a :class:`Shown` or None to stay away. It starts from its own
``visible_to``; the look-up is logged already when it runs. It must not reveal masked values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Party
from heqi.ledger.actors import Actor

TABS: dict[str, str | Promise] = {
    "overview": _("Overview"),
    "supply": _("Address and meters"),
    "contacts": _("Contacts"),
    "orders": _("Work orders"),
    "complaints": _("Complaints"),
    "safety": _("Safety checks"),
    "care": _("Care"),
    "files": _("Files"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a panel puts on the page: a template with its context, the number for the tab."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    count: int | None = None


Show = Callable[[Actor, Party, datetime], Shown | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """A registered section."""

    key: str
    tab: str
    label: str | Promise
    show: Show
    order: int = 100


_panels: dict[str, Panel] = {}


def register_panel(
    key: str, *, tab: str, label: str | Promise, show: Show, order: int = 100
) -> None:
    """Add a section to a tab of :data:`TABS`; the same key again replaces it."""
    if tab not in TABS:
        raise LookupError(f"there is no tab {tab}")
    _panels[key] = Panel(key, tab, label, show, order)


def panels_of(tab: str) -> list[Panel]:
    """The sections of a tab in their order."""
    found = [panel for panel in _panels.values() if panel.tab == tab]
    return sorted(found, key=lambda panel: (panel.order, panel.key))


def tabs_in_use() -> list[str]:
    """Tabs that have a section, in the order of the page."""
    used = {panel.tab for panel in _panels.values()}
    return [tab for tab in TABS if tab in used]


def shown_panels(tab: str, actor: Actor, party: Party, now: datetime) -> list[tuple[Panel, Shown]]:
    """The sections of a tab that have something to show."""
    pairs = ((panel, panel.show(actor, party, now)) for panel in panels_of(tab))
    return [(panel, shown) for panel, shown in pairs if shown is not None]
