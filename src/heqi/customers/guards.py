"""What stands in the way of a formality, told by higher apps.

The counter knows of debts, safety of hazards: each registers a guard that answers with a sentence
or with None::

    register_guard("counter.debts", owes)   # owes(point, kind, on) -> str | None
"""

from collections.abc import Callable
from datetime import date

from heqi.customers.models import ServicePoint

# The service point, the formality (a value of ``StepKind``), its day.
Guard = Callable[[ServicePoint, str, date], str | None]
_guards: dict[str, Guard] = {}


def register_guard(key: str, guard: Guard) -> None:
    """Ask ``guard`` before every formality; the same key again replaces it."""
    _guards[key] = guard


def obstacles(point: ServicePoint, kind: str, on: date) -> list[str]:
    """The sentences of all that stands in the way, in the order of the apps."""
    told = (guard(point, kind, on) for guard in _guards.values())
    return [sentence for sentence in told if sentence]
