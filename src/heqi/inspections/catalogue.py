"""What an inspection looks at and how: data of the pack."""

from dataclasses import dataclass

from heqi.policies.catalogues import document_of, initial
from heqi.policies.deciding import spoken_chinese

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
        return self.zh if spoken_chinese() else initial(self.en)


def items(what: str) -> list[Item]:
    """The list ``items``, ``methods`` or ``archive`` of the packs in use."""
    rows = document_of(NAME)[what]
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
