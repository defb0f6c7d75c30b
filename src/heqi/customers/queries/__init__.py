"""Reading customers for pages; the log of look-ups is written by the callers."""

from heqi.customers.queries.changes import Change, changes_of
from heqi.customers.queries.merges import Side, alike, merges, pair_sides, pairs
from heqi.customers.queries.parties import (
    CAP,
    CappedPaginator,
    Row,
    customers,
    former_points_of,
    lookups_of,
    row_of,
    service_points_of,
    with_details,
)
from heqi.customers.queries.supply import (
    compound_figures,
    compounds,
    lives_of,
    meters,
    point_page,
    points,
    premises_of,
    steps,
)
from heqi.customers.queries.tasks import task_counts, tasks

__all__ = [
    "CAP",
    "CappedPaginator",
    "Change",
    "Row",
    "Side",
    "alike",
    "changes_of",
    "compound_figures",
    "compounds",
    "customers",
    "former_points_of",
    "lives_of",
    "lookups_of",
    "merges",
    "meters",
    "pair_sides",
    "pairs",
    "point_page",
    "points",
    "premises_of",
    "row_of",
    "service_points_of",
    "steps",
    "task_counts",
    "tasks",
    "with_details",
]
