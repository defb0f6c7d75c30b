"""Reactions to what becomes of approvals."""

from datetime import datetime

from heqi.approvals.events import NOT_GRANTED, ApprovalGranted, NotGranted, Outcome
from heqi.compendium.actions import mark_approved, mark_returned
from heqi.compendium.actions.reviewing import APPROVAL
from heqi.compendium.models import Draft
from heqi.compendium.states import DraftStatus
from heqi.ledger.events import on


@on(ApprovalGranted)
def approve_draft(event: ApprovalGranted, *, now: datetime) -> None:
    """Approved inside, by the region, filed: the general office may issue it."""
    draft = _draft(event)
    if draft is not None:
        mark_approved(draft, now=now)


@on(*NOT_GRANTED)
def send_back_draft(event: NotGranted, *, now: datetime) -> None:
    """Sent back, refused or taken back: the author may change it and begin again."""
    draft = _draft(event)
    if draft is not None:
        mark_returned(draft, reason=event.reason, now=now)


def _draft(event: Outcome) -> Draft | None:
    if event.kind != APPROVAL:
        return None
    rows = Draft.objects.filter(pk=int(event.subject_id), status=DraftStatus.APPROVAL)
    return rows.select_related("unit").first()
