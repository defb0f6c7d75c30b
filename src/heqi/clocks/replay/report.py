"""What a replay found."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

# What the draft makes of a promise.
LATE, KEPT, MOVED, NEW, GONE = "late", "kept", "moved", "new", "gone"
# A department, and the month in which a promise of it was broken; none for what had no due instant.
Broken = tuple[str, date | None]


@dataclass(slots=True)
class Replay:
    """What a draft would have changed in a period.

    ``changed`` are cases in which at least one promise differs; ``newly_late`` and ``newly_kept``
    count promises. ``moved`` are cases whose facts would have been others, such as the tier of the
    customer; ``one_by_one`` those that had to be read alone. ``examples`` are cases behind the
    numbers, up to a bound for each clause, outcome and department.
    """

    cases: int = 0
    changed: int = 0
    moved: int = 0
    newly_late: int = 0
    newly_kept: int = 0
    undecided: int = 0
    one_by_one: int = 0
    by_clause: Counter[str] = field(default_factory=Counter)
    late_by_clause: Counter[str] = field(default_factory=Counter)
    kept_by_clause: Counter[str] = field(default_factory=Counter)
    by_department: Counter[str] = field(default_factory=Counter)
    late_by_department: Counter[str] = field(default_factory=Counter)
    kept_by_department: Counter[str] = field(default_factory=Counter)
    # By question, then department and month in which they fall: broken promises more (or, below
    # zero, fewer) than there were.
    misses: dict[str, Counter[Broken]] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)
    elapsed_s: float = 0.0
    _named: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """The answer of ``heqi policy replay``."""
        return {
            **{name: getattr(self, name) for name in FIGURES},
            **{name: dict(getattr(self, name).most_common()) for name in COUNTERS},
            "examples": self.examples,
            "elapsed_s": round(self.elapsed_s, 3),
        }

    def add(self, other: "Replay", keep: int) -> None:
        """Adds what was found in another stretch, which has no case of this one."""
        for name in FIGURES:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in COUNTERS:
            getattr(self, name).update(getattr(other, name))
        for question, found in other.misses.items():
            self.misses.setdefault(question, Counter()).update(found)
        for case in other.examples:
            self._name(case, keep)

    def _name(self, case: dict[str, Any], keep: int) -> None:
        """A case for those of its promises that have too few so far."""
        outcomes = {
            clause: outcome
            for clause, outcome in case["outcome"].items()
            if self._named[clause, outcome, case["department"]] < keep
        }
        self._named.update((*one, case["department"]) for one in outcomes.items())
        if outcomes:
            due = {clause: case["due"][clause] for clause in outcomes}
            self.examples.append({**case, "due": due, "outcome": outcomes})


FIGURES = (
    "cases", "changed", "moved", "newly_late", "newly_kept", "undecided", "one_by_one",
)  # fmt: skip
COUNTERS = (
    "by_clause", "late_by_clause", "kept_by_clause", "by_department", "late_by_department",
    "kept_by_department",
)  # fmt: skip
