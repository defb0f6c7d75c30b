"""Reading what somebody typed: words to look up, and numbers that may identify."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from heqi.customers.search.tokens import EDGES, GENERIC, RUNS, fold, key_of

LONGEST = 60
MOST = 8
# Numbers of houses and rooms have so many digits at most.
HOUSE = 5
SPLIT = re.compile(r"[\s,，、;；/|]+")
NUMBER = re.compile(r"^[+0-9A-Z\-\s()]*$")


@dataclass(frozen=True, slots=True)
class Match:
    """One word that must occur; ``prefix`` lets it be a beginning."""

    word: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """All of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these."""

    parts: tuple["Node", ...]


Node = Match | Every | Some


@dataclass(frozen=True, slots=True)
class Query:
    """What a text asks for.

    ``key``: the text as one identifying number, or empty. ``exact``, ``names`` and ``words`` are
    the same wish from narrow to wide: whole names, names, anything; None where there is none.
    ``loose`` is tried where nothing else was found.
    """

    kind: str
    runs: tuple[str, ...] = ()
    key: str = ""
    exact: Node | None = None
    names: Node | None = None
    words: Node | None = None
    loose: Node | None = None

    def is_empty(self) -> bool:
        """Nothing to look for."""
        return not self.key and self.words is None


def read(text: str) -> Query:
    """Understand a text of any origin; too much of it is ignored, never an error."""
    folded = fold(text[:LONGEST]).strip()
    key = key_of(folded)
    runs = [run for chunk in SPLIT.split(folded) for run in RUNS.findall(chunk)]
    runs = _informative(runs)[:MOST]
    identifies = _identifies(folded, key)
    if not runs:
        return Query("empty")
    if all(run.isalpha() and run.isascii() for run in runs):
        return _latin(runs, key if identifies else "")
    if identifies and len(runs) == 1:
        # The tables of the numbers know it better; only a house or room is left to look for.
        run = runs[0]
        room = _room(run) if len(run) <= HOUSE and run.isdigit() else None
        return Query("number", tuple(runs), key, words=room)
    words: Node = _every(tuple(_any_class(run) for run in runs))
    han = [run for run in runs if not run[0].isascii()]
    exact = names = loose = None
    if han:
        names = _every(tuple(_name(r) if not r[0].isascii() else _any_class(r) for r in runs))
        if len(runs) == 1:
            exact = Match("n" + han[0])
        if any(len(run) >= 4 for run in han):
            loose = _every(tuple(_loose(run) for run in runs))
    kind = "mixed" if len(runs) > 1 else ("name_or_address" if han else "number")
    return Query(kind, tuple(runs), key if identifies else "", exact, names, words, loose)


def _identifies(folded: str, key: str) -> bool:
    """Whether the whole text can be one number: a phone, an account, a meter."""
    digits = sum(c.isdigit() for c in key)
    return len(key) >= 3 and digits >= 3 and bool(NUMBER.match(folded.upper()))


def _informative(runs: list[str]) -> list[str]:
    """Without 幢, 单元, 室 between numbers, and without single characters beside other words."""
    kept = [run for run in runs if run not in GENERIC] or runs
    longer = [run for run in kept if len(run) > 1 or run[0].isascii()]
    has_name = any(not run[0].isascii() for run in longer)
    # A lone surname beside a number ("王 2207") still means something.
    return longer if has_name else kept


def _latin(runs: list[str], key: str) -> Query:
    joined = "".join(runs)
    together = _pinyin(joined)
    exact: Node = Some((Match("j" + joined), Match("p" + joined)))
    names: Node = Some(_pinyin_name(joined))
    words: Node = together
    if len(runs) > 1:
        words = Some((together, _every(tuple(_pinyin(run) for run in runs))))
    return Query("pinyin", tuple(runs), key, exact, names, words)


def _pinyin_name(run: str) -> tuple[Node, ...]:
    found: list[Node] = [_beginning("p", run)]
    if len(run) <= 8:
        found.append(Match("i" + run))
    return tuple(found)


def _pinyin(run: str) -> Node:
    found = [*_pinyin_name(run), _beginning("r", run)]
    if 2 <= len(run) <= 8:
        found.append(Match("q" + run))
    if len(run) <= 2:
        found.append(Match("d" + run))
    return Some(tuple(found))


def _beginning(letter: str, run: str) -> Match:
    return Match(letter + run, prefix=len(run) not in EDGES and len(run) > 1)


def _name(run: str) -> Node:
    return Match("s" + run) if len(run) == 1 else _every(_grams("m", run))


def _any_class(run: str) -> Node:
    if run.isdigit():
        room = _room(run)
        if len(run) < 4:
            return room
        return Some((room, Match("t" + run) if len(run) == 4 else Match("k" + run)))
    if run.isascii():
        return _pinyin(run)
    if len(run) == 1:
        return Match("s" + run)
    return Some((_every(_grams("m", run)), _every(_grams("b", run))))


def _room(run: str) -> Node:
    return Match("d" + (run.lstrip("0") or "0"))


def _grams(letter: str, run: str) -> tuple[Node, ...]:
    size = min(3, len(run))
    return tuple(Match(letter + run[i : i + size]) for i in range(len(run) - size + 1))


def _loose(run: str) -> Node:
    """A long run cut in two anywhere: 第一|医院, 王志远|滨江新城."""
    if run[0].isascii() or len(run) < 4:
        return _any_class(run)
    run = run[:12]
    return Some(
        tuple(
            Every((_any_class(run[:cut]), _any_class(run[cut:]))) for cut in range(2, len(run) - 1)
        )
    )


def _every(parts: tuple[Node, ...]) -> Node:
    return parts[0] if len(parts) == 1 else Every(parts)


def write(node: Node, companies: Iterable[int], vendor: str) -> str:
    """The expression in the database's own language, for each of the companies.

    Words hold only Chinese characters, digits and small letters, so nothing needs escaping.
    """
    if vendor == "sqlite":
        joined = [_sqlite(node, company) for company in companies]
        return " OR ".join(f"({part})" for part in joined)
    return " | ".join(f"({_postgresql(node, company)})" for company in companies)


def _sqlite(node: Node, company: int) -> str:
    if isinstance(node, Match):
        return f'"{company}{node.word}"' + (" *" if node.prefix else "")
    glue = " AND " if isinstance(node, Every) else " OR "
    return "(" + glue.join(_sqlite(part, company) for part in node.parts) + ")"


def _postgresql(node: Node, company: int) -> str:
    if isinstance(node, Match):
        return f"'{company}{node.word}'" + (":*" if node.prefix else "")
    glue = " & " if isinstance(node, Every) else " | "
    return "(" + glue.join(_postgresql(part, company) for part in node.parts) + ")"
