"""What an upper app shows beside the clauses of the living page: evidence of the month."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.people.requests import Request


@dataclass(frozen=True, slots=True)
class Beside:
    """``count`` says how many pieces lie beside each clause of a policy in a month, as the reader
    may see them; ``card`` is the part of the clause's page."""

    count: Callable[[Unit, str, date, Actor], Mapping[str, int]]
    card: Callable[[Request, Unit, str, date], str]


_shown: list[Beside] = []


def shown_beside(one: Beside) -> None:
    """Register what an app lays beside the clauses, when it is ready."""
    _shown.append(one)


def counts_beside(company: Unit, policy: str, month: date, by: Actor) -> dict[str, int]:
    """How many pieces lie beside each clause of a policy."""
    found: dict[str, int] = {}
    for one in _shown:
        for ref, n in one.count(company, policy, month, by).items():
            found[ref] = found.get(ref, 0) + n
    return found


def cards_beside(request: Request, company: Unit, ref: str, month: date) -> list[str]:
    """The parts of a clause's page that other apps bring."""
    return [one.card(request, company, ref, month) for one in _shown]
