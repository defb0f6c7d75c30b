"""A company changes its working calendar."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from heqi.clocks import own_days
from heqi.clocks.facts import calendar_for
from heqi.clocks.models import WorkCalendar
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/settings/calendar/"
SignIn = Callable[[str], Client]


def days(first: str, last: str = "", kind: str = "off", name: str = "厂庆") -> dict[str, str]:
    return {"do": "days", "first": first, "last": last, "kind": kind, "name": name}


def test_a_run_of_days_off_is_off_and_can_be_undone(cast: Cast, sign_in: SignIn) -> None:
    client, gas = sign_in("he"), cast.units["gas"]
    answer = client.post(f"{PAGE}?year=2026", days("2026-11-26", "2026-11-27"))
    assert answer.status_code == 302
    assert not calendar_for(gas).is_working(date(2026, 11, 26))
    assert "厂庆" in client.get(f"{PAGE}?year=2026").content.decode()
    assert calendar_for(cast.units["other"]).is_working(date(2026, 11, 26))
    client.post(f"{PAGE}?year=2026", {"do": "undo", "day": "2026-11-26"})
    assert calendar_for(gas).is_working(date(2026, 11, 26))
    assert not calendar_for(gas).is_working(date(2026, 11, 27))


def test_a_day_is_what_was_said_last(cast: Cast, sign_in: SignIn) -> None:
    client, gas = sign_in("he"), cast.units["gas"]
    for kind, works in (("off", False), ("work", True), ("plain", False)):
        client.post(f"{PAGE}?year=2026", days("2026-11-28", kind=kind))
        assert calendar_for(gas).is_working(date(2026, 11, 28)) is works
    changes = WorkCalendar.objects.get(company=gas).changes
    assert (changes["off"], changes["work"], changes["plain"]) == ({}, {}, ["2026-11-28"])


def test_a_year_is_known_only_once_it_is_announced(cast: Cast, sign_in: SignIn) -> None:
    client, gas = sign_in("he"), cast.units["gas"]
    assert "尚未公布" in client.get(f"{PAGE}?year=2027").content.decode()
    answer = client.post(f"{PAGE}?year=2027", days("2027-01-01", name="元旦"))
    assert answer.status_code == 422
    assert "2027 年的放假安排未知" in answer.content.decode()
    assert client.post(f"{PAGE}?year=2027", {"do": "year"}).status_code == 302
    assert client.post(f"{PAGE}?year=2027", days("2027-01-01", name="元旦")).status_code == 302
    assert not calendar_for(gas).is_working(date(2027, 1, 1))


def test_hours_have_breaks_and_seasons(cast: Cast, sign_in: SignIn) -> None:
    client, gas = sign_in("he"), cast.units["gas"]
    sent = {
        "do": "hours",
        "shift": "8:30-12:00，13:30-17:30",
        "summer": "08:00-12:00, 15:00-18:00",
        "summer_from": "06-01",
        "summer_until": "10-01",
    }
    assert client.post(PAGE, sent).status_code == 302
    calendar = calendar_for(gas)
    assert calendar.shift(date(2026, 11, 24)).as_list() == ["08:30-12:00", "13:30-17:30"]
    assert calendar.shift(date(2026, 7, 1)).as_list() == ["08:00-12:00", "15:00-18:00"]
    answer = client.post(PAGE, {**sent, "shift": "下午"})
    assert answer.status_code == 422
    assert "不是时段" in answer.content.decode()
    assert client.post(PAGE, {**sent, "summer_until": ""}).status_code == 422


def test_others_look_and_do_not_touch(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("lin")
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, days("2026-11-26")).status_code == 403
    other = cast.units["other"].pk
    assert client.get(f"{PAGE}?unit={other}").status_code == 404
    assert not WorkCalendar.objects.exists()


def test_a_run_is_bounded() -> None:
    first = date(2026, 11, 1)
    for last in (date(2026, 10, 31), date(2026, 12, 15)):
        with pytest.raises(ValueError, match="run"):
            own_days.with_days({}, first=first, last=last, kind="off", name="x")
