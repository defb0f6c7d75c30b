"""Everything that changes duties and their occurrences."""

from heqi.duties.actions.arranging import (
    add_follow_up,
    arrange_meeting,
    assign,
    expected_posts,
    finish_follow_up,
)
from heqi.duties.actions.excusing import ask_excuse, decide_excuse
from heqi.duties.actions.planning import (
    audience_changed,
    keep_duties,
    resume_duty,
    run,
    stop_duty,
    unknown_years,
)
from heqi.duties.actions.recording import (
    Present,
    Proof,
    fulfil,
    missing_evidence,
    missing_people,
    record,
    record_attendance,
)

__all__ = [
    "Present",
    "Proof",
    "add_follow_up",
    "arrange_meeting",
    "ask_excuse",
    "assign",
    "audience_changed",
    "decide_excuse",
    "expected_posts",
    "finish_follow_up",
    "fulfil",
    "keep_duties",
    "missing_evidence",
    "missing_people",
    "record",
    "record_attendance",
    "resume_duty",
    "run",
    "stop_duty",
    "unknown_years",
]
