"""Everything that changes callbacks."""

from heqi.callbacks.actions.calling import expire_callbacks, record_attempt, record_result
from heqi.callbacks.actions.planning import draw_order, plan_callback

__all__ = [
    "draw_order",
    "expire_callbacks",
    "plan_callback",
    "record_attempt",
    "record_result",
]
