"""Causes of differences, and who is told, as data that a company's pack may replace."""

from collections.abc import Sequence

from heqi.policies.data import read_data
from heqi.policies.deciding import spoken_chinese


def cause_choices() -> list[tuple[str, str]]:
    """Codes with their words in the user's language."""
    rows = read_data("reconciliation", "causes")
    return [(row["code"], row["zh"] if spoken_chinese() else row["en"]) for row in rows]


def cause_label(code: str) -> str:
    """A cause in words."""
    return dict(cause_choices()).get(code, code)


def told(of: str) -> Sequence[str]:
    """Posts that hear of a difference or a broken limit."""
    found: Sequence[str] = read_data("reconciliation", "tell")[of]
    return found
