"""Reactions to what becomes of approvals, and to questions on a clause with their clocks."""

from datetime import datetime

from heqi.approvals.events import NOT_GRANTED, ApprovalGranted, NotGranted, Outcome
from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.compendium.actions import (
    mark_approved,
    mark_returned,
    start_answering,
    start_doubts,
    stop_answering,
    tell_answerers,
)
from heqi.compendium.actions.reviewing import APPROVAL
from heqi.compendium.models import Draft
from heqi.compendium.states import DraftStatus
from heqi.ledger.events import on
from heqi.policies.events import PolicyImported, PolicyQueryAnswered, PolicyQueryRaised
from heqi.policies.models import Import, PolicyQuery

QUERY = "policies.policyquery"


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


@on(PolicyQueryRaised)
def begin_answering(event: PolicyQueryRaised, *, now: datetime) -> None:
    """Whoever asks is answered within the limit."""
    start_answering(_query(event.query_id), now=now)


@on(PolicyImported)
def begin_working_off(event: PolicyImported, *, now: datetime) -> None:
    """What is doubtful in a document is answered within the limit, too."""
    start_doubts(Import.objects.select_related("unit").get(pk=event.import_id), now=now)


@on(PolicyQueryAnswered)
def end_answering(event: PolicyQueryAnswered, *, now: datetime) -> None:
    """The limit is kept or broken with the answer."""
    stop_answering(_query(event.query_id), now=now)


@on(ClockNearing, ClockBreached)
def warn_of_query(event: ClockNearing | ClockBreached, *, now: datetime) -> None:
    """A question waits too long: those who answer are told."""
    if event.subject_type != QUERY:
        return
    near = isinstance(event, ClockNearing)
    code = "compendium.query_nearing" if near else "compendium.query_late"
    query = _query(event.subject_id)
    # The doubts of one document are due together: they are told of once.
    about = f"import:{query.source_id}" if query.source_id else f"query:{query.pk}"
    key = f"{about}:{event.alert if isinstance(event, ClockNearing) else 'late'}"
    tell_answerers(query, code, key=key, now=now)


def _query(pk: int) -> PolicyQuery:
    return PolicyQuery.objects.select_related("unit", "source").get(pk=pk)


def _draft(event: Outcome) -> Draft | None:
    if event.kind != APPROVAL:
        return None
    rows = Draft.objects.filter(pk=int(event.subject_id), status=DraftStatus.APPROVAL)
    return rows.select_related("unit").first()
