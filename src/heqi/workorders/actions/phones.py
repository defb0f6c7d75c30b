"""Steps sent by phones, some of them late: done once, and answered in a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from heqi.workorders.actions import attending, blocking, fieldwork
from heqi.workorders.actions.finishing import finish_order
from heqi.workorders.actions.holding import resume_order, suspend_order
from heqi.workorders.models import FieldCommand, WorkOrder

COMMANDS: dict[str, Callable[..., WorkOrder]] = {
    "accept": fieldwork.accept_order,
    "book": fieldwork.book_visit,
    "set_out": fieldwork.set_out,
    "arrive": fieldwork.arrive,
    "attend": attending.attend,
    "card": attending.handle_card,
    "start": fieldwork.start_work,
    "report": fieldwork.report_first,
    "block": blocking.block_repair,
    "offer_solution": blocking.offer_solution,
    "waste": fieldwork.wasted_trip,
    "suspend": suspend_order,
    "resume": resume_order,
    "finish": finish_order,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a step: accepted or not, in a sentence; ``repeated`` when known already."""

    accepted: bool
    sentence: str
    status: str
    repeated: bool = False


def apply_command(
    order: WorkOrder,
    action: str,
    *,
    key: str,
    device_at: datetime | None = None,
    values: Mapping[str, Any] | None = None,
    by: Actor,
    now: datetime,
) -> Answer:
    """Do a step that a phone sent under its own ``key``; a repeat gets the first answer.

    What the state no longer allows is answered with what happened meanwhile, and kept. A form
    fault (``ValidationError``) is raised and not kept, so that the phone can correct it under the
    same key.
    """
    if action not in COMMANDS or not key or len(key) > 60:
        raise ValidationError(_("The phone sent a step that is not known here."))
    known = FieldCommand.objects.filter(key=key).first()
    if known is not None:
        return _known(known, order)
    extra = dict(values or {})
    if action == "arrive":
        extra["device_at"] = device_at
    try:
        with transaction.atomic():
            COMMANDS[action](order, by=by, now=now, **extra)
            _keep(order, action, key, device_at, True, "", by, now)
    except IntegrityError:  # the same phone, twice at once
        known = FieldCommand.objects.filter(key=key).first()
        if known is None:
            raise
        return _known(known, order)
    except (Refused, IllegalMove, StaleState) as refusal:
        order.refresh_from_db()
        sentence = _meanwhile(order, refusal, by)
        _keep(order, action, key, device_at, False, sentence, by, now)
        return Answer(False, sentence, order.status)
    return Answer(True, "", order.status)


def _known(known: FieldCommand, order: WorkOrder) -> Answer:
    order.refresh_from_db()
    return Answer(known.accepted, known.sentence, order.status, repeated=True)


def _meanwhile(order: WorkOrder, refusal: Exception, by: Actor) -> str:
    if order.assignee_id and by.kind == "staff" and order.assignee_id != by.id:
        return _("Not accepted: the order has been reassigned to {name}.").format(
            name=order.assignee
        )
    if not order.is_open:
        return _("Not accepted: the order is {state} meanwhile.").format(
            state=order.get_status_display()
        )
    if isinstance(refusal, Refused):
        return refusal.sentence
    return _("Not accepted: the order is in the state {state}.").format(
        state=order.get_status_display()
    )


def _keep(
    order: WorkOrder,
    action: str,
    key: str,
    device_at: datetime | None,
    accepted: bool,
    sentence: str,
    by: Actor,
    now: datetime,
) -> None:
    FieldCommand.objects.create(
        key=key,
        order=order,
        staff_id=by.id if by.kind == "staff" else None,
        action=action,
        device_at=device_at,
        received_at=now,
        accepted=accepted,
        sentence=sentence[:300],
    )
