"""Classes, channels, causes and kinds of evidence: data of the pack."""

from functools import lru_cache
from typing import Any

from heqi.policies.deciding import spoken_chinese
from heqi.policies.packs import current_pack

NAME = "complaints/classes"


def catalogue() -> dict[str, Any]:
    """The document ``complaints/classes`` of the packs in use."""
    return _read(current_pack().sha256)


@lru_cache(maxsize=8)
def _read(_pack: str) -> dict[str, Any]:
    _by, documents = current_pack().data[NAME]
    found: dict[str, Any] = documents[0]
    return found


def choices(what: str) -> list[tuple[str, str]]:
    """Codes with their words: of ``classes``, ``channels``, ``causes`` or ``evidence``."""
    language = "zh" if spoken_chinese() else "en"
    return [(row["code"], _initial(row[language])) for row in catalogue()[what]]


def codes(what: str) -> set[str]:
    """The codes of a list."""
    return {row["code"] for row in catalogue()[what]}


def label_of(what: str, code: str) -> str:
    """A code in words; the code itself where the packs in use do not know it any more."""
    return dict(choices(what)).get(code, code) if code else ""


def sign_of(what: str, code: str) -> str:
    """What a class or channel says about the level; empty where it says nothing."""
    return next((str(row.get("sign", "")) for row in catalogue()[what] if row["code"] == code), "")


def is_forwarded(channel: str) -> bool:
    """Whether a channel hands over cases with a date of its own."""
    return any(row["code"] == channel and row.get("forwarded") for row in catalogue()["channels"])


def channel_of(source: str) -> str:
    """The channel of a request's source."""
    return str(catalogue()["sources"].get(source, "hotline"))


def signs() -> list[tuple[str, str]]:
    """The signs that the level is decided by, in words."""
    fact = current_pack().question("complaints.level").facts["signs"]
    language = "zh" if spoken_chinese() else "en"
    return [(code, _initial(getattr(fact.words[code], language))) for code in fact.options]


def _initial(text: str) -> str:
    return text[:1].upper() + text[1:]
