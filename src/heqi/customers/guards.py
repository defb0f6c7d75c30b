"""What stands in the way of a formality, told by higher apps.

What must not be is said by the policy (``data.steps``: debts, levels of hazards, open orders). The
apps that know of it register a guard each, which answers with a sentence or with None::

    register_guard("counter.debts", owes)   # owes(point, needs) -> str | None
"""

from collections.abc import Callable

from heqi.customers.facts import Needs
from heqi.customers.models import ServicePoint

Guard = Callable[[ServicePoint, Needs], str | None]
_guards: dict[str, Guard] = {}


def register_guard(key: str, guard: Guard) -> None:
    """Ask ``guard`` before every formality; the same key again replaces it."""
    _guards[key] = guard


def obstacles(point: ServicePoint, needs: Needs) -> list[str]:
    """The sentences of all that stands in the way of a formality with these needs."""
    told = (guard(point, needs) for guard in _guards.values())
    return [sentence for sentence in told if sentence]
