"""How well each clause is kept in a month. Higher apps measure; the policy pages show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.rulebook.scoring import rate


def percent(kept: int, decided: int) -> str:
    """A share in per cent, cut after one decimal: 94.96 % has not reached 95 %; a dash of none."""
    share = rate(kept, decided)
    return "—" if share is None else f"{share}%"


@dataclass(frozen=True, slots=True)
class Measure:
    """A promise of a clause in one month: kept of decided, and how many are still open.

    ``missed`` links to the misses behind the figure; ``mark`` is that of the figure promised
    (``company_set``: the clause asks, the company chose the number).
    """

    title: str
    kept: int
    decided: int
    open: int = 0
    before_kept: int = 0
    before_decided: int = 0
    missed: str = ""
    mark: str = ""

    @property
    def missed_count(self) -> int:
        """Decided and not kept."""
        return self.decided - self.kept

    @property
    def change(self) -> str:
        """Against the month before, in points with sign; empty without anything to compare."""
        if not (self.decided and self.before_decided):
            return ""
        now, before = self.kept / self.decided, self.before_kept / self.before_decided
        return f"{(now - before) * 100:+.1f}".replace("-", "−")


# Given a company, the first day of a month and the actor: clause id to its measures.
Source = Callable[[Unit, date, Actor], Mapping[str, list[Measure]]]
_sources: list[Source] = []


def measured_by(source: Source) -> Source:
    """Register a source of measures."""
    _sources.append(source)
    return source


def measures(company: Unit, month: date, by: Actor) -> dict[str, list[Measure]]:
    """Every measure of a company's month, by clause id."""
    found: dict[str, list[Measure]] = {}
    for source in _sources:
        for ref, rows in source(company, month, by).items():
            found.setdefault(ref, []).extend(rows)
    return found
