"""The way from a record to the page that says its entry is wrong (data-entry/7.3).

Errors are kept further up; whoever keeps them registers the door, the pages below show it.
"""

from collections.abc import Callable
from typing import Any

from heqi.ledger.actors import Actor

# The address for an actor and a record, empty where he may not say so.
Door = Callable[[Actor, Any], str]
_doors: list[Door] = []


def register_door(door: Door) -> None:
    """Make the page known; called when the app is ready."""
    if door not in _doors:
        _doors.append(door)


def door_of(actor: Actor, row: Any) -> str:
    """Where the actor says that the entry of ``row`` is wrong; empty where he may not."""
    return next((href for door in _doors if (href := door(actor, row))), "")
