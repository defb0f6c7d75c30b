"""The sections of the customer's page that this app fills itself."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.customers import queries
from heqi.customers.models import Party
from heqi.customers.panels import Shown, register_panel
from heqi.customers.purposes import reasons
from heqi.customers.states import TONES
from heqi.ledger.actors import Actor


def _accounts(actor: Actor, party: Party, now: datetime) -> Shown:
    points = queries.service_points_of(party)
    rows = [(point, TONES.get(point.state, ""), _roles(point, party)) for point in points]
    return Shown("customers/panels/accounts.html", {"rows": rows}, len(rows))


def _supply(actor: Actor, party: Party, now: datetime) -> Shown:
    points = queries.service_points_of(party)
    rows = [
        (point, TONES.get(point.state, ""), _roles(point, party), _others(point, party))
        for point in points
    ]
    context = {"rows": rows, "former": queries.former_points_of(party), "today": now.date()}
    return Shown("customers/panels/supply.html", context, len(rows))


def _changes(actor: Actor, party: Party, now: datetime) -> Shown:
    return Shown("customers/panels/changes.html", {"changes": queries.changes_of(party, limit=20)})


def _lookups(actor: Actor, party: Party, now: datetime) -> Shown | None:
    rows = list(queries.lookups_of(actor, party)[:20])
    return (
        Shown("customers/panels/lookups.html", {"rows": rows, "reasons": reasons()})
        if rows
        else None
    )


def _roles(point: object, party: Party) -> list[str]:
    current = point.current  # type: ignore[attr-defined]
    return [str(o.get_role_display()) for o in current if o.party_id == party.pk]


def _others(point: object, party: Party) -> list[tuple[str, Party]]:
    current = point.current  # type: ignore[attr-defined]
    return [(str(o.get_role_display()), o.party) for o in current if o.party_id != party.pk]


def register() -> None:
    """Put the sections on the page; called when the app is ready."""
    register_panel(
        "customers.accounts", tab="overview", label=_("Gas accounts"), show=_accounts, order=10
    )
    register_panel(
        "customers.supply", tab="supply", label=_("Address and meters"), show=_supply, order=10
    )
    register_panel(
        "customers.changes", tab="contacts", label=_("Changes on file"), show=_changes, order=900
    )
    register_panel(
        "customers.lookups", tab="contacts", label=_("Who looked"), show=_lookups, order=910
    )
