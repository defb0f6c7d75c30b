"""Reactions to approvals, and to marks of tiers."""

from datetime import datetime

from heqi.approvals.events import ApprovalGranted, ApprovalRefused, ApprovalWithdrawn
from heqi.customers.actions.exporting import KIND, decide_export
from heqi.customers.events import TierMarkSet
from heqi.customers.models import Export, ExportState, Tier
from heqi.duties.actions import audience_changed
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.people.models import Unit


@on(ApprovalGranted)
def open_granted_export(event: ApprovalGranted, *, now: datetime) -> None:
    """What was approved may be fetched for some hours."""
    _decide(event.kind, event.subject_id, granted=True, now=now)


@on(ApprovalRefused, ApprovalWithdrawn)
def close_export(event: ApprovalRefused | ApprovalWithdrawn, *, now: datetime) -> None:
    """What was refused or withdrawn stays inside."""
    _decide(event.kind, event.subject_id, granted=False, now=now)


@on(TierMarkSet)
def plan_duties_anew(event: TierMarkSet, *, now: datetime) -> None:
    """Other duties are owed to a customer whose tier changed."""
    company = Unit.objects.get(pk=event.company_id)
    for tier in {event.before, event.tier} - {str(Tier.STANDARD)}:
        audience_changed(tier, company=company)


def _decide(kind: str, subject_id: str, *, granted: bool, now: datetime) -> None:
    if kind != KIND:
        return
    export = Export.objects.get(pk=int(subject_id))
    if export.status == ExportState.PENDING:
        decide_export(export, granted=granted, by=SYSTEM, now=now)
