"""The last stamps of an emergency's chain: made safe, supply cut, supply restored.

They are steps of the order, so that desk, board and phone offer them alike; each takes the order.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, move
from heqi.outages.actions.emergencies import end_if_over
from heqi.outages.actions.running import open_incident, restore_outage
from heqi.outages.models import Emergency, LogLine
from heqi.outages.states import EMERGENCY_FLOW
from heqi.workorders.actions.timing import copy_due, record
from heqi.workorders.guards import require_crew
from heqi.workorders.models import WorkOrder


@transaction.atomic
def make_safe(order: WorkOrder, *, note: str = "", by: Actor, now: datetime) -> WorkOrder:
    """No danger any more: valve closed, leak stopped, people led away."""
    require_crew(order, by)
    emergency = emergency_of(order)
    if order.arrived_at is None:
        raise IllegalMove(_("Nobody has arrived on site yet."))
    move(
        emergency,
        EMERGENCY_FLOW,
        "make_safe",
        field="stage",
        code="outages.make_safe",
        by=by,
        now=now,
        made_safe_at=now,
    )
    record(order, "made_safe", by=by, now=now)
    copy_due(order, now=now)
    _note(emergency, note, by, now)
    end_if_over(emergency, now=now)
    return order


@transaction.atomic
def cut_supply(order: WorkOrder, *, note: str = "", by: Actor, now: datetime) -> WorkOrder:
    """A valve was closed and customers are without gas: an outage begins with this instant."""
    require_crew(order, by)
    emergency = emergency_of(order)
    if not emergency.is_running:
        raise IllegalMove(_("This emergency is over."))
    if emergency.cut_at is not None:
        raise IllegalMove(_("That supply was cut is recorded already."))
    Emergency.objects.filter(pk=emergency.pk).update(cut_at=now)
    emergency.cut_at = now
    record(order, "outage_begins", by=by, now=now)
    copy_due(order, now=now)
    audit(emergency, "outages.cut_supply", by=by, now=now)
    _note(emergency, note, by, now)
    open_incident(emergency=emergency, by=by, now=now)
    return order


@transaction.atomic
def restore_supply(
    order: WorkOrder, *, night_reason: str = "", by: Actor, now: datetime
) -> WorkOrder:
    """Gas is back at every customer; at night the rule on residents holds."""
    require_crew(order, by)
    emergency = emergency_of(order)
    if emergency.cut_at is None or emergency.restored_at is not None:
        raise IllegalMove(_("There is no supply to be restored here."))
    if emergency.made_safe_at is None:
        raise IllegalMove(_("It has not been made safe yet."))
    outages = list(emergency.outages.filter(status="off"))
    if not outages:
        raise ValidationError(_("There is no open outage of this emergency."))
    for outage in outages:
        restore_outage(outage, night_reason=night_reason, by=by, now=now)
    order.refresh_from_db()
    return order


def emergency_of(order: WorkOrder) -> Emergency:
    """The emergency of an order."""
    found = Emergency.objects.filter(order=order).select_related("order", "company").first()
    if found is None:
        raise IllegalMove(_("This order is no emergency."))
    return found


def _note(emergency: Emergency, note: str, by: Actor, now: datetime) -> None:
    if note.strip():
        LogLine.objects.create(
            emergency=emergency, at=now, text=note.strip()[:500], by_id=by.id, by_name=by.name
        )
