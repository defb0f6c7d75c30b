"""How well each clause is kept in a month. Higher apps count; the policy pages show.

``sources``   the interface that apps fill: counts of a month, the query behind the misses
``actions``   the loop counts and stores each company's month; a closed month never changes
``reading``   what pages read, added up from what is stored
"""

from heqi.policies.measures.figures import (
    Measure,
    month_after,
    month_before,
    month_span,
    months_until,
    percent,
    read_month,
)
from heqi.policies.measures.reading import measures
from heqi.policies.measures.sources import Figure, Miss, Source, measured_by, source_of, sources

__all__ = [
    "Figure",
    "Measure",
    "Miss",
    "Source",
    "measured_by",
    "measures",
    "month_after",
    "month_before",
    "month_span",
    "months_until",
    "percent",
    "read_month",
    "source_of",
    "sources",
]
