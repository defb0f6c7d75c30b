"""Submitting, signing, sending back, changing the chain."""

from heqi.approvals.actions.changing import (
    add_signer,
    assign_signer,
    hand_over,
    recheck_steps,
    remind_voters,
    tell_of_late,
)
from heqi.approvals.actions.submitting import end_returned, resubmit, submit, withdraw
from heqi.approvals.actions.voting import (
    Outcome,
    approve,
    approve_many,
    refuse_approval,
    return_approval,
)

__all__ = [
    "Outcome",
    "add_signer",
    "approve",
    "approve_many",
    "assign_signer",
    "end_returned",
    "hand_over",
    "recheck_steps",
    "refuse_approval",
    "remind_voters",
    "resubmit",
    "return_approval",
    "submit",
    "tell_of_late",
    "withdraw",
]
