"""Everything that changes inspections and their papers."""

from heqi.inspections.actions.archiving import close_bundle, hand_over_bundle
from heqi.inspections.actions.arranging import (
    add_member,
    arrange_inspection,
    cancel_inspection,
    remove_member,
    write_scheme,
)
from heqi.inspections.actions.carrying import (
    answer_sheet,
    close_inspection,
    hand_over,
    judge_item,
    refresh_figures,
    sign_sheet,
    start_inspection,
    take_back,
)
from heqi.inspections.actions.cases import nominate_case, publish_case, record_case, withdraw_case
from heqi.inspections.actions.committee import refer_to_committee, settle_referral
from heqi.inspections.actions.finding import (
    correct_finding,
    notify_finding,
    points_of,
    record_finding,
    remark_breach,
    withdraw_finding,
)
from heqi.inspections.actions.papers import (
    draft_report,
    hand_in_report,
    hand_in_summary,
    save_report,
    save_summary,
)
from heqi.inspections.actions.planning import (
    add_line,
    change_plan,
    issue_plan,
    make_plan,
    remove_line,
)

__all__ = [
    "add_line",
    "add_member",
    "answer_sheet",
    "arrange_inspection",
    "cancel_inspection",
    "change_plan",
    "close_bundle",
    "close_inspection",
    "correct_finding",
    "draft_report",
    "hand_in_report",
    "hand_in_summary",
    "hand_over",
    "hand_over_bundle",
    "issue_plan",
    "judge_item",
    "make_plan",
    "nominate_case",
    "notify_finding",
    "points_of",
    "publish_case",
    "record_case",
    "record_finding",
    "refer_to_committee",
    "refresh_figures",
    "remark_breach",
    "remove_line",
    "remove_member",
    "save_report",
    "save_summary",
    "settle_referral",
    "sign_sheet",
    "start_inspection",
    "take_back",
    "withdraw_case",
    "withdraw_finding",
    "write_scheme",
]
