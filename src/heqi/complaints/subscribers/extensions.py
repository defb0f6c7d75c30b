"""What became of more time that was asked for."""

from datetime import datetime

from heqi.approvals.actions import end_returned
from heqi.approvals.events import NOT_GRANTED, ApprovalGranted, NotGranted, Outcome
from heqi.approvals.queries import signer_of
from heqi.complaints.actions.extending import APPROVAL, decide_extension
from heqi.complaints.models import Extension
from heqi.complaints.states import ExtensionState
from heqi.ledger.events import on


@on(ApprovalGranted)
def grant_extension(event: ApprovalGranted, *, now: datetime) -> None:
    """More time was granted."""
    extension = _extension(event)
    if extension is not None:
        decide_extension(extension, granted=True, by=signer_of(event), now=now)


@on(*NOT_GRANTED)
def drop_extension(event: NotGranted, *, now: datetime) -> None:
    """Refused, sent back or taken back: the limit stays, and more time may be asked for anew."""
    extension = _extension(event)
    if extension is not None:
        by = signer_of(event)
        decide_extension(extension, granted=False, reason=event.reason, by=by, now=now)
        end_returned(event, now=now)


def _extension(event: Outcome) -> Extension | None:
    if event.kind != APPROVAL:
        return None
    rows = Extension.objects.select_related("complaint__unit", "complaint__handler")
    return rows.filter(pk=int(event.subject_id), state=ExtensionState.ASKED).first()
