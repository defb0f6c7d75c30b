"""Everything that changes a month."""

from heqi.appraisal.actions.appeals import answer_appeal, answer_own, appeal_own, appeal_sheet
from heqi.appraisal.actions.course import close_month, publish_month, review_month, score_self
from heqi.appraisal.actions.lines import restore_line, set_points, strike_line
from heqi.appraisal.actions.opening import keep_months, open_month
from heqi.appraisal.actions.reckoning import reckon

__all__ = [
    "answer_appeal",
    "answer_own",
    "appeal_own",
    "appeal_sheet",
    "close_month",
    "keep_months",
    "open_month",
    "publish_month",
    "reckon",
    "restore_line",
    "review_month",
    "score_self",
    "set_points",
    "strike_line",
]
