"""What a check found in an entry."""

from dataclasses import dataclass

from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken
from heqi.rulebook.values import Words

MISSING, FORMAT, WRONG, DUPLICATE = "missing", "format", "wrong", "duplicate"
LATE, NO_EVIDENCE = "late", "no_evidence"
ERRORS = (MISSING, FORMAT, WRONG, DUPLICATE, LATE, NO_EVIDENCE)

QUESTION, FACT = "data.appraisal", "error"

REFUSE, CONFIRM, TO_CHECK = "refuse", "confirm", "finding"


@dataclass(frozen=True, slots=True)
class Source:
    """What a finding stands on: the clause, whether the company set it, and what follows.

    ``outcome`` is ``refuse`` (not saved), ``confirm`` (saved once confirmed) or ``finding`` (saved,
    and to be checked on site).
    """

    clause: str
    mark: str
    outcome: str = REFUSE


@dataclass(frozen=True, slots=True)
class Finding:
    """One error of one field, with its reason in words and the clause it stands on.

    ``error`` is a class of data-entry/8.2: missing, format, wrong, duplicate, late, no_evidence;
    ``rule`` names the cross-field rule, empty for the field's own form.
    """

    field: str
    error: str
    words: Words
    source: Source
    rule: str = ""

    @property
    def message(self) -> str:
        """The sentence in the user's language."""
        return spoken(self.words)

    @property
    def clause(self) -> str:
        """The id of the clause."""
        return self.source.clause

    @property
    def mark(self) -> str:
        """``clause``, ``company_set`` or ``law``."""
        return self.source.mark

    @property
    def outcome(self) -> str:
        """``refuse``, ``confirm`` or ``finding``."""
        return self.source.outcome


def error_choices() -> list[tuple[str, str]]:
    """The classes of errors in the user's language, for forms."""
    words = common_pack().question(QUESTION).facts[FACT].words
    return [(code, spoken(words[code])) for code in ERRORS]
