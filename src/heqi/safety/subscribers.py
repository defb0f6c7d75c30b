"""Reactions: a broken limit hands a hazard up, a finished order reports it put right."""

from datetime import datetime

from django.utils.translation import gettext as _

from heqi.clocks.events import ClockBreached
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.policies.deciding import spoken_chinese
from heqi.safety.actions.escalating import escalate
from heqi.safety.actions.mending import report_mended
from heqi.safety.actions.timing import copy_due
from heqi.safety.models import Hazard
from heqi.safety.states import HAZARD_FLOW, TO_MEND
from heqi.workorders.events import OrderFinished
from heqi.workorders.models import WorkOrder


@on(ClockBreached)
def hand_up_hazard(event: ClockBreached, *, now: datetime) -> None:
    """A hazard that is not put right, told or re-checked in time goes to those the policy names."""
    if event.subject_type != "safety.hazard":
        return
    hazard = Hazard.objects.select_related("unit", "decision", "company").get(pk=event.subject_id)
    if hazard.is_open and HAZARD_FLOW.target(hazard.status, "escalate"):
        title = event.title_zh if spoken_chinese() else event.title_en
        reason = _("{limit} overdue").format(limit=title)
        escalate(hazard, reason=reason, by=SYSTEM, now=now)
    copy_due(hazard)


@on(OrderFinished)
def take_word_of_order(event: OrderFinished, *, now: datetime) -> None:
    """The repair team has put right what the company had to: it waits for a re-check."""
    rows = Hazard.objects.filter(order=event.order_id, is_open=True, status__in=TO_MEND)
    hazard = rows.select_related("unit", "company", "found_by__unit").first()
    if hazard is None:
        return
    order = WorkOrder.objects.select_related("assignee").get(pk=event.order_id)
    report_mended(
        hazard,
        note=order.result_note or order.number,
        name=order.assignee.name if order.assignee else order.number,
        staff=order.assignee,
        by=SYSTEM,
        now=now,
    )
