"""Exchange with the national customer service centre."""

from heqi.complaints.actions.national.answering import (
    accept_case,
    appeal_to_centre,
    report_progress,
    return_case,
    tell_closed,
)
from heqi.complaints.actions.national.callbacks import post_handling, state_of_result
from heqi.complaints.actions.national.linking import open_line
from heqi.complaints.actions.national.receiving import take_message
from heqi.complaints.actions.national.sending import (
    outbound_payload,
    send_waiting,
    take_out_file,
)

__all__ = [
    "accept_case",
    "appeal_to_centre",
    "open_line",
    "outbound_payload",
    "post_handling",
    "report_progress",
    "return_case",
    "send_waiting",
    "state_of_result",
    "take_message",
    "take_out_file",
    "tell_closed",
]
