"""The words under which an entry is found.

Every word begins with the company's id and a letter for its class, so that one company's hits
never crowd out another's and a name can be told from an address:

``n`` whole name · ``m`` two and three characters of a name · ``s`` first character of a name ·
``i`` initials of a name from the left · ``j`` all of them ·
``p`` pinyin of a name, whole and its beginnings ·
``b`` two and three characters of an address · ``q`` initials of a place name ·
``r`` pinyin of a place name · ``d`` numbers of house, building, entrance, room ·
``t`` last four of a phone, account or meter · ``k`` the whole of it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
RUNS = re.compile(rf"[{HAN}]+|[0-9]+|[a-z]+")
HAN_RUN = re.compile(rf"[{HAN}]+")
NOT_KEY = re.compile(r"[^0-9A-Z]")
# Beginnings of the pinyin that are words of their own; longer ones are looked up as a prefix.
EDGES = range(2, 7)
GRAMS = (2, 3)


def fold(text: str) -> str:
    """Half-width, lower case, without the marks that an input method leaves."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("’", "")
    folded = folded.replace("ü", "v")
    return folded if folded.isprintable() else "".join(c for c in folded if c.isprintable())


def key_of(number: str) -> str:
    """Account and meter numbers as they are compared: digits and capitals only."""
    return NOT_KEY.sub("", unicodedata.normalize("NFKC", number).upper())


def grams(run: str) -> Iterator[str]:
    """Two- and three-character pieces of a run of Chinese characters."""
    for size in GRAMS:
        for start in range(len(run) - size + 1):
            yield run[start : start + size]


@lru_cache(maxsize=20_000)
def readings(character: str) -> tuple[str, ...]:
    """The readings of one character without tones, the commonest first."""
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ()


@lru_cache(maxsize=20_000)
def _surname(character: str) -> tuple[str, ...]:
    # 曾 单 仇: a caller's reading is not always the dictionary's first.
    return readings(character)[:3]


def name_tokens(name: str) -> Iterator[str]:
    """Class and word of everything a name is found by."""
    folded = fold(name)
    han = HAN_RUN.findall(folded)
    yield "n" + "".join(RUNS.findall(folded))
    if han:
        yield "s" + han[0][0]
    for run in han:
        yield from ("m" + gram for gram in grams(run))
    joined = "".join(han)
    if joined:
        yield from _name_pinyin(joined)
    for word in re.findall(r"[a-z]+", folded):
        yield from _latin(word, "p")


def _name_pinyin(name: str) -> Iterator[str]:
    first = _surname(name[0])
    rest = [r[0] for r in map(readings, name[1:]) if r]
    for reading in first or ("",):
        syllables = [reading, *rest] if reading else rest
        yield from _latin("".join(syllables), "p")
        initials = "".join(s[0] for s in syllables)
        yield "j" + initials
        for end in range(1, min(len(initials), 8) + 1):
            yield "i" + initials[:end]


def _latin(word: str, letter: str) -> Iterator[str]:
    if word:
        yield letter + word
        yield from (letter + word[:end] for end in EDGES if end < len(word))


@lru_cache(maxsize=20_000)
def _place(name: str) -> tuple[str, ...]:
    syllables = lazy_pinyin("".join(HAN_RUN.findall(name)), errors="ignore")
    initials = "".join(s[0] for s in syllables if s)
    words = [f"q{initials[:end]}" for end in range(2, min(len(initials), 8) + 1)]
    return (*words, *_latin("".join(syllables), "r"))


@lru_cache(maxsize=20_000)
def _piece(run: str) -> tuple[str, ...]:
    """The words of a run of an address: towns, streets and compounds come again and again."""
    return () if run in GENERIC else tuple("b" + gram for gram in grams(run))


def address_tokens(text: str, places: Iterable[str]) -> Iterator[str]:
    """Class and word of everything an address is found by; ``places`` get their pinyin."""
    for run in RUNS.findall(fold(text)):
        if run[0].isascii():
            yield "d" + run.lstrip("0")
        else:
            yield from _piece(run)
    for place in places:
        yield from _place(place)


# Words between the numbers of an address: everybody has them, nobody looks for them.
GENERIC = frozenset(
    "幢 栋 座 单元 室 号 号楼 楼 层 户 门 弄 号院 号室 号单元 层楼 单元楼 幢楼 号门 组".split()  # noqa: SIM905
)


def number_tokens(numbers: Iterable[str]) -> Iterator[str]:
    """Phones, accounts and meters, whole and their last four, to be combined with other words.

    Alone, beginnings and ends of any length are found in the tables of the numbers themselves.
    """
    for number in numbers:
        if len(number) >= 4:
            yield "k" + number.lower()
            yield "t" + number[-4:].lower()


def entry_tokens(
    company: int,
    *,
    name: str = "",
    address: str = "",
    places: Iterable[str] = (),
    numbers: Iterable[str] = (),
) -> str:
    """All words of an entry, separated by spaces."""
    words: dict[str, None] = {}
    if name:
        words.update(dict.fromkeys(name_tokens(name)))
    if address:
        words.update(dict.fromkeys(address_tokens(address, places)))
    words.update(dict.fromkeys(number_tokens(numbers)))
    return " ".join(f"{company}{word}" for word in words if len(word) > 1)
