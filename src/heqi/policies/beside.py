"""What an upper app shows on the living page: evidence beside clauses, whom a policy serves."""

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


@dataclass(frozen=True, slots=True)
class Said:
    """What a policy says of itself: a heading, the words, the clause that asks for it."""

    title: str
    text: str
    clause: str


# What each policy of a company says of itself, by the ids of the policies.
Telling = Callable[[Unit], Mapping[str, list[Said]]]
_shown: list[Beside] = []
_told: list[Telling] = []


def shown_beside(one: Beside) -> None:
    """Register what an app lays beside the clauses, when it is ready."""
    _shown.append(one)


def told_of_policies(one: Telling) -> None:
    """Register what an app knows of policies as a whole, when it is ready."""
    _told.append(one)


def said_of(company: Unit) -> dict[str, list[Said]]:
    """What each policy of a company says of itself."""
    found: dict[str, list[Said]] = {}
    for one in _told:
        for policy, lines in one(company).items():
            found.setdefault(policy, []).extend(lines)
    return found


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
