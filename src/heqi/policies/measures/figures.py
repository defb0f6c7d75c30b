"""Figures of a clause in a month, never a rate without the counts behind it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from heqi.ledger.days import midnight
from heqi.rulebook.scoring import rate


def percent(kept: int, decided: int) -> str:
    """A share in per cent, cut after one decimal: 94.96 % has not reached 95 %; a dash of none."""
    share = rate(kept, decided)
    return "—" if share is None else f"{share}%"


def month_span(month: date) -> tuple[datetime, datetime]:
    """The first instant of a month and of the next one."""
    return (
        midnight(month.replace(day=1)),
        midnight(month_after(month)),
    )


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def read_month(text: str, *, today: date) -> date:
    """The month that ``2026-11`` names, not after today's; today's for anything else."""
    try:
        year, month = (int(part) for part in text.split("-"))
        return min(date(year, month, 1), today.replace(day=1))
    except ValueError:
        return today.replace(day=1)


def months_until(month: date, count: int) -> list[date]:
    """So many months up to this one, the oldest first."""
    found = [month.replace(day=1)]
    while len(found) < count:
        found.append(month_before(found[-1]))
    return found[::-1]


@dataclass(frozen=True, slots=True)
class Measure:
    """A promise of a clause in one month: kept of decided, and how many are still open.

    ``missed`` links to the misses behind the figure; ``mark`` is that of the figure promised
    (``company_set``: the clause asks, the company chose the number). ``excepted`` ended without
    being due and count neither way.
    """

    title: str
    kept: int
    decided: int
    open: int = 0
    before_kept: int = 0
    before_decided: int = 0
    missed: str = ""
    mark: str = ""
    excepted: int = 0

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
