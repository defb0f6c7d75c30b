"""The people and customers of the benchmark."""

from dataclasses import dataclass, field
from random import Random

from heqi.lookups.rules import Around
from heqi.lookups.rules.groups import grouped

CUSTOMERS = 400_000
IN_BUILDING = 60
# People in a team, as halls and stations have them.
TEAM = (3, 8)
IN_BOOK = 1_000
# Relatives that the company does not know of.
UNKNOWN = 0.03
# role: share of the operators, customers opened on a day, shifts
ROLES = {
    "agent": (0.60, 75, ("early", "late")),
    "clerk": (0.15, 50, ("day",)),
    "field": (0.15, 12, ("day",)),
    "reader": (0.10, 60, ("day",)),
}
# shift: first and last hour
SHIFTS = {"early": (7, 15), "late": (14, 22), "day": (8, 17)}


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who looks customers up for a living."""

    id: int
    role: str
    shift: str
    mean: int
    free: int
    home: int
    household: tuple[int, ...]
    team: int

    @property
    def rota(self) -> str:
        """Those who have busy days together."""
        return f"{self.role}/{self.shift}"

    def works_on(self, day: int) -> bool:
        """Five days in seven, each his own."""
        return (day + self.free) % 7 < 5


@dataclass(frozen=True, slots=True)
class World:
    """Operators with what is known of them and of the customers."""

    operators: tuple[Operator, ...]
    around: Around
    colleagues: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def protected(self) -> list[int]:
        """Protected customers in the order of their numbers."""
        return sorted(self.around.protected)


def make_world(operators: int, random: Random, *, peers: int) -> World:
    """``operators`` people in teams of 3 to 8, each with a home among the customers.

    They are compared as in service: with the team, or with the role where it has under ``peers``.
    """
    people = tuple(_people(operators, random))
    kin: dict[tuple[int, int], str] = {}
    for one in people:
        for place, customer in enumerate(one.household):
            if place == 0 or random.random() >= UNKNOWN:
                kin[one.id, customer] = "self" if place == 0 else "household"
    colleagues = {}
    for one in people:
        others = tuple(
            other.household[0] for other in people if other.role == one.role and other != one
        )
        colleagues[one.id] = others
        for customer in others:
            kin.setdefault((one.id, customer), "colleague")
    taken = {customer for one in people for customer in one.household}
    protected = frozenset(random.sample(range(1, CUSTOMERS), CUSTOMERS // 200)) - taken
    # Bait stands in nobody's business: numbers that no real customer has.
    canaries = frozenset(range(CUSTOMERS, CUSTOMERS + 20))
    leavers = random.sample(people, max(1, operators // 40))
    around = Around(
        kin=kin,
        canaries=canaries,
        protected=protected,
        home={one.id: one.home for one in people},
        building=Buildings(),
        place=Places(),
        group=grouped({one.id: (one.team, one.role) for one in people}, least=peers),
        leaves={one.id: 10**6 for one in leavers},
    )
    return World(people, around, colleagues)


def _people(operators: int, random: Random) -> list[Operator]:
    people: list[Operator] = []
    team, left = 0, 0
    for role, (share, mean, shifts) in ROLES.items():
        left = 0
        for n in range(max(1, round(operators * share))):
            if not left:
                team, left = team + 1, random.randint(*TEAM)
            left -= 1
            home = random.randrange(CUSTOMERS // IN_BUILDING)
            first = home * IN_BUILDING + random.randrange(1, IN_BUILDING)
            household = (first, random.randrange(1, CUSTOMERS))[: random.choice((1, 1, 2))]
            people.append(
                Operator(
                    id=len(people) + 1,
                    role=role,
                    shift=shifts[n % len(shifts)],
                    mean=max(5, round(random.gauss(mean, mean / 10))),
                    free=random.randrange(7),
                    home=home,
                    household=household,
                    team=team,
                )
            )
    return people


class Buildings(dict[int, object]):
    """Customer -> building, computed."""

    def get(self, key: int, default: object = None) -> object:
        """The building of any customer."""
        return key // IN_BUILDING


class Places(dict[int, tuple[object, int]]):
    """Customer -> book and number in it, computed."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: int) -> tuple[object, int]:
        return key // IN_BOOK, key % IN_BOOK
