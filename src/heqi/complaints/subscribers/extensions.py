"""What became of more time that was asked for."""

from datetime import datetime

from heqi.approvals.actions import withdraw
from heqi.approvals.events import (
    ApprovalGranted,
    ApprovalRefused,
    ApprovalReturned,
    ApprovalWithdrawn,
    Outcome,
)
from heqi.approvals.models import Approval
from heqi.approvals.queries import signer_of
from heqi.complaints.actions.extending import APPROVAL, decide_extension
from heqi.complaints.models import Extension
from heqi.complaints.states import ExtensionState
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on


@on(ApprovalGranted)
def grant_extension(event: ApprovalGranted, *, now: datetime) -> None:
    """More time was granted."""
    extension = _extension(event)
    if extension is not None:
        decide_extension(extension, granted=True, by=signer_of(event), now=now)


@on(ApprovalRefused)
def refuse_extension(event: ApprovalRefused, *, now: datetime) -> None:
    """More time was refused."""
    _refuse(event, event.reason, now=now)


@on(ApprovalReturned)
def drop_returned_extension(event: ApprovalReturned, *, now: datetime) -> None:
    """Sent back counts as refused; it may be asked for anew."""
    if _extension(event) is not None:
        _refuse(event, event.reason, now=now)
        withdraw(Approval.objects.get(pk=event.approval_id), by=SYSTEM, now=now)


@on(ApprovalWithdrawn)
def drop_withdrawn_extension(event: ApprovalWithdrawn, *, now: datetime) -> None:
    """Whoever asked took it back."""
    _refuse(event, event.reason, now=now)


def _refuse(event: Outcome, reason: str, *, now: datetime) -> None:
    extension = _extension(event)
    if extension is not None:
        decide_extension(extension, granted=False, reason=reason, by=signer_of(event), now=now)


def _extension(event: Outcome) -> Extension | None:
    if event.kind != APPROVAL:
        return None
    rows = Extension.objects.select_related("complaint__unit", "complaint__handler")
    return rows.filter(pk=int(event.subject_id), state=ExtensionState.ASKED).first()
