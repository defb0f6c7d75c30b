"""Scorecards: exact points, explicit rounding, every deduction with its record and its clause.

Rates are floored to one decimal (94.96 % is shown as 94.9 %, never as 95 %), money is rounded half
up to the fen, points are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from heqi.rulebook.values import Words, read_decimal

TENTH, FEN, HUNDRED = Decimal("0.1"), Decimal("0.01"), Decimal(100)


class ScoreError(ValueError):
    """A scorecard that cannot be: weights or bounds that make no sense."""


def rate(part: object, whole: object) -> Decimal | None:
    """A percentage floored to one decimal; None of nothing (no rate, not zero)."""
    number, total = read_decimal(part), read_decimal(whole)
    if total == 0:
        return None
    if total < 0 or number < 0:
        raise ScoreError("a rate is of counts that are not negative")
    tenths = Fraction(number) * 1000 // Fraction(total)  # exact: no quotient rounds up first
    return (Decimal(tenths) / 10).quantize(TENTH)


def money(amount: object) -> Decimal:
    """An amount rounded half up to two decimals."""
    return read_decimal(amount).quantize(FEN, ROUND_HALF_UP)


def reaches(achieved: Decimal | None, target: object) -> bool | None:
    """Whether a rate reaches its target; None when there is no rate."""
    return None if achieved is None else achieved >= read_decimal(target)


@dataclass(frozen=True, slots=True)
class Entry:
    """Points added or taken: for which record, under which clause, and why.

    `record` is the app's reference of a row (``complaints.complaint/17``); an entry without a
    record or a clause is refused.
    """

    points: Decimal
    clause: str
    record: str
    why: Words | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", read_decimal(self.points))
        if not self.clause or not self.record:
            raise ScoreError("points need the clause and the record that they rest on")


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a scorecard: at most `weight` points, from full marks down (`base` None) or from
    a base, with entries; never below `at_least`."""

    item: str
    title: Words
    weight: Decimal
    base: Decimal | None = None
    entries: tuple[Entry, ...] = ()
    at_least: Decimal = Decimal(0)
    at_most: Decimal | None = None

    def __post_init__(self) -> None:
        for name in ("weight", "base", "at_least", "at_most"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, read_decimal(value))
        object.__setattr__(self, "entries", tuple(self.entries))
        if self.weight < 0 or self.at_least > self.ceiling:
            raise ScoreError(f"the bounds of “{self.item}” make no sense")

    @property
    def ceiling(self) -> Decimal:
        """The most the line can reach: its weight, unless it may be exceeded."""
        return self.weight if self.at_most is None else self.at_most

    @property
    def raw(self) -> Decimal:
        """The points before the bounds."""
        base = self.weight if self.base is None else self.base
        return base + sum((entry.points for entry in self.entries), Decimal(0))

    @property
    def points(self) -> Decimal:
        """The points within the bounds."""
        return min(max(self.raw, self.at_least), self.ceiling)

    @property
    def cut(self) -> Decimal:
        """What the bounds added (positive) or took (negative)."""
        return self.points - self.raw

    def as_json(self) -> dict[str, Any]:
        return {
            "item": self.item,
            "title": self.title.as_json(),
            "weight": format(self.weight, "f"),
            "points": format(self.points, "f"),
            "cut": format(self.cut, "f"),
            "entries": [
                {
                    "points": format(entry.points, "f"),
                    "clause": entry.clause,
                    "record": entry.record,
                    "why": entry.why.as_json() if entry.why else None,
                }
                for entry in self.entries
            ],
        }


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from a number of points on, with its factor; `Grade("A", 95, "1.1")`."""

    name: str
    at_least: Decimal
    factor: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        object.__setattr__(self, "at_least", read_decimal(self.at_least))
        object.__setattr__(self, "factor", read_decimal(self.factor))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Lines whose weights make up `full`; the total within 0 and `at_most` (else `full`)."""

    lines: tuple[Line, ...]
    full: Decimal = HUNDRED
    at_most: Decimal | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(self.lines))
        object.__setattr__(self, "full", read_decimal(self.full))
        weights = sum((line.weight for line in self.lines), Decimal(0))
        if weights != self.full:
            raise ScoreError(f"the weights make {weights}, not {self.full}")
        names = [line.item for line in self.lines]
        if len(set(names)) != len(names):
            raise ScoreError("an item appears twice")

    @property
    def total(self) -> Decimal:
        points = sum((line.points for line in self.lines), Decimal(0))
        return min(max(points, Decimal(0)), self.full if self.at_most is None else self.at_most)

    def grade(self, grades: Sequence[Grade], forced: str | None = None) -> Grade:
        """The best grade that the total reaches; `forced` names the grade a decision prescribes."""
        ordered = sorted(grades, key=lambda grade: grade.at_least, reverse=True)
        if forced is not None:
            for grade in ordered:
                if grade.name == forced:
                    return grade
            raise ScoreError(f"there is no grade “{forced}”")
        for grade in ordered:
            if self.total >= grade.at_least:
                return grade
        raise ScoreError(f"no grade reaches down to {self.total}")

    def as_json(self) -> dict[str, Any]:
        return {
            "full": format(self.full, "f"),
            "total": format(self.total, "f"),
            "lines": [line.as_json() for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """A scored answer of a questionnaire or check-list: `points` of `most`; `fatal` makes all 0."""

    item: str
    points: Decimal
    most: Decimal
    fatal: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", read_decimal(self.points))
        object.__setattr__(self, "most", read_decimal(self.most))
        if not 0 <= self.points <= self.most:
            raise ScoreError(f"“{self.item}” has {self.points} of {self.most} points")


def checklist_score(answers: Iterable[Answer], full: object = 100) -> Decimal | None:
    """The share of the points that could be had, on `full`, floored to one decimal.

    A fatal error makes it 0; no applicable answer gives None.
    """
    found = list(answers)
    most = sum((answer.most for answer in found), Decimal(0))
    if most == 0:
        return None
    if any(answer.fatal for answer in found):
        return Decimal("0.0")
    points = sum((answer.points for answer in found), Decimal(0))
    return rate(points * read_decimal(full) / HUNDRED, most)
