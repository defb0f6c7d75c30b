"""Everything that changes work orders."""

from heqi.workorders.actions.attending import excuse_post, handle_card, note_attended
from heqi.workorders.actions.batches import (
    BatchRow,
    dispatch_batch,
    reassign_batch,
    remind_batch,
)
from heqi.workorders.actions.blocking import block_repair, offer_solution
from heqi.workorders.actions.creating import create_order
from heqi.workorders.actions.dispatching import (
    assign_at_intake,
    call_post,
    dispatch_order,
    reassign_order,
    return_order,
)
from heqi.workorders.actions.ending import (
    archive_order,
    cancel_order,
    close_order,
    merge_order,
    review_order,
    rework_order,
    send_to_callback,
)
from heqi.workorders.actions.fieldwork import (
    accept_order,
    arrive,
    book_visit,
    report_first,
    set_out,
    start_work,
    wasted_trip,
)
from heqi.workorders.actions.finishing import Fee, Material, finish_order
from heqi.workorders.actions.holding import expire_suspensions, resume_order, suspend_order
from heqi.workorders.actions.phones import Answer, apply_command
from heqi.workorders.actions.reminding import remind_order
from heqi.workorders.actions.viewing import delete_view, save_view
from heqi.workorders.guards import NeedsReason

__all__ = [
    "Answer",
    "BatchRow",
    "Fee",
    "Material",
    "NeedsReason",
    "accept_order",
    "apply_command",
    "archive_order",
    "arrive",
    "assign_at_intake",
    "block_repair",
    "book_visit",
    "call_post",
    "cancel_order",
    "close_order",
    "create_order",
    "delete_view",
    "dispatch_batch",
    "dispatch_order",
    "excuse_post",
    "expire_suspensions",
    "finish_order",
    "handle_card",
    "merge_order",
    "note_attended",
    "offer_solution",
    "reassign_batch",
    "reassign_order",
    "remind_batch",
    "remind_order",
    "report_first",
    "resume_order",
    "return_order",
    "review_order",
    "rework_order",
    "save_view",
    "send_to_callback",
    "set_out",
    "start_work",
    "suspend_order",
    "wasted_trip",
]
