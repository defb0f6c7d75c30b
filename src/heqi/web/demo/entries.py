"""Audit entries of what lies in the past."""

from datetime import datetime

from heqi.callbacks.models import CallbackTask
from heqi.ledger.actors import Actor
from heqi.ledger.models import Entry
from heqi.service.models import ServiceRequest
from heqi.workorders.models import WorkOrder


def past_entry(
    row: ServiceRequest | WorkOrder | CallbackTask,
    code: str,
    at: datetime,
    by: Actor,
    *,
    decision: int | None = None,
) -> Entry:
    """What an action would have left in the ledger, not yet stored."""
    return Entry(
        at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        unit_id=by.unit_id,
        unit_name=by.unit_name,
        post=by.post,
        company_id=row.company_id,
        code=code,
        subject_type=row._meta.label_lower,
        subject_id=str(row.pk),
        decision_id=decision,
    )
