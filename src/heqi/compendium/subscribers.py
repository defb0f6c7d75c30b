"""Reactions to what becomes of approvals."""

from datetime import datetime

from heqi.approvals.events import (
    ApprovalGranted,
    ApprovalRefused,
    ApprovalReturned,
    ApprovalWithdrawn,
)
from heqi.compendium.actions import mark_approved, mark_returned
from heqi.compendium.actions.reviewing import APPROVAL
from heqi.compendium.models import Draft
from heqi.compendium.states import DraftStatus
from heqi.ledger.events import on

Decided = ApprovalGranted | ApprovalReturned | ApprovalRefused | ApprovalWithdrawn


@on(ApprovalGranted)
def approve_draft(event: ApprovalGranted, *, now: datetime) -> None:
    """Approved inside, by the region, filed: the general office may issue it."""
    draft = _draft(event)
    if draft is not None:
        mark_approved(draft, now=now)


@on(ApprovalReturned)
def return_approval(event: ApprovalReturned, *, now: datetime) -> None:
    """Sent back by somebody who approves or files."""
    _send_back(event, event.reason, now)


@on(ApprovalRefused)
def refuse_approval(event: ApprovalRefused, *, now: datetime) -> None:
    """Refused: the author may change it and begin again."""
    _send_back(event, event.reason, now)


@on(ApprovalWithdrawn)
def take_back_approval(event: ApprovalWithdrawn, *, now: datetime) -> None:
    """Taken back by whoever submitted it."""
    _send_back(event, event.reason, now)


def _send_back(event: Decided, reason: str, now: datetime) -> None:
    draft = _draft(event)
    if draft is not None:
        mark_returned(draft, reason=reason, now=now)


def _draft(event: Decided) -> Draft | None:
    if event.kind != APPROVAL:
        return None
    rows = Draft.objects.filter(pk=int(event.subject_id), status=DraftStatus.APPROVAL)
    return rows.select_related("unit").first()
