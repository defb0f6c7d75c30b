"""The order for work that was done without one (补单, authority/4-permission-1)."""

from datetime import datetime

from django.db import transaction

from heqi.authority.actions import supply_order
from heqi.authority.models import Use
from heqi.customers.models import ServicePoint
from heqi.customers.proofs import POINT, holder_of
from heqi.ledger.actors import Actor
from heqi.workorders.actions.creating import create_order
from heqi.workorders.models import WorkOrder
from heqi.workorders.proofs import ORDER


@transaction.atomic
def backfill_order(
    use: Use,
    *,
    kind: str,
    address: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    description: str = "",
    by: Actor,
    now: datetime,
) -> WorkOrder:
    """Make the order afterwards for the team that did the work, and tell the use of authority.

    Customer and place are those that the use names. Raises ``Refused``, ``ValidationError``.
    """
    point = point_of(use)
    order = create_order(
        kind=kind,
        unit=use.unit,
        company=use.company,
        address=address,
        contact_name=contact_name,
        contact_phone=contact_phone,
        description=description or use.matter,
        party=holder_of(point) if point else None,
        service_point=point,
        backfilled=True,
        by=by,
        now=now,
    )
    supply_order(use, order=order.number, by=by, now=now)
    return order


def point_of(use: Use) -> ServicePoint | None:
    """The service point that a use names, itself or through an order."""
    if use.subject_type == POINT:
        return ServicePoint.objects.filter(pk=use.subject_id).first()
    if use.subject_type == ORDER:
        order = WorkOrder.objects.filter(pk=use.subject_id).select_related("service_point").first()
        return order.service_point if order else None
    return None
