"""Areas, channels and aspects: data of the pack."""

from functools import lru_cache
from typing import Any

from heqi.policies.deciding import spoken_chinese
from heqi.policies.packs import current_pack

NAME = "supervision/network"


def catalogue() -> dict[str, Any]:
    """The document ``supervision/network`` of the packs in use."""
    return _read(current_pack().sha256)


@lru_cache(maxsize=8)
def _read(_pack: str) -> dict[str, Any]:
    _by, documents = current_pack().data[NAME]
    found: dict[str, Any] = documents[0]
    return found


def choices(what: str) -> list[tuple[str, str]]:
    """Codes with their words: of ``areas``, ``channels`` or ``aspects``."""
    language = "zh" if spoken_chinese() else "en"
    return [(row["code"], _initial(row[language])) for row in catalogue()[what]]


def label_of(what: str, code: str) -> str:
    """A code in words; the code itself where the packs in use do not know it any more."""
    return dict(choices(what)).get(code, code) if code else ""


def codes(what: str) -> set[str]:
    """The codes of a list."""
    return {row["code"] for row in catalogue()[what]}


def most_marks() -> int:
    """The best mark."""
    return int(catalogue()["most"])


def _initial(text: str) -> str:
    return text[:1].upper() + text[1:]
