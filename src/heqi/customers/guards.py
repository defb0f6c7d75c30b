"""What stands in the way of a formality, told by higher apps.

What must not be is said by the policy (``data.steps``: debts, levels of hazards, open orders). The
apps that know of it register a guard each, which answers with a sentence or with None::

    register_guard("counter.debts", owes)   # owes(point, needs) -> str | None

The app that keeps readings registers what is done with the reading of the day.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from heqi.customers.facts import Needs
from heqi.customers.models import Meter, ServicePoint
from heqi.ledger.actors import Actor

Guard = Callable[[ServicePoint, Needs], str | None]
_guards: dict[str, Guard] = {}


def register_guard(key: str, guard: Guard) -> None:
    """Ask ``guard`` before every formality; the same key again replaces it."""
    _guards[key] = guard


def obstacles(point: ServicePoint, needs: Needs) -> list[str]:
    """The sentences of all that stands in the way of a formality with these needs."""
    told = (guard(point, needs) for guard in _guards.values())
    return [sentence for sentence in told if sentence]


class Keep(Protocol):
    """Hold the reading of a formality against what is known, and keep it.

    Raises ``ValidationError`` on ``reading`` for what cannot be, and for a doubt that is not
    ``confirmed``.
    """

    def __call__(
        self,
        meter: Meter,
        *,
        value: Decimal,
        on: date,
        step: str,
        confirmed: bool,
        by: Actor,
        now: datetime,
    ) -> object: ...


_keeps: list[Keep] = []


def register_readings(keep: Keep) -> None:
    """Let the readings of formalities be kept."""
    if keep not in _keeps:
        _keeps.append(keep)


def keep_reading(
    meter: Meter,
    *,
    value: Decimal,
    on: date,
    step: str,
    confirmed: bool,
    by: Actor,
    now: datetime,
) -> None:
    """Hand the reading of a formality to the app that keeps readings; see :class:`Keep`."""
    for keep in _keeps:
        keep(meter, value=value, on=on, step=step, confirmed=confirmed, by=by, now=now)
