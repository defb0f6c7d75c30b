"""What an inspection looks at and how: data of the pack."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from heqi.policies.deciding import spoken_chinese
from heqi.policies.packs import current_pack

NAME = "inspection/content"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of content, a method or a heading of the archive, with its clause."""

    code: str
    clause: str
    zh: str
    en: str
    figures: bool = False

    @property
    def title(self) -> str:
        """In the user's language."""
        return self.zh if spoken_chinese() else self.en[:1].upper() + self.en[1:]


def items(what: str) -> list[Item]:
    """The list ``items``, ``methods`` or ``archive`` of the packs in use."""
    rows = _read(current_pack().sha256)[what]
    return [
        Item(row["code"], row["clause"], row["zh"], row["en"], bool(row.get("figures")))
        for row in rows
    ]


def choices(what: str) -> list[tuple[str, str]]:
    """Codes with their words."""
    return [(item.code, item.title) for item in items(what)]


def labels(what: str, codes: list[str]) -> list[str]:
    """Codes in words; unknown ones as they are."""
    known = dict(choices(what))
    return [known.get(code, code) for code in codes]


@lru_cache(maxsize=8)
def _read(_pack: str) -> dict[str, Any]:
    _by, documents = current_pack().data[NAME]
    found: dict[str, Any] = documents[0]
    return found
