"""What customers can ask for, as data: kinds, symptoms, danger words.

A pack may replace a list by a document of the same name under its ``data/service/``.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from heqi.policies.data import read_data
from heqi.policies.deciding import spoken_chinese
from heqi.policies.packs import common_pack


@dataclass(frozen=True, slots=True)
class Kind:
    """A service of the catalogue as it is asked for at the desk."""

    code: str
    prefix: str
    zh: str
    en: str
    icon: str = ""
    key: int | None = None
    order: str = ""
    department: str = ""
    needs: tuple[str, ...] = ()
    urgent: bool = False
    # The task of master data that it asks for (``TaskKind``).
    master_data: str = ""
    # The promises that a case of its own (a complaint) keeps instead of the request.
    case: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name in the user's language."""
        return self.zh if spoken_chinese() else self.en

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Symptom:
    """What is wrong with which device, and the kind of work order it gives."""

    code: str
    device: str
    zh: str
    en: str
    order: str
    danger: bool = False

    @property
    def label(self) -> str:
        """The name in the user's language."""
        return self.zh if spoken_chinese() else self.en

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class TransferLine:
    """Where a call can be passed on to: holders of certain posts who answer calls."""

    code: str
    zh: str
    en: str
    posts: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name in the user's language."""
        return self.zh if spoken_chinese() else self.en


def transfer_lines() -> list[TransferLine]:
    """Another agent, the second line, the leader of the shift."""
    rows = desk()["transfer"]
    return [TransferLine(**{**row, "posts": tuple(row["posts"])}) for row in rows]


def kinds() -> dict[str, Kind]:
    """Every kind by its code, those with a key on the desk first."""
    return _kinds(common_pack().sha256)


def kind_of(code: str) -> Kind:
    """The kind of a code; ``LookupError`` for one that is not in the data."""
    return kinds()[code]


def symptoms() -> dict[str, Symptom]:
    """Every symptom by its code."""
    return _symptoms(common_pack().sha256)


def order_kind(kind: str, symptom: str = "") -> str:
    """The kind of work order that a request gives; empty where it gives none."""
    found = symptoms().get(symptom)
    default = kind_of(kind).order
    return found.order if found and default and kind == "repair" else default


def desk() -> dict[str, Any]:
    """Danger words, window of related requests, assumed facts."""
    rows: dict[str, Any] = read_data("service", "desk")
    return rows


def danger_in(text: str) -> list[str]:
    """The danger words found in a text, in the order of the list."""
    lowered = text.lower()
    for phrase in desk().get("harmless_phrases", ()):
        lowered = lowered.replace(phrase.lower(), " ")
    return [word for word in desk()["danger_words"] if word.lower() in lowered]


@lru_cache(maxsize=4)
def _kinds(_pack: str) -> dict[str, Kind]:
    rows = [
        Kind(**{**row, "needs": tuple(row.get("needs", ())), "case": tuple(row.get("case", ()))})
        for row in _rows("kinds")
    ]
    return {kind.code: kind for kind in rows}


@lru_cache(maxsize=4)
def _symptoms(_pack: str) -> dict[str, Symptom]:
    return {row["code"]: Symptom(**row) for row in _rows("symptoms")}


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = list(read_data("service", name))
    return rows
