"""A standard in words, for the page that shows it."""

from dataclasses import dataclass

from heqi.entry.fields import Field
from heqi.entry.findings import Source
from heqi.entry.fitting import Standard
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field as the page prints it; ``required`` is what demands it, if anything does."""

    name: str
    title: str
    form: str
    required: Source | None


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule over several fields, or over several records, as the page prints it."""

    fields: str
    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class Described:
    """A standard in the user's language."""

    title: str
    fields: tuple[FieldLine, ...]
    together: tuple[RuleLine, ...]
    unique: tuple[RuleLine, ...]


def described(standard: Standard, *, post: str) -> Described:
    """The standard as somebody in a post meets it."""
    required = standard.required_of(post)
    titles = {name: spoken(entry.title) for name, entry in standard.fields.items()}
    return Described(
        title=spoken(standard.title),
        fields=tuple(
            _line(entry, required.source if name in required.fields else None)
            for name, entry in standard.fields.items()
        ),
        together=tuple(
            RuleLine("、".join(titles[n] for n in rule.fields), spoken(rule.words), rule.source)
            for rule in standard.together
        ),
        unique=tuple(
            RuleLine("、".join(titles[n] for n in names), "", standard.duplicate)
            for names in standard.unique
        ),
    )


def posts() -> list[tuple[str, str]]:
    """The posts that the standard tells apart: code and name."""
    words = common_pack().question("data.required").facts["entered_by"].words
    return [(code, spoken(said)) for code, said in words.items()]


def _line(entry: Field, required: Source | None) -> FieldLine:
    return FieldLine(entry.name, spoken(entry.title), spoken(entry.form), required)
