"""Everything that changes complaints."""

from heqi.complaints.actions.answering import (
    answer_solution,
    offer_solution,
    reply,
    report_inside,
    respond,
)
from heqi.complaints.actions.appealing import decide_appeal, file_appeal
from heqi.complaints.actions.assigning import assign_complaint
from heqi.complaints.actions.calling import call_back, note_call_attempt
from heqi.complaints.actions.ending import (
    close_complaint,
    end_service,
    escalate_complaint,
    reopen_complaint,
)
from heqi.complaints.actions.extending import ask_extension, decide_extension
from heqi.complaints.actions.grading import grade_complaint
from heqi.complaints.actions.intake import adopt_request, take_complaint, take_with_file
from heqi.complaints.actions.investigating import (
    add_evidence,
    judge_complaint,
    order_rectification,
    report_investigation,
)
from heqi.complaints.actions.leaving import convert_complaint, withdraw_complaint
from heqi.complaints.actions.levels import raise_level
from heqi.complaints.actions.naming import name_person
from heqi.complaints.actions.plans import finish_step, record_drill, start_plan
from heqi.complaints.actions.platform import correct_platform
from heqi.complaints.actions.reading import reveal

__all__ = [
    "add_evidence",
    "adopt_request",
    "answer_solution",
    "ask_extension",
    "assign_complaint",
    "call_back",
    "close_complaint",
    "convert_complaint",
    "correct_platform",
    "decide_appeal",
    "decide_extension",
    "end_service",
    "escalate_complaint",
    "file_appeal",
    "finish_step",
    "grade_complaint",
    "judge_complaint",
    "name_person",
    "note_call_attempt",
    "offer_solution",
    "order_rectification",
    "raise_level",
    "record_drill",
    "reopen_complaint",
    "reply",
    "report_inside",
    "report_investigation",
    "respond",
    "reveal",
    "start_plan",
    "take_complaint",
    "take_with_file",
    "withdraw_complaint",
]
