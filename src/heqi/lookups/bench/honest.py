"""Honest work: mostly explained at once, sometimes late, now and then by nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random

from heqi.lookups.bench.world import CUSTOMERS, SHIFTS, Operator, World
from heqi.lookups.rules import Link, Look

DAY = 86_400
HOUR = 3_600
# Of a hundred openings so many are vouched for by their context …
VOUCHED = 0.88
# … and of those with a chosen reason so many have their order in time, late, or never.
IN_TIME, LATE = 0.91, 0.06
# A wrong number is given as reference, a swapped shift is not on the roster.
TYPO, SWAP = 0.02, 0.003
# A slip of the hand opens bait, once in so many openings.
SLIP = 200_000
# Days on which a group works twice as much: emergencies, bills.
BUSY = 0.03


@dataclass(slots=True)
class Days:
    """Makes the rows of one day after the other."""

    world: World
    random: Random
    ids: Iterator[int] = field(default_factory=lambda: count(1))
    links: dict[int, list[Link]] = field(default_factory=dict)

    def honest(self, day: int) -> dict[int, list[Look]]:
        """The day's rows by operator, and their links in :attr:`links`."""
        busy = {
            group: 2.0 if self.random.random() < BUSY else 1.0
            for group in sorted({one.rota for one in self.world.operators})
        }
        return {
            one.id: self._work(one, day, busy[one.rota])
            for one in self.world.operators
            if one.works_on(day)
        }

    def at(self, one: Operator, day: int, *, hour: float | None = None) -> int:
        """An instant of the operator's shift, or at a local hour of the day."""
        first, last = SHIFTS[one.shift]
        local = self.random.uniform(first, last) if hour is None else hour
        return int(day * DAY + local * HOUR) - self.world.around.zone

    def link(
        self, one: Operator, subject: int, at: int, *, late: int = 0, number: str = ""
    ) -> None:
        """Business of the operator with a customer around an instant, known ``late`` seconds on."""
        row = Link("order", str(at), subject, {one.id}, at - 600, at + 600, at + late, number)
        self.links.setdefault(subject, []).append(row)

    def _work(self, one: Operator, day: int, busy: float) -> list[Look]:
        random = self.random
        number = max(1, round(random.gauss(one.mean * busy, (one.mean * busy) ** 0.5 * 1.3)))
        looks: list[Look] = []
        route = random.randrange(1, CUSTOMERS - 500)
        for n in range(number):
            at = self.at(one, day)
            subject = route + n if one.role == "reader" else random.randrange(1, CUSTOMERS)
            if random.randrange(SLIP) == 0:
                subject = CUSTOMERS
            if one.role == "reader" or random.random() < VOUCHED:
                view = Look(next(self.ids), at, one.id, "view", subject, 1, reason="work_order")
            else:
                view = self._chosen(one, at, subject)
            looks.append(view)
            if random.random() < 0.12:
                field_name = "id_number" if random.random() < 0.01 else "phone"
                looks.append(
                    view._replace(id=next(self.ids), at=at + 20, action="unmask", field=field_name)
                )
        for _n in range(round(number / 4)):
            hits = 0 if random.random() < 0.08 else random.randrange(1, 8)
            looks.append(Look(next(self.ids), self.at(one, day), one.id, "search", 0, hits))
        if random.random() < 0.01:
            refused = Look(
                next(self.ids), self.at(one, day), one.id, "denied", random.randrange(CUSTOMERS)
            )
            looks.append(refused)
        if one.role == "clerk" and random.random() < 0.05:
            rows = random.randrange(5, 50)
            looks.append(Look(next(self.ids), self.at(one, day), one.id, "export", 0, rows))
        return looks

    def _chosen(self, one: Operator, at: int, subject: int) -> Look:
        random = self.random
        number = f"WX{random.randrange(10**8)}"
        fate = random.random()
        if fate < IN_TIME:
            self.link(one, subject, at, number=number)
        elif fate < IN_TIME + LATE:
            self.link(one, subject, at, late=random.randrange(HOUR, 40 * HOUR), number=number)
        else:
            # Business that leaves no trace gives no number either.
            return Look(
                next(self.ids), at, one.id, "view", subject, 1, "", "incoming_call", "", "chosen"
            )
        given = number if random.random() < 0.5 else ""
        if given and random.random() < TYPO:
            given = f"WX{random.randrange(10**8)}"
        return Look(
            next(self.ids), at, one.id, "view", subject, 1, "", "work_order", given, "chosen"
        )
