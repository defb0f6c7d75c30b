"""Planted misuse: episodes that the rules should find."""

from collections.abc import Callable
from dataclasses import dataclass, field

from heqi.lookups.bench.honest import Days
from heqi.lookups.bench.world import CUSTOMERS, IN_BOOK, IN_BUILDING, Operator
from heqi.lookups.rules import Look


@dataclass(slots=True)
class Episode:
    """Misuse by one operator: its pattern, the days it touches, the rows it left."""

    pattern: str
    operator: Operator
    days: list[int]
    partner: Operator | None = None
    shape: dict[str, float] = field(default_factory=dict)
    looks: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Planter:
    """Plans episodes over a span of days, and adds their rows to a day."""

    days: Days
    episodes: list[Episode] = field(default_factory=list)

    def plan(self, each: int, since: int, until: int) -> None:
        """``each`` episodes of every pattern within the days, by operators drawn at random."""
        random = self.days.random
        for pattern in PATTERNS:
            people = [
                one
                for one in self.days.world.operators
                if pattern not in ("volume", "revealing") or one.role in ("agent", "clerk")
            ]
            for n in range(each):
                one = people[random.randrange(len(people))]
                workdays = [day for day in range(since, until) if one.works_on(day)]
                length = _length(pattern, self.days)
                first = random.randrange(max(1, len(workdays) - length))
                peers = [p for p in self.days.world.operators if p.rota == one.rota and p != one]
                self.episodes.append(
                    Episode(
                        pattern,
                        one,
                        workdays[first : first + length],
                        partner=random.choice(peers) if peers else None,
                        shape={"n": n, "subject": random.randrange(1, CUSTOMERS)},
                    )
                )

    def add(self, day: int, looks: dict[int, list[Look]]) -> None:
        """Put what the episodes do on this day among the honest rows."""
        for episode in self.episodes:
            if day in episode.days:
                for look in PATTERNS[episode.pattern](self.days, episode, day):
                    looks.setdefault(look.actor, []).append(look)
                    episode.looks.add(look.id)


def _length(pattern: str, days: Days) -> int:
    random = days.random
    spans = {"neighbours": (5, 14), "low_and_slow": (16, 20), "repeated": (4, 8), "own": (1, 2)}
    low, high = spans.get(pattern, (1, 1))
    return random.randint(low, high)


def _seen(
    days: Days, one: Operator, at: int, subject: int, *, number: str = "", action: str = "view"
) -> Look:
    reason = "work_order" if number else "incoming_call"
    return Look(next(days.ids), at, one.id, action, subject, 1, "", reason, number, "chosen")


def _false_number(days: Days) -> str:
    return f"WX9{days.random.randrange(10**8)}"


def _own(days: Days, episode: Episode, day: int) -> list[Look]:
    one = episode.operator
    return [
        _seen(days, one, days.at(one, day), days.random.choice(one.household))
        for _n in range(days.random.randint(1, 3))
    ]


def _colleagues(days: Days, episode: Episode, day: int) -> list[Look]:
    one = episode.operator
    others = days.world.colleagues[one.id] or one.household
    return [
        _seen(days, one, days.at(one, day), days.random.choice(others))
        for _n in range(days.random.randint(1, 2))
    ]


def _vips(days: Days, episode: Episode, day: int) -> list[Look]:
    one, known = episode.operator, days.world.protected
    return [
        _seen(days, one, days.at(one, day), days.random.choice(known))
        for _n in range(days.random.randint(1, 3))
    ]


def _neighbours(days: Days, episode: Episode, day: int) -> list[Look]:
    one = episode.operator
    first, number = one.home * IN_BUILDING, 2 if len(episode.days) < 8 else 1
    offset = episode.days.index(day) * number
    return [
        _seen(days, one, days.at(one, day), first + 1 + (offset + n) % (IN_BUILDING - 1))
        for n in range(number)
    ]


def _volume(days: Days, episode: Episode, day: int) -> list[Look]:
    """A day of several times the usual; half of it behind contexts that seem in order."""
    one, random = episode.operator, days.random
    number, first = round(one.mean * random.uniform(1.8, 3.5)), SHIFT_START[one.shift]
    vouched = int(episode.shape["n"]) % 2
    looks = []
    for _n in range(number):
        at = days.at(one, day, hour=first + random.uniform(0, 7))
        look = _seen(days, one, at, random.randrange(1, CUSTOMERS))
        looks.append(look._replace(source="auto") if vouched else look)
    return looks


def _enumeration(days: Days, episode: Episode, day: int) -> list[Look]:
    one, random = episode.operator, days.random
    at = days.at(one, day)
    subject = int(episode.shape["subject"]) // IN_BOOK * IN_BOOK + random.randrange(1, 900)
    looks = []
    for _n in range(random.randint(14, 40)):
        looks.append(_seen(days, one, at, subject))
        at += random.randint(8, 25)
        subject += 2 if random.random() < 0.1 else 1
    return looks


def _guessing(days: Days, episode: Episode, day: int) -> list[Look]:
    one, random = episode.operator, days.random
    at = days.at(one, day)
    return [
        Look(next(days.ids), at + random.randrange(50 * 60), one.id, "search", 0, 0)
        for _n in range(random.randint(32, 60))
    ]


def _canaries(days: Days, episode: Episode, day: int) -> list[Look]:
    one = episode.operator
    baits = sorted(days.world.around.canaries)
    return [_seen(days, one, days.at(one, day), days.random.choice(baits))]


def _unlinked(days: Days, episode: Episode, day: int) -> list[Look]:
    one = episode.operator
    return [
        _seen(days, one, days.at(one, day), days.random.randrange(1, CUSTOMERS))
        for _n in range(days.random.randint(4, 8))
    ]


def _refuted(days: Days, episode: Episode, day: int) -> list[Look]:
    one, random = episode.operator, days.random
    return [
        _seen(days, one, days.at(one, day), random.randrange(1, CUSTOMERS), number=number)
        for number in [_false_number(days) for _n in range(random.randint(1, 3))]
    ]


def _low_and_slow(days: Days, episode: Episode, day: int) -> list[Look]:
    one = episode.operator
    return [
        _seen(days, one, days.at(one, day), days.random.randrange(1, CUSTOMERS))
        for _n in range(days.random.choice((1, 1, 2)))
    ]


def _off_duty(days: Days, episode: Episode, day: int) -> list[Look]:
    one, random = episode.operator, days.random
    hour = random.uniform(0.5, 4)
    return [
        _seen(days, one, days.at(one, day, hour=hour + n / 20), random.randrange(1, CUSTOMERS))
        for n in range(random.randint(6, 15))
    ]


def _denials(days: Days, episode: Episode, day: int) -> list[Look]:
    """Refused often; or refused, and a colleague looks instead."""
    one, random = episode.operator, days.random
    at = days.at(one, day)
    if int(episode.shape["n"]) % 2 and episode.partner:
        subject = int(episode.shape["subject"])
        refused = Look(next(days.ids), at, one.id, "denied", subject)
        return [refused, _seen(days, episode.partner, at + random.randint(60, 800), subject)]
    return [
        Look(next(days.ids), at + n * 240, one.id, "denied", random.randrange(1, CUSTOMERS))
        for n in range(random.randint(5, 12))
    ]


def _revealing(days: Days, episode: Episode, day: int) -> list[Look]:
    one, random = episode.operator, days.random
    number = round(one.mean * random.uniform(0.6, 1.0))
    return [
        _seen(
            days, one, days.at(one, day), random.randrange(1, CUSTOMERS), action="unmask"
        )._replace(source="auto", field="phone")
        for _n in range(number)
    ]


def _repeated(days: Days, episode: Episode, day: int) -> list[Look]:
    one = episode.operator
    return [_seen(days, one, days.at(one, day), int(episode.shape["subject"]))]


def _export(days: Days, episode: Episode, day: int) -> list[Look]:
    """Many small exports that need no approval, or some at night."""
    one, random = episode.operator, days.random
    at_night = int(episode.shape["n"]) % 2
    at = days.at(one, day, hour=random.uniform(21.5, 23)) if at_night else days.at(one, day)
    number = random.randint(2, 4) if at_night else random.randint(4, 8)
    return [
        Look(next(days.ids), at + n * 120, one.id, "export", 0, random.randint(30, 50))
        for n in range(number)
    ]


SHIFT_START = {"early": 7, "late": 14, "day": 8}
PATTERNS: dict[str, Callable[[Days, Episode, int], list[Look]]] = {
    "own": _own,
    "colleagues": _colleagues,
    "vips": _vips,
    "neighbours": _neighbours,
    "volume": _volume,
    "enumeration": _enumeration,
    "guessing": _guessing,
    "canaries": _canaries,
    "unlinked": _unlinked,
    "refuted": _refuted,
    "low_and_slow": _low_and_slow,
    "off_duty": _off_duty,
    "denials": _denials,
    "revealing": _revealing,
    "repeated": _repeated,
    "export": _export,
}
TITLES = {
    "own": ("自己及家人", "own household"),
    "colleagues": ("同事", "colleagues"),
    "vips": ("VIP 与受保护客户", "VIPs"),
    "neighbours": ("同楼邻居", "neighbours"),
    "volume": ("大量查询", "volume"),
    "enumeration": ("顺号查询", "enumeration"),
    "guessing": ("试号", "guessing"),
    "canaries": ("诱饵客户", "canaries"),
    "unlinked": ("无业务关联", "no business"),
    "refuted": ("理由不实", "refuted reasons"),
    "low_and_slow": ("细水长流", "low and slow"),
    "off_duty": ("非当班", "off duty"),
    "denials": ("越权尝试", "refusals"),
    "revealing": ("大量显示", "revealing"),
    "repeated": ("反复查看", "repeated"),
    "export": ("导出", "exports"),
}
