"""Reads of duties."""

from heqi.duties.queries.calendar import Day, month_grid
from heqi.duties.queries.catalogue import Line, catalogue
from heqi.duties.queries.lists import STATES, occurrences
from heqi.duties.queries.mine import Bundle, due_counts, follow_ups_of, my_bundles

__all__ = [
    "STATES",
    "Bundle",
    "Day",
    "Line",
    "catalogue",
    "due_counts",
    "follow_ups_of",
    "month_grid",
    "my_bundles",
    "occurrences",
]
