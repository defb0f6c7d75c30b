"""Everything that changes a month."""

from heqi.appraisal.actions.appeals import answer_appeal, appeal_sheet
from heqi.appraisal.actions.months import (
    close_month,
    open_month,
    publish_month,
    reckon,
    review_month,
    score_self,
)

__all__ = [
    "answer_appeal",
    "appeal_sheet",
    "close_month",
    "open_month",
    "publish_month",
    "reckon",
    "review_month",
    "score_self",
]
