"""Lists of codes with their words that are data of the packs."""

from dataclasses import dataclass
from typing import Any

from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken_chinese


def document_of(name: str) -> dict[str, Any]:
    """The document ``name`` of the packs in use, as ``complaints/classes``."""
    _by, documents = common_pack().data[name]
    found: dict[str, Any] = documents[0]
    return found


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A document whose lists hold rows with ``code``, ``zh`` and ``en``."""

    name: str

    def __call__(self) -> dict[str, Any]:
        """The whole document."""
        return document_of(self.name)

    def choices(self, what: str) -> list[tuple[str, str]]:
        """Codes of a list with their words in the reader's language."""
        language = "zh" if spoken_chinese() else "en"
        return [(row["code"], initial(row[language])) for row in self()[what]]

    def codes(self, what: str) -> set[str]:
        """The codes of a list."""
        return {row["code"] for row in self()[what]}

    def label_of(self, what: str, code: str) -> str:
        """A code in words; the code itself where the packs in use do not know it any more."""
        return dict(self.choices(what)).get(code, code) if code else ""


def initial(text: str) -> str:
    """Words as they stand alone: with a capital where the language has them."""
    return text[:1].upper() + text[1:]
