"""The demo: a company with a past, a present and nothing by chance."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import TransactionTestCase

from heqi.callbacks.models import CallbackTask, Draw
from heqi.callbacks.states import Status as CallbackStatus
from heqi.clocks.models import Clock
from heqi.ledger.audit import verify
from heqi.ledger.models import Entry
from heqi.service.models import Contact, ServiceRequest
from heqi.web.demo import build_demo
from heqi.web.demo.build import DAYS
from heqi.workorders.models import WorkOrder
from heqi.workorders.states import OPEN_STATES
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def build(*, present: bool = True) -> str:
    """A small demo; gives the digest of its past, taken before the present is played."""
    digests: list[str] = []

    def say(step: str) -> None:
        if step == "today":
            digests.append(digest_of_the_past())

    build_demo(customers=250, orders=150, recent=4, present=present, now=NOW, say=say)
    return digests[0] if digests else digest_of_the_past()


def empty() -> None:
    """No row, and the keys begin at one again: they are the seed of what is drawn by lot."""
    case = TransactionTestCase()
    case._fixture_teardown()
    case._reset_sequences("default")


def digest_of_the_past() -> str:
    """A digest of what anybody could see of the past that was written in bulk."""
    digest = sha256()
    for row in _rows():
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _rows() -> Iterator[tuple[Any, ...]]:
    yield from WorkOrder.objects.order_by("number").values_list(
        "number", "status", "customer_name", "address", "assignee__name", "queue_at"
    )
    yield from ServiceRequest.objects.order_by("number").values_list(
        "number", "kind", "status", "contact_phone"
    )
    yield from CallbackTask.objects.order_by("number").values_list(
        "number", "order__number", "status", "score", "opinion_text", "caller__name", "due_at"
    )
    yield from Clock.objects.order_by("timeline__label", "name", "due_at").values_list(
        "timeline__label", "name", "state", "due_at", "stopped_at"
    )


def test_the_past_is_the_same_every_time_and_the_present_shows_every_state() -> None:
    empty()
    past = build(present=False)
    empty()
    assert build() == past

    states = set(WorkOrder.objects.values_list("status", flat=True))
    assert states >= set(OPEN_STATES) - {"new", "rework"}
    assert states >= {"done", "to_call_back", "archived", "cancelled"}
    called = set(CallbackTask.objects.values_list("status", flat=True))
    assert called >= {CallbackStatus.PLANNED, CallbackStatus.TRYING, CallbackStatus.DONE}

    still = WorkOrder.objects.all().still_open()
    assert 0 < still.filter(due_at__lt=NOW).count() < still.count()
    missed, met = (Clock.objects.filter(state=state).count() for state in ("missed", "met"))
    assert 0 < 10 * missed < met

    assert Contact.objects.filter(started_at__lt=NOW - timedelta(days=DAYS - 5)).exists()
    for model, column in ((WorkOrder, "created_at"), (CallbackTask, "planned_at"), (Entry, "at")):
        assert not model._default_manager.filter(**{f"{column}__gt": NOW}).exists(), model
    assert Draw.objects.filter(drawn=False).exists()
    for task in CallbackTask.objects.filter(done_at__isnull=False).select_related("order"):
        assert task.caller_id not in task.handlers
        begun = task.order.closed_at if task.order else task.planned_at
        assert begun <= task.done_at <= NOW

    found = verify()
    assert found.first_bad is None
    assert found.entries == found.sealed > 500
