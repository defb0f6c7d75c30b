"""One step on several orders: each succeeds or fails on its own, and says so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from heqi.ledger.actors import Actor
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from heqi.people.models import Staff
from heqi.workorders.actions.dispatching import dispatch_order, reassign_order
from heqi.workorders.actions.reminding import remind_order
from heqi.workorders.models import WorkOrder


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What became of one order of a batch; ``sentence`` says why not, ``clause`` by which rule."""

    order_id: int
    number: str
    done: bool
    sentence: str = ""
    clause: str = ""


def dispatch_batch(
    orders: Iterable[WorkOrder],
    *,
    assignee: Staff,
    override_reason: str = "",
    by: Actor,
    now: datetime,
) -> list[BatchRow]:
    """Give several waiting orders to one person."""
    return _each(
        orders,
        lambda order: dispatch_order(
            order, assignee=assignee, override_reason=override_reason, by=by, now=now
        ),
    )


def reassign_batch(
    orders: Iterable[WorkOrder],
    *,
    assignee: Staff,
    reason: str,
    override_reason: str = "",
    by: Actor,
    now: datetime,
) -> list[BatchRow]:
    """Take several orders in hand from their crews and give them to one person, with the reason."""
    return _each(
        orders,
        lambda order: reassign_order(
            order,
            assignee=assignee,
            reason=reason,
            override_reason=override_reason,
            by=by,
            now=now,
        ),
    )


def remind_batch(
    orders: Iterable[WorkOrder], *, note: str = "", by: Actor, now: datetime
) -> list[BatchRow]:
    """Ask after several orders."""
    return _each(orders, lambda order: remind_order(order, note=note, by=by, now=now))


def _each(orders: Iterable[WorkOrder], do: Callable[[WorkOrder], object]) -> list[BatchRow]:
    rows: list[BatchRow] = []
    for order in orders:
        try:
            do(order)
        except Refused as refusal:
            rows.append(BatchRow(order.pk, order.number, False, refusal.sentence))
        except (IllegalMove, StaleState) as error:
            rows.append(BatchRow(order.pk, order.number, False, str(error)))
        except ValidationError as error:
            clause = getattr(error, "clause", "")
            rows.append(BatchRow(order.pk, order.number, False, " ".join(error.messages), clause))
        else:
            rows.append(BatchRow(order.pk, order.number, True))
    return rows
