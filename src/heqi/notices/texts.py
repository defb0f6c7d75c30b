"""Texts of bulk messages by season and use: data of the packs."""

from dataclasses import dataclass
from datetime import date

from heqi.policies.catalogues import document_of
from heqi.policies.speaking import spoken
from heqi.rulebook.values import Words


@dataclass(frozen=True, slots=True)
class Text:
    """A text to begin with, the months it fits, and the clause that asks for it."""

    code: str
    purpose: str
    months: tuple[int, ...]
    use: str
    title: str
    text: str
    clause: str


def texts() -> list[Text]:
    """All of them, in the order of the packs."""
    return [
        Text(
            code=row["code"],
            purpose=row["purpose"],
            months=tuple(int(month) for month in row["months"]),
            use=row["use"],
            title=spoken(Words(row["title"]["zh"], row["title"]["en"])),
            text=row["text"],
            clause=row["clause"],
        )
        for row in document_of("notices/texts")["texts"]
    ]


def texts_for(on: date) -> list[Text]:
    """Those of the season first."""
    return sorted(texts(), key=lambda one: on.month not in one.months)


def text_of(code: str) -> Text | None:
    """The text of a code."""
    return next((one for one in texts() if one.code == code), None)


def clause_of(purpose: str) -> str:
    """The clause that asks for messages of a purpose."""
    return next((one.clause for one in texts() if one.purpose == purpose), "")
