"""Announcing what happened, and reacting to it.

An event is a frozen dataclass of plain values, declared in the announcing app's ``events.py``.
:func:`announce` writes it with one delivery per subscriber in the caller's transaction; after
commit the deliveries run in process, and whatever is left open is retried by the loop. A handler
may run again after a crash, its work is done once: it shares a transaction with the mark.
"""

import dataclasses
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar, dataclass_transform

from django.db import transaction

from heqi.ledger.models import Delivery
from heqi.ledger.models import Event as Record

log = logging.getLogger(__name__)
E = TypeVar("E")
RETRY_MINUTES = (1, 2, 5, 15, 60)


class Handler(Protocol):
    """A reaction: receives the event and the instant at which it runs."""

    def __call__(self, event: Any, *, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who reacts to what, under a name that stays the same across restarts."""

    events: tuple[type, ...]
    name: str
    handler: Handler


_declared: dict[str, type] = {}
_subscriptions: dict[str, Subscription] = {}


@dataclass_transform(frozen_default=True)
def event(cls: type[E]) -> type[E]:
    """Declare an event; its name is ``app.ClassName``."""
    frozen = dataclass(frozen=True, slots=True)(cls)
    _declared[event_name(frozen)] = frozen
    return frozen


def on(*events: type) -> Callable[[Handler], Handler]:
    """Subscribe the decorated function to an event of a lower app, or to several alike."""

    def subscribe(handler: Handler) -> Handler:
        app = handler.__module__.split(".")[1]
        name = f"{app}.{handler.__name__}"  # type: ignore[attr-defined]
        _subscriptions[name] = Subscription(events, name, handler)
        return handler

    return subscribe


def event_name(cls: type) -> str:
    """``app.ClassName`` of an event."""
    return f"{cls.__module__.split('.')[1]}.{cls.__name__}"


def event_map() -> dict[str, list[str]]:
    """Every declared event with the names of its subscribers, for the generated map."""
    ours = {name: cls for name, cls in _declared.items() if ".tests." not in cls.__module__}
    result: dict[str, list[str]] = {name: [] for name in sorted(ours)}
    for subscription in _subscriptions.values():
        for cls in subscription.events:
            if event_name(cls) in ours:
                result[event_name(cls)].append(subscription.name)
    return {name: sorted(names) for name, names in result.items()}


def announce(event: Any, *, now: datetime) -> None:
    """Write the event with its deliveries; they run once the transaction has committed."""
    name = event_name(type(event))
    record = Record.objects.create(name=name, at=now, data=_dump(event))
    deliveries = Delivery.objects.bulk_create(
        Delivery(event=record, subscriber=s.name, next_at=now)
        for s in _subscriptions.values()
        if type(event) in s.events
    )
    for delivery in deliveries:
        transaction.on_commit(lambda pk=delivery.pk: deliver(pk, now=now))  # type: ignore[misc]


def deliver(pk: int, *, now: datetime) -> bool:
    """Run one open delivery; a failure is kept on the row and pushed back, never raised."""
    try:
        with transaction.atomic():
            won = Delivery.objects.filter(pk=pk, done_at__isnull=True).update(done_at=now)
            if not won:
                return False
            delivery = Delivery.objects.select_related("event").get(pk=pk)
            subscription = _subscriptions[delivery.subscriber]
            subscription.handler(_load(delivery.event), now=now)
            return True
    except Exception as error:
        log.exception("delivery %s failed", pk)
        delivery = Delivery.objects.get(pk=pk)
        wait = RETRY_MINUTES[min(delivery.attempts, len(RETRY_MINUTES) - 1)]
        Delivery.objects.filter(pk=pk, done_at__isnull=True).update(
            attempts=delivery.attempts + 1,
            next_at=now + timedelta(minutes=wait),
            error=f"{type(error).__name__}: {error}"[:500],
        )
        return False


def deliver_open(*, now: datetime, limit: int = 100) -> int:
    """Run what is due and still open, the earliest first; returns how many succeeded."""
    due = Delivery.objects.filter(done_at__isnull=True, next_at__lte=now).order_by("next_at", "id")
    return sum(deliver(pk, now=now) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _dump(event: Any) -> dict[str, Any]:
    return {
        field.name: value.isoformat() if isinstance(value, datetime) else value
        for field in dataclasses.fields(event)
        for value in [getattr(event, field.name)]
    }


def _load(record: Record) -> Any:
    cls = _declared[record.name]
    values = dict(record.data)
    for field in dataclasses.fields(cls):
        if field.type in (datetime, "datetime") and values.get(field.name):
            values[field.name] = datetime.fromisoformat(values[field.name])
    return cls(**values)
