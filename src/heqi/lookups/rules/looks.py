"""The rows that rules read, and what they find. Instants are seconds since 1970, UTC."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from heqi.customers.business import Link

__all__ = ["Around", "Finding", "Link", "Look", "Tally", "Window"]
EXPLAINED, PENDING, UNEXPLAINED, REFUTED = "explained", "pending", "unexplained", "refuted"
# A customer was seen; the rest of the actions are about many or none.
SEEN = frozenset({"view", "unmask"})


class Look(NamedTuple):
    """One row of the log; ``subject`` is 0 where it is about many or none."""

    id: int
    at: int
    actor: int
    action: str
    subject: int = 0
    rows: int = 0
    field: str = ""
    reason: str = ""
    reference: str = ""
    source: str = "auto"
    verdict: str = EXPLAINED
    link: str = ""
    approved: bool = False


class Tally(NamedTuple):
    """What one person did on one day: customers seen, most within an hour, revealed fields."""

    actor: int
    day: int
    customers: int
    peak_hour: int
    views: int
    unmasks: int


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of people and customers. Keys are ids; buildings and groups any value."""

    zone: int = 8 * 3600
    # (viewer, customer) -> self, household, colleague …
    kin: Mapping[tuple[int, int], str] = field(default_factory=dict)
    canaries: Set[int] = frozenset()
    protected: Set[int] = frozenset()
    # Named contacts of protected customers: (viewer, customer).
    carers: Set[tuple[int, int]] = frozenset()
    home: Mapping[int, object] = field(default_factory=dict)
    building: Mapping[int, object] = field(default_factory=dict)
    # Customer -> (street or book of numbers, running number in it).
    place: Mapping[int, tuple[object, int]] = field(default_factory=dict)
    # Viewer -> role, organisation, shift: those who are compared with each other.
    group: Mapping[int, object] = field(default_factory=dict)
    # Viewer -> spans on duty; who has none is not judged by the roster.
    duty: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    # Customers with open business: several days of looks are natural.
    open_cases: Set[int] = frozenset()
    # (viewer) -> day (ordinal) on which he leaves.
    leaves: Mapping[int, int] = field(default_factory=dict)
    # Viewers who have taken data out before.
    exported: Set[int] = frozenset()
    # (key of a finding, viewer) -> ids of looks that an earlier one with this key has cited.
    cited: Mapping[tuple[str, int], Set[int]] = field(default_factory=dict)

    def day(self, at: int) -> int:
        """The local day of an instant, counted from 1970."""
        return (at + self.zone) // 86400

    def hour(self, at: int) -> float:
        """The local hour of an instant, 0 to 24."""
        return (at + self.zone) % 86400 / 3600


@dataclass(frozen=True, slots=True)
class Window:
    """What a review of one day sees.

    ``looks`` are the day's rows by viewer, in order of time. ``unlinked`` are looks at one
    customer without link in the days of the window, the day included. ``settled`` are looks whose
    verdict became final, unexplained or refuted, with this review. ``tallies`` are those of the
    window by viewer group, the day included.
    """

    day: int
    looks: Mapping[int, Sequence[Look]] = field(default_factory=dict)
    unlinked: Mapping[int, Sequence[Look]] = field(default_factory=dict)
    settled: Mapping[int, Sequence[Look]] = field(default_factory=dict)
    tallies: Mapping[object, Sequence[Tally]] = field(default_factory=dict)
    # Rows of exports by viewer group in the window, for what is usual.
    exports: Mapping[object, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule met: whose looks, when, how many points, and the numbers of its sentence."""

    rule: str
    form: str
    actor: int
    since: int
    until: int
    points: int
    looks: tuple[int, ...] = ()
    subjects: tuple[int, ...] = ()
    numbers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Rule and form, ``R1:slow``: under it a finding remembers what it has cited."""
        return f"{self.rule}:{self.form}" if self.form else self.rule
