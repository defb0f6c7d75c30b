"""The loop runs every task, and running numbers never repeat."""

import threading
from datetime import date, datetime

import pytest
from django.db import connection, transaction

from heqi.ledger import loop
from heqi.ledger.loop import BY_DAY, task, tick
from heqi.ledger.numbers import next_number, reserve_numbers
from tests.cast import NOW


@pytest.fixture
def own_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "_tasks", {})


def test_a_full_batch_is_asked_again_and_an_empty_one_is_not(own_tasks: None) -> None:
    left = [3]
    calls = []

    @task("test.eat")
    def eat(*, now: datetime) -> int:
        calls.append(left[0])
        left[0] -= 1
        return max(left[0], 0)

    assert tick(now=NOW) == {"test.eat": 3}
    assert calls == [3, 2, 1]


def test_a_failing_task_does_not_stop_the_others(own_tasks: None) -> None:
    @task("test.a_fails")
    def fails(*, now: datetime) -> int:
        raise RuntimeError("broken")

    @task("test.b_works")
    def works(*, now: datetime) -> int:
        return 0

    assert tick(now=NOW) == {"test.a_fails": 0, "test.b_works": 0}


def test_a_task_by_the_day_rests_after_it_found_nothing(own_tasks: None) -> None:
    asked = []

    @task("test.daily", rest=BY_DAY)
    def daily(*, now: datetime) -> int:
        asked.append(now)
        return 0

    resting: dict[str, datetime] = {}
    for moment in (NOW, NOW + BY_DAY / 2, NOW + BY_DAY):
        tick(now=moment, resting=resting)
    assert asked == [NOW, NOW + BY_DAY]
    tick(now=NOW + BY_DAY)  # one round by hand asks everything
    assert len(asked) == 3


@pytest.mark.django_db
def test_numbers_carry_prefix_day_and_five_digits() -> None:
    day = date(2026, 11, 23)
    assert [next_number("WX", day), next_number("WX", day)] == [
        "WX261123-00001",
        "WX261123-00002",
    ]
    assert reserve_numbers("WX", day, 2) == ["WX261123-00003", "WX261123-00004"]
    assert next_number("TS", day) == "TS261123-00001"


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_get_eight_numbers() -> None:
    found: list[str] = []

    def take() -> None:
        try:
            with transaction.atomic():
                found.append(next_number("QX", date(2026, 11, 23)))
        finally:
            connection.close()

    if connection.vendor == "sqlite" and "mode=memory" in str(connection.settings_dict["NAME"]):
        writers = [threading.Thread(target=take) for _ in range(1)]
    else:
        writers = [threading.Thread(target=take) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(set(found)) == len(writers)
