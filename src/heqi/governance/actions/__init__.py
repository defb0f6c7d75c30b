"""Everything that writes in governance."""

from heqi.governance.actions.committee import (
    ask_committee,
    call_sitting,
    close_sitting,
    decide_matter,
    end_seat,
    hold_sitting,
    list_matter,
    name_member,
    put_off,
)
from heqi.governance.actions.improving import (
    answer_idea,
    carry_out_idea,
    file_idea,
    finish_improvement,
    issue_plan,
    make_improvement,
    plan_improvement,
    record_session,
    report_progress,
    want_improvement,
    write_plan,
)

__all__ = [
    "answer_idea",
    "ask_committee",
    "call_sitting",
    "carry_out_idea",
    "close_sitting",
    "decide_matter",
    "end_seat",
    "file_idea",
    "finish_improvement",
    "hold_sitting",
    "issue_plan",
    "list_matter",
    "make_improvement",
    "name_member",
    "plan_improvement",
    "put_off",
    "record_session",
    "report_progress",
    "want_improvement",
    "write_plan",
]
