"""A sheet for every till as soon as it opens, and for every order that closes with money."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from heqi.clocks.actions import start_timeline
from heqi.counter.models import Shift
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.reconciliation.actions.timing import note, timeline_for
from heqi.reconciliation.facts import rules_for
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.states import Kind
from heqi.workorders.models import WorkOrder

PREFIX = "HD"


@transaction.atomic
def open_shift_sheet(shift: Shift, *, by: Actor, now: datetime) -> Sheet:
    """The sheet of a till; the one that is there where it was opened before."""
    values = {"shift": shift, "day": shift.day, "operator_id": shift.operator_id}
    return _open(Kind.GAS, shift, values, by, now)


@transaction.atomic
def open_order_sheet(order: WorkOrder, *, by: Actor, now: datetime) -> Sheet | None:
    """The sheet of an order that used material or asked for money, else None. Its check is due
    from now on; a fee that is still unpaid then is a difference."""
    if not order.materials.exists() and not order.fees.exists():
        return None
    values = {
        "order": order,
        "day": timezone.localdate(now),
        "operator_id": order.assignee_id,
    }
    sheet = _open(Kind.MATERIAL, order, values, by, now)
    if not timeline_for(sheet).moments.exists():
        note(sheet, "business_closed", by=by, now=now)
    return sheet


def _open(
    kind: Kind, row: Shift | WorkOrder, values: dict[str, Any], by: Actor, now: datetime
) -> Sheet:
    known = _of(row)
    if known is not None:
        return known
    day = timezone.localdate(now)
    decision = rules_for(kind, on=day, company_id=row.company_id)
    try:
        with transaction.atomic():
            sheet: Sheet = Sheet.objects.create(
                number=next_number(PREFIX, day),
                company=row.company,
                unit=row.unit,
                kind=kind,
                decision=decision,
                opened_at=now,
                **values,
            )
    except IntegrityError:  # the event was delivered twice at once
        found = _of(row)
        assert found is not None
        return found
    start_timeline(
        sheet, unit=sheet.unit, decision=decision, facts={}, label=sheet.number, by=by, now=now
    )
    audit(
        sheet,
        "reconciliation.open",
        by=by,
        now=now,
        changes={"kind": kind, "subject": sheet.subject_number},
        decision=decision.pk,
    )
    return sheet


def _of(row: Shift | WorkOrder) -> Sheet | None:
    by_what = {"shift": row} if isinstance(row, Shift) else {"order": row}
    return Sheet.objects.filter(**by_what).select_related("unit", "company").first()
