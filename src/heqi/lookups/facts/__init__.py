"""From rows of the database to the plain rows that the rules read."""

from heqi.lookups.facts.around import around_of, groups_of
from heqi.lookups.facts.rows import (
    day_bounds,
    epoch,
    looks_between,
    looks_of_verdicts,
    rows_between,
)

__all__ = [
    "around_of",
    "day_bounds",
    "epoch",
    "groups_of",
    "looks_between",
    "looks_of_verdicts",
    "rows_between",
]
