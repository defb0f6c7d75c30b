"""Tasks of master data: the one-day limit, late ones, done, sent back, not needed."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from heqi.clocks.models import Clock
from heqi.customers import actions
from heqi.customers.models import MasterDataTask
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import Actor
from heqi.ledger.models import Event
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def task_of(cast: Cast, *, now: datetime = NOW, **values: object) -> MasterDataTask:
    given: dict[str, object] = {
        "title": "报装 BZ261123-00001 新户建档",
        "source_type": "projects.household",
        "source_id": "7",
        "source_number": "BZ261123-00001",
        **values,
    }
    return actions.open_task(unit=cast.units["gas"], by=cast.lin, now=now, **given)  # type: ignore[arg-type]


def clock(task: MasterDataTask, name: str) -> Clock:
    return Clock.objects.get(timeline__subject_id=task.pk, name=name)


@pytest.mark.clause("data-entry/6.4")
def test_master_data_is_due_within_a_day_of_the_task(cast: Cast, keeper: Actor) -> None:
    task = task_of(cast)
    assert task.number.startswith("SJ261123-")
    assert task.clause == "data-entry/6.4"
    assert task.due_at is not None
    assert timedelta(0) < task.due_at - NOW <= timedelta(days=2)
    party, point = make_customer(cast.units["gas"])
    actions.finish_task(task, party=party, service_point=point, by=keeper, now=NOW)
    assert clock(task, "create").state == "met"
    assert (task.state, task.finished_by) == ("done", "钱敏")
    told = Event.objects.get(name="customers.MasterDataFinished").data
    assert (told["source_type"], told["source_id"]) == ("projects.household", "7")


@pytest.mark.clause("data-entry/6.4")
def test_a_task_done_after_the_day_is_late(cast: Cast, keeper: Actor) -> None:
    task = task_of(cast)
    assert task.due_at is not None
    after = task.due_at + timedelta(minutes=1)
    assert not task.is_late(task.due_at)
    assert task.is_late(after)
    party, _point = make_customer(cast.units["gas"])
    actions.finish_task(task, party=party, by=keeper, now=after)
    assert clock(task, "create").state == "missed"
    assert task.is_late(after)


@pytest.mark.clause("data-entry/6.3")
def test_an_update_is_passed_on_at_once(cast: Cast, keeper: Actor) -> None:
    party, _point = make_customer(cast.units["gas"])
    task = task_of(cast, kind="update", party=party, title="电话变更")
    assert task.clause == "data-entry/6.3"
    assert task.due_at is not None
    assert task.due_at - NOW < timedelta(hours=1)
    actions.finish_task(task, by=keeper, now=NOW + timedelta(minutes=5))
    assert clock(task, "pass_on").state == "met"


def test_the_same_source_asks_once(cast: Cast) -> None:
    assert task_of(cast).pk == task_of(cast).pk
    assert MasterDataTask.objects.count() == 1
    with pytest.raises(ValidationError):
        task_of(cast, source_id="", kind="wish")
    with pytest.raises(ValidationError):
        task_of(cast, source_id="", received_at=NOW + timedelta(minutes=1))


@pytest.mark.clause("data-entry/7.3")
def test_an_entry_sent_back_is_corrected_within_its_limit(cast: Cast, keeper: Actor) -> None:
    task = task_of(cast)
    party, _point = make_customer(cast.units["gas"])
    with pytest.raises(ValidationError):
        actions.finish_task(task, by=keeper, now=NOW)
    actions.finish_task(task, party=party, by=keeper, now=NOW)
    with pytest.raises(ValidationError):
        actions.reopen_task(task, reason="", by=keeper, now=NOW)
    actions.reopen_task(task, reason="缺表具", by=keeper, now=NOW)
    assert (task.state, task.clause) == ("open", "data-entry/7.3")
    assert task.due_at is not None
    assert timezone.localdate(task.due_at) >= NOW.date()
    actions.finish_task(task, by=keeper, now=NOW)
    assert clock(task, "correct").state == "met"


def test_a_task_that_is_not_needed_stops_its_clock(cast: Cast, keeper: Actor) -> None:
    task = task_of(cast)
    with pytest.raises(Refused):
        actions.cancel_task(task, reason="撤回报装", by=cast.lin, now=NOW)
    actions.cancel_task(task, reason="撤回报装", by=keeper, now=NOW)
    assert clock(task, "create").state == "cancelled"
    party, _point = make_customer(cast.units["gas"])
    with pytest.raises(IllegalMove):
        actions.finish_task(task, party=party, by=keeper, now=NOW)
