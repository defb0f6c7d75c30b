"""What is looked at and what can be found, as data a company's pack may replace."""

from dataclasses import dataclass
from typing import Any

from heqi.policies.data import read_data
from heqi.policies.deciding import spoken_chinese
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken
from heqi.rulebook.values import Words

ALWAYS, IF_BAD = "always", "bad"
OK, BAD, NONE = "ok", "bad", "none"


@dataclass(frozen=True, slots=True)
class Kind:
    """Something dangerous that can be found at an item."""

    code: str
    level: str
    zh: str
    en: str
    side: str = "customer"

    @property
    def label(self) -> str:
        """Its name in the user's language."""
        return self.zh if spoken_chinese() else self.en


@dataclass(frozen=True, slots=True)
class Item:
    """Something to look at. ``photo``: always, bad or empty; ``fact`` answers it from the file."""

    code: str
    zh: str
    en: str
    hazards: tuple[Kind, ...]
    photo: str = ""
    fact: str = ""
    clause: str = ""

    @property
    def label(self) -> str:
        """Its name in the user's language."""
        return self.zh if spoken_chinese() else self.en

    def kind(self, code: str) -> Kind | None:
        """The hazard of a code."""
        return next((one for one in self.hazards if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Section:
    """Items that are looked at together."""

    code: str
    zh: str
    en: str
    items: tuple[Item, ...]

    @property
    def label(self) -> str:
        """Its name in the user's language."""
        return self.zh if spoken_chinese() else self.en


def data() -> dict[str, Any]:
    """The checklist as it is written."""
    rows: dict[str, Any] = read_data("safety", "checklist")
    return rows


def sections(customer_kind: str, scope: str) -> list[Section]:
    """The checklist of a kind of customer; what only a full check holds comes last."""
    found = [_section(row, customer_kind) for row in data()["sections"] if _fits(row, scope)]
    return [one for one in found if one.items]


def _fits(row: dict[str, Any], scope: str) -> bool:
    return row.get("scope", scope) == scope


def _section(row: dict[str, Any], customer_kind: str) -> Section:
    whom = row.get("for")
    items = row["items"] if not whom or customer_kind in whom else []
    return Section(
        row["code"],
        row["zh"],
        row["en"],
        tuple(_item(one) for one in items if customer_kind in one.get("for", [customer_kind])),
    )


def _item(row: dict[str, Any]) -> Item:
    rest = {key: row[key] for key in ("photo", "fact", "clause") if key in row}
    kinds = tuple(Kind(**one) for one in row["hazards"])
    return Item(row["code"], row["zh"], row["en"], kinds, **rest)


def items_of(customer_kind: str, scope: str) -> dict[str, Item]:
    """The items of a checklist by code."""
    return {item.code: item for part in sections(customer_kind, scope) for item in part.items}


def refusal_choices() -> list[tuple[str, str]]:
    """Why somebody would not let us in."""
    return [(row["code"], _said(row)) for row in data()["refusals"]]


def refusal_label(code: str) -> str:
    """A reason in words; a code that is gone stays as it is."""
    return dict(refusal_choices()).get(code, code)


def level_label(level: str) -> str:
    """A level of danger in words."""
    words = common_pack().question("safety.hazards").facts["hazard"].words or {}
    return spoken(words[level]) if level in words else level


def levels() -> list[str]:
    """The levels, the worst first."""
    return list(common_pack().question("safety.hazards").facts["hazard"].words or {})


def left_label(code: str) -> str:
    """What was left at a door, in words."""
    field = common_pack().question("safety.visits").answer["then"]
    words: dict[str, Words] = getattr(field, "words", None) or {}
    return spoken(words[code]) if code in words else code


def longest_route() -> int:
    """The doors of one route before a compound is cut into buildings."""
    return int(data()["route"]["doors"])


def _said(row: dict[str, Any]) -> str:
    said: str = row["zh"] if spoken_chinese() else row["en"]
    return said
