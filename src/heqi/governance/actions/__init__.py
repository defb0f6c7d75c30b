"""Everything that writes in governance."""

from heqi.governance.actions.committee import (
    ask_committee,
    decide_matter,
    end_seat,
    list_matter,
    name_member,
    put_off,
    settle_matter,
    voters_of,
)
from heqi.governance.actions.ideas import answer_idea, carry_out_idea, file_idea
from heqi.governance.actions.improving import (
    finish_improvement,
    improve_after,
    make_improvement,
    plan_improvement,
    postpone_improvement,
    report_progress,
    want_improvement,
)
from heqi.governance.actions.plans import change_plan, issue_plan, write_plan
from heqi.governance.actions.reminding import remind
from heqi.governance.actions.sessions import (
    cancel_session,
    move_session,
    record_attendance,
    record_session,
)
from heqi.governance.actions.sittings import (
    call_sitting,
    cancel_sitting,
    close_sitting,
    hold_sitting,
    move_sitting,
)

__all__ = [
    "answer_idea",
    "ask_committee",
    "call_sitting",
    "cancel_session",
    "cancel_sitting",
    "carry_out_idea",
    "change_plan",
    "close_sitting",
    "decide_matter",
    "end_seat",
    "file_idea",
    "finish_improvement",
    "hold_sitting",
    "improve_after",
    "issue_plan",
    "list_matter",
    "make_improvement",
    "move_session",
    "move_sitting",
    "name_member",
    "plan_improvement",
    "postpone_improvement",
    "put_off",
    "record_attendance",
    "record_session",
    "remind",
    "report_progress",
    "settle_matter",
    "voters_of",
    "want_improvement",
    "write_plan",
    "write_planremind",
]
