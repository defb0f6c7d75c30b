"""Announced events reach every subscriber once, whatever fails in between."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from heqi.ledger import events
from heqi.ledger.events import announce, deliver_open, event, event_map, on
from heqi.ledger.models import Delivery, Event
from heqi.ledger.models import Event as Record
from tests.cast import NOW

heard: list[tuple[str, int]] = []
broken = {"on": False}


@event
class KettleBoiled:
    """Declared for these tests."""

    kettle: int
    boiled_at: datetime


@on(KettleBoiled)
def pour_tea(event: KettleBoiled, *, now: datetime) -> None:
    """Fails while ``broken`` is on."""
    if broken["on"]:
        raise RuntimeError("no cup")
    heard.append(("tea", event.kettle))
    assert isinstance(event.boiled_at, datetime)


@on(KettleBoiled)
def note_energy(event: KettleBoiled, *, now: datetime) -> None:
    """Always works."""
    heard.append(("energy", event.kettle))


@pytest.fixture(autouse=True)
def quiet() -> None:
    heard.clear()
    broken["on"] = False


@pytest.mark.django_db(transaction=True)
def test_every_subscriber_hears_an_event_after_commit() -> None:
    with transaction.atomic():
        announce(KettleBoiled(1, NOW), now=NOW)
        assert heard == []
    assert sorted(heard) == [("energy", 1), ("tea", 1)]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_announced() -> None:
    def announce_and_fail() -> None:
        with transaction.atomic():
            announce(KettleBoiled(1, NOW), now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        announce_and_fail()
    assert heard == []
    assert not Record.objects.filter(name__endswith="KettleBoiled").exists()


@pytest.mark.django_db(transaction=True)
def test_a_failing_subscriber_stays_open_and_does_not_stop_the_others() -> None:
    broken["on"] = True
    with transaction.atomic():
        announce(KettleBoiled(2, NOW), now=NOW)
    assert heard == [("energy", 2)]
    failed = Delivery.objects.get(done_at__isnull=True)
    assert (failed.attempts, "no cup" in failed.error) == (1, True)
    broken["on"] = False
    assert deliver_open(now=NOW) == 0, "not before its time"
    assert deliver_open(now=NOW + timedelta(minutes=2)) == 1
    assert ("tea", 2) in heard


@pytest.mark.django_db(transaction=True)
def test_a_delivery_runs_once_however_often_it_is_asked() -> None:
    with transaction.atomic():
        announce(KettleBoiled(3, NOW), now=NOW)
    pk = Delivery.objects.first()
    assert pk
    assert not events.deliver(pk.pk, now=NOW)
    assert len(heard) == 2


@pytest.mark.django_db(transaction=True)
def test_a_delivery_left_open_by_a_crash_is_taken_up_by_the_loop() -> None:
    record = Event.objects.create(
        name=events.event_name(KettleBoiled),
        at=NOW,
        data={"kettle": 4, "boiled_at": NOW.isoformat()},
    )
    Delivery.objects.create(event=record, subscriber="ledger.note_energy", next_at=NOW)
    assert deliver_open(now=NOW) == 1
    assert heard == [("energy", 4)]


def test_the_map_shows_the_product_and_no_event_of_a_test() -> None:
    assert "ledger.KettleBoiled" not in event_map()
