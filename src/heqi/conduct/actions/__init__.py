"""Everything that changes a case of reward or penalty."""

from heqi.conduct.actions.appealing import (
    appeal_case,
    finish_cases,
    judge_appeal,
    reverse_case,
)
from heqi.conduct.actions.deciding import decide_case, end_signing
from heqi.conduct.actions.hearing import record_inquiry, record_statement
from heqi.conduct.actions.raising import (
    change_ground,
    drop_case,
    propose_case,
    raise_case,
    take_up_case,
)
from heqi.conduct.actions.submitting import set_content, submit_case
from heqi.conduct.actions.sums import hand_over_sums

__all__ = [
    "appeal_case",
    "change_ground",
    "decide_case",
    "drop_case",
    "end_signing",
    "finish_cases",
    "hand_over_sums",
    "judge_appeal",
    "propose_case",
    "raise_case",
    "record_inquiry",
    "record_statement",
    "reverse_case",
    "set_content",
    "submit_case",
    "take_up_case",
]
