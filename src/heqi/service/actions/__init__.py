"""Everything that changes contacts and requests."""

from heqi.service.actions.calls import hold_call, retrieve_call, transfer_call
from heqi.service.actions.contacts import (
    abandon_contact,
    answer_call,
    end_call,
    finish_contact,
    identify_caller,
    log_contact,
    receive_call,
    save_draft,
)
from heqi.service.actions.corrections import (
    change_kind,
    correct_request,
    merge_request,
    relate_requests,
)
from heqi.service.actions.opening import open_request
from heqi.service.actions.progress import (
    book_request,
    cancel_request,
    close_request,
    pass_on_request,
    reopen_request,
    solve_request,
)
from heqi.service.actions.reminders import remind_request
from heqi.service.actions.timing import record_step, show_due

__all__ = [
    "abandon_contact",
    "answer_call",
    "book_request",
    "cancel_request",
    "change_kind",
    "close_request",
    "correct_request",
    "end_call",
    "finish_contact",
    "hold_call",
    "identify_caller",
    "log_contact",
    "merge_request",
    "open_request",
    "pass_on_request",
    "receive_call",
    "record_step",
    "relate_requests",
    "remind_request",
    "reopen_request",
    "retrieve_call",
    "save_draft",
    "show_due",
    "solve_request",
    "transfer_call",
]
