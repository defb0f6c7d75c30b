"""Times, durations, amounts and rates in both languages."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from heqi.policies.measures import percent
from heqi.web.components import words
from heqi.web.components.clocks import clock_view, demo_clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 10, 24, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (datetime(2026, 11, 23, 9, 15, tzinfo=SHANGHAI), "09:15"),
        (datetime(2026, 11, 22, 16, 0, tzinfo=SHANGHAI), "11-22 16:00"),
        (datetime(2025, 12, 3, 16, 0, tzinfo=SHANGHAI), "2025-12-03 16:00"),
        (datetime(2026, 11, 22, 16, 30, tzinfo=UTC), "00:30"),
        (None, "—"),
    ],
)
def test_a_time_is_as_short_as_it_is_clear(value: datetime | None, said: str) -> None:
    assert words.when(value, NOW) == said


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (timedelta(minutes=3, seconds=5), "3 分 05 秒", "3 min 05 s"),
        (timedelta(minutes=42, seconds=50), "42 分", "42 min"),
        (timedelta(hours=5, minutes=6), "5时06分", "5 h 06 min"),
        (timedelta(hours=22), "22 时", "22 h"),
        (timedelta(days=1, hours=4), "1天4时", "1 d 4 h"),
        (timedelta(days=4), "4 天", "4 d"),
    ],
)
def test_a_span_names_its_units(span: timedelta, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert words.duration(span, seconds=True) == zh
        assert words.remaining(NOW + span, NOW) == f"余 {zh}"
    with translation.override("en"):
        assert words.duration(span, seconds=True) == en
        assert words.remaining(NOW + span, NOW) == f"{en} left"


def test_what_is_late_says_so() -> None:
    with translation.override("zh-hans"):
        assert words.remaining(NOW - timedelta(minutes=9, seconds=30), NOW) == "超时 9 分"


def test_a_rate_is_never_rounded_up() -> None:
    assert percent(9496, 10000) == "94.9%"
    assert percent(28, 30) == "93.3%"
    assert percent(5, 5) == "100.0%"
    assert percent(0, 0) == "—"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13800002207", "138****2207"), ("02088886666", "020****6666"), ("95598", "***98"), ("", "—")],
)
def test_a_phone_number_keeps_its_middle_to_itself(number: str, shown: str) -> None:
    assert words.mask_phone(number) == shown


def test_money_has_two_decimals_and_thousands() -> None:
    assert words.money(Decimal("1860")) == "¥ 1,860.00"
    assert words.money(None) == "—"


@pytest.mark.parametrize(
    ("minutes", "values", "state"),
    [
        (30, {}, "ok"),
        (10, {}, "soon"),
        (-1, {}, "over"),
        (10, {"state": "paused"}, "paused"),
        (10, {"stopped_at": NOW}, "met"),
        (-10, {"stopped_at": NOW}, "over"),
        (10, {"state": "cancelled"}, "done"),
        (10, {"soon_at": NOW + timedelta(minutes=5)}, "ok"),
    ],
)
def test_a_clock_shows_where_it_stands(minutes: int, values: dict, state: str) -> None:
    view = clock_view(demo_clock(NOW, minutes, label="x", **values), NOW)
    assert view.state == state
    assert view.ticking is (state in ("ok", "soon", "over") and "stopped_at" not in values)


def test_a_clock_of_a_row_is_read_by_its_attributes() -> None:
    class Row:
        label = "Respond"
        due_at = NOW + timedelta(minutes=42)
        started_at = NOW

        def state(self) -> str:
            return "running"

    view = clock_view(Row(), NOW)
    assert (view.label, view.state, view.due) == ("Respond", "ok", "11:06")


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("临江市望江区江南街2号6幢", "江南街2号6幢"),
        ("临江市青溪县云台镇3号", "云台镇3号"),
        ("江南街2号", "江南街2号"),
        ("市场路5号", "市场路5号"),
        ("", ""),
    ],
)
def test_a_list_leaves_out_the_city_and_district_that_its_rows_share(full: str, short: str) -> None:
    assert words.short_address(full) == short
