"""Reactions to approvals, to people who move or leave, and to files that become one."""

from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.approvals.events import (
    ApprovalGranted,
    ApprovalRefused,
    ApprovalReturned,
    ApprovalWithdrawn,
    Outcome,
)
from heqi.customers.events import PartiesMerged
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import on
from heqi.people.events import StaffLeft, StaffMoved
from heqi.people.models import Staff
from heqi.tiers.actions.contacts import release_contacts
from heqi.tiers.actions.deciding import approve_assessment, refuse_assessment, return_assessment
from heqi.tiers.actions.merging import settle_merged
from heqi.tiers.actions.submitting import close_proposal
from heqi.tiers.models import Assessment
from heqi.tiers.states import KIND, Status


@on(ApprovalGranted)
def put_into_force(event: ApprovalGranted, *, now: datetime) -> None:
    """The leader signed: the tier is in force."""
    if row := _waiting(event):
        staff, by = _signer(event)
        approve_assessment(row, reviewer=staff, by=by, now=now)


@on(ApprovalReturned)
def hand_back(event: ApprovalReturned, *, now: datetime) -> None:
    """The leader sent it back."""
    if row := _waiting(event):
        staff, by = _signer(event)
        return_assessment(row, reason=event.reason, reviewer=staff, by=by, now=now)


@on(ApprovalRefused)
def leave_as_it_is(event: ApprovalRefused, *, now: datetime) -> None:
    """The leader said no."""
    if row := _waiting(event):
        staff, by = _signer(event)
        refuse_assessment(row, reason=event.reason, reviewer=staff, by=by, now=now)


@on(ApprovalWithdrawn)
def drop_proposal(event: ApprovalWithdrawn, *, now: datetime) -> None:
    """The proposer took his request for signatures back."""
    if row := _waiting(event):
        _staff, by = _signer(event)
        close_proposal(row, reason=event.reason or _("Taken back."), by=by, now=now)


@on(StaffLeft)
def release_leaver(event: StaffLeft, *, now: datetime) -> None:
    """Whoever leaves is nobody's contact any more; the gap becomes a task."""
    release_contacts(
        event.staff_id, reason=_("has left"), on=date.fromisoformat(event.left_on), now=now
    )


@on(StaffMoved)
def release_mover(event: StaffMoved, *, now: datetime) -> None:
    """Another post ends what was named for the old one; another unit alone does not."""
    if event.from_post != event.to_post:
        release_contacts(
            event.staff_id, post=event.from_post, reason=_("has another post"),
            on=timezone.localdate(now), now=now,
        )  # fmt: skip


@on(PartiesMerged)
def join_ledger(event: PartiesMerged, *, now: datetime) -> None:
    """Two files became one: one assessment stays in force, one proposal open."""
    settle_merged(event.winner_id, now=now)


def _waiting(event: Outcome) -> Assessment | None:
    if event.kind != KIND:
        return None
    rows = Assessment.objects.select_related("party__company", "party__unit", "decision")
    return rows.filter(
        pk=int(event.subject_id), approval_id=event.approval_id, status=Status.UNDER_REVIEW
    ).first()


def _signer(event: Outcome) -> tuple[Staff | None, Actor]:
    """Who signed, and the system acting under his name."""
    staff = Staff.objects.filter(pk=event.decided_by or 0).first()
    return staff, replace(SYSTEM, name=staff.name) if staff else SYSTEM
