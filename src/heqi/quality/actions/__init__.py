"""Everything that writes in this app."""

from heqi.quality.actions.errors import (
    blame_complaint,
    correct_error,
    dismiss_error,
    return_error,
)
from heqi.quality.actions.recording import Wrong, confirm_error, record_error
from heqi.quality.actions.results import read_report, record_training, report_month
from heqi.quality.actions.reviews import decide_right, open_review
from heqi.quality.actions.rights import (
    execute_withdrawal,
    give_back,
    propose_withdrawal,
    refuse_withdrawal,
)
from heqi.quality.actions.sampling import draw_sample, judge_item
from heqi.quality.actions.selfcheck import finish_self_check, verify_party
from heqi.quality.actions.stock import check_piece, continue_stock_checks, start_stock_check
from heqi.quality.actions.voices import answer_suggestion, file_suggestion, reward_suggestion

__all__ = [
    "Wrong",
    "answer_suggestion",
    "blame_complaint",
    "check_piece",
    "confirm_error",
    "continue_stock_checks",
    "correct_error",
    "decide_right",
    "dismiss_error",
    "draw_sample",
    "execute_withdrawal",
    "file_suggestion",
    "finish_self_check",
    "give_back",
    "judge_item",
    "open_review",
    "propose_withdrawal",
    "read_report",
    "record_error",
    "record_training",
    "refuse_withdrawal",
    "report_month",
    "return_error",
    "reward_suggestion",
    "start_stock_check",
    "verify_party",
]
