"""On which days festivals fall: a table of the packs, year by year. Nothing is guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from heqi.policies.catalogues import document_of
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken
from heqi.rulebook.values import Words


@dataclass(frozen=True, slots=True)
class Festivals:
    """Fixed days by month and day, and others by year."""

    names: Mapping[str, Words]
    fixed: Mapping[str, tuple[int, int]]
    years: Mapping[int, Mapping[str, date]]

    def on(self, code: str, year: int) -> date | None:
        """The day in a year; None where the table does not reach that year."""
        if code in self.fixed:
            return date(year, *self.fixed[code])
        return self.years.get(year, {}).get(code)

    def called(self, code: str) -> str:
        """What a festival is called in the user's language."""
        return spoken(self.names[code]) if code in self.names else code


def festivals() -> Festivals:
    """The table of the packs in force."""
    return _read(common_pack().sha256)


@lru_cache(maxsize=4)
def _read(_pack: str) -> Festivals:
    table = document_of("duties/festivals")
    return Festivals(
        names={code: Words(words["zh"], words["en"]) for code, words in table["names"].items()},
        fixed={code: _month_and_day(text) for code, text in table["fixed"].items()},
        years={
            int(year): {code: _day(given) for code, given in days.items()}
            for year, days in table["years"].items()
        },
    )


def _month_and_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _day(given: date | str) -> date:
    return given if isinstance(given, date) else date.fromisoformat(given)
