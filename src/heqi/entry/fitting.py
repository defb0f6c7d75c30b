"""Fitting an entry against a compiled standard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from heqi.entry.fields import Field, text_of
from heqi.entry.findings import MISSING, NO_EVIDENCE, Finding, Source
from heqi.entry.together import Together
from heqi.rulebook.values import Words

ANY = "any"


@dataclass(frozen=True, slots=True)
class Required:
    """The fields that must be filled, with what says so."""

    fields: frozenset[str]
    source: Source


@dataclass(frozen=True, slots=True)
class Standard:
    """What a kind of record must hold on a day, compiled once; pure and quick to check.

    ``required`` by the post that enters (``any`` for all others), ``unique`` names the sets of
    fields that no two records share, ``together`` the rules over several fields.
    """

    kind: str
    title: Words
    on: date
    fields: Mapping[str, Field]
    required: Mapping[str, Required]
    together: tuple[Together, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    duplicate: Source = field(default_factory=lambda: Source("", ""))

    def required_of(self, post: str | None) -> Required:
        """What somebody in a post must fill in."""
        return self.required.get(post or ANY) or self.required[ANY]

    def check(
        self, values: Mapping[str, object], *, post: str | None = None
    ) -> tuple[Finding, ...]:
        """Every error of an entry, in the order of the fields; empty for a good one.

        ``values`` maps field names to text, numbers, days, instants, booleans or None; names that
        the standard does not know are not looked at.
        """
        found: list[Finding] = []
        texts: dict[str, str] = {}
        required = self.required_of(post)
        needed = required.fields
        for name, entry in self.fields.items():
            raw = values.get(name)
            text = raw.strip() if type(raw) is str else text_of(raw)
            if not text:
                if name in needed:
                    error = NO_EVIDENCE if entry.evidence else MISSING
                    found.append(Finding(name, error, unfilled(entry.title), required.source))
                continue
            texts[name] = text
            check = entry.check if entry.otherwise is None else entry.checker(values)
            fault = check(text)
            if fault is not None:
                found.append(Finding(name, *fault))
        found.extend(
            Finding(rule.field, rule.error, rule.words, rule.source, rule.id)
            for rule in self.together
            if not (rule.error == MISSING and rule.field in needed) and rule.is_broken(texts)
        )
        return tuple(found)

    def concerning(
        self, name: str, values: Mapping[str, object], *, post: str | None = None
    ) -> tuple[Finding, ...]:
        """What is wrong with one field beside the others: while somebody types."""
        rules = {rule.id for rule in self.together if name in rule.fields}
        return tuple(
            found
            for found in self.check(values, post=post)
            if (found.field == name and not found.rule) or found.rule in rules
        )


def unfilled(title: Words) -> Words:
    """``姓名未填写。``"""
    return Words(f"{title.zh}未填写。", f"{title.en[:1].upper()}{title.en[1:]} is missing.")
