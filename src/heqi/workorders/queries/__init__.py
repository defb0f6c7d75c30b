"""Reading work orders: the queue, the dispatch board, the phone."""

from heqi.workorders.queries.dispatching import (
    Crew,
    DispatchBoard,
    crew_choices,
    dispatch_board,
    team_load,
)
from heqi.workorders.queries.orders import (
    Hint,
    Sums,
    clocks_of_order,
    moves_for,
    my_orders,
    next_step,
    order_of_request,
    orders_of,
    sums_of,
    waiver_hint,
)
from heqi.workorders.queries.queue import (
    Board,
    Filters,
    board,
    first_orders,
    get_order,
    narrowed,
    order_by_number,
    order_list,
    tab_counts,
)

__all__ = [
    "Board",
    "Crew",
    "DispatchBoard",
    "Filters",
    "Hint",
    "Sums",
    "board",
    "clocks_of_order",
    "crew_choices",
    "dispatch_board",
    "first_orders",
    "get_order",
    "moves_for",
    "my_orders",
    "narrowed",
    "next_step",
    "order_by_number",
    "order_list",
    "order_of_request",
    "orders_of",
    "sums_of",
    "tab_counts",
    "team_load",
    "waiver_hint",
]
