"""Everything that changes a rectification."""

from heqi.rectifications.actions.answering import (
    acknowledge_rectification,
    plan_rectification,
    report_rectification,
)
from heqi.rectifications.actions.checking import (
    archive_rectification,
    recheck_rectification,
    return_plan,
)
from heqi.rectifications.actions.issuing import issue_rectification, withdraw_rectification

__all__ = [
    "acknowledge_rectification",
    "archive_rectification",
    "issue_rectification",
    "plan_rectification",
    "recheck_rectification",
    "report_rectification",
    "return_plan",
    "withdraw_rectification",
]
