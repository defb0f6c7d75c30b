"""Routes, rounds, readings and their doubts."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from heqi.customers.actions import create_meter
from heqi.customers.models import Compound, Lookup, LookupSubject, Meter
from heqi.ledger.actors import SYSTEM
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.readings.actions import (
    apply_reading,
    assign_route,
    confirm_reading,
    create_route,
    finish_round,
    miss_meter,
    open_round,
    place_compound,
    remove_stop,
    return_reading,
    take_reading,
)
from heqi.readings.actions.months import open_rounds, remind_rounds
from heqi.readings.models import Miss, Reading, Round, Stop
from heqi.readings.queries import left_of, rounds_to_walk
from heqi.readings.tests.makers import TODAY, make_meters, make_round, past
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def stop_of(round_: Round, meter: Meter) -> Stop:
    return Stop.objects.get(route=round_.route_id, service_point=meter.service_point_id)


def test_a_route_walks_a_compound_floor_by_floor(cast: Cast) -> None:
    team = cast.units["repair1"]
    make_meters(team, 12)
    route = create_route(unit=team, code="B01", name="一册", by=cast.zhou, now=NOW)
    compound = Compound.objects.get()
    assert place_compound(route, compound=compound, by=cast.zhou, now=NOW) == 12
    assert place_compound(route, compound=compound, by=cast.zhou, now=NOW) == 0
    rooms = [stop.service_point.premises.room for stop in route.stops.all()]
    assert rooms == [str(1100 + n) for n in range(12)]
    remove_stop(route.stops.first(), by=cast.zhou, now=NOW)
    assert route.stops.count() == 11
    with pytest.raises(ValidationError, match="册号"):
        create_route(unit=team, code="B01", name="二册", by=cast.zhou, now=NOW)


def test_a_round_is_opened_once_a_month_and_needs_a_reader(cast: Cast) -> None:
    round_, _meters = make_round(cast)
    given = {"month": TODAY, "due_on": TODAY, "by": cast.zhou, "now": NOW}
    with pytest.raises(ValidationError, match="本月"):
        open_round(round_.route, **given)
    route = create_route(unit=round_.unit, code="B02", name="二册", by=cast.zhou, now=NOW)
    with pytest.raises(ValidationError, match="抄表员"):
        open_round(route, **given)
    assign_route(route, reader=cast.staff["wu"], by=cast.zhou, now=NOW)
    route.refresh_from_db()
    with pytest.raises(ValidationError, match="没有表具"):
        open_round(route, **given)
    with pytest.raises(Refused):
        open_round(round_.route, **{**given, "by": cast.ma})


@pytest.mark.clause("data-entry/5-reader")
def test_a_reader_keeps_what_the_dial_shows(cast: Cast) -> None:
    round_, meters = make_round(cast)
    given = {"on": TODAY, "round_": round_, "by": cast.ma, "now": NOW}
    reading = take_reading(meters[0], value=Decimal("118.5"), **given)
    assert (reading.status, reading.used_m3, reading.findings) == ("taken", Decimal("18.5"), [])
    with pytest.raises(ValidationError, match="当日已有读数"):
        take_reading(meters[0], value=Decimal(119), **given)
    with pytest.raises(Refused):
        take_reading(meters[1], value=Decimal(118), **{**given, "by": cast.wu})
    with pytest.raises(ValidationError, match="晚于今天"):
        take_reading(meters[1], value=Decimal(118), **{**given, "on": TODAY + timedelta(days=1)})


@pytest.mark.clause("data-entry/1.2.1", "data-entry/3")
def test_a_dial_below_the_last_is_asked_about_and_kept_for_review(cast: Cast) -> None:
    round_, meters = make_round(cast)
    given = {"on": TODAY, "round_": round_, "by": cast.ma, "now": NOW}
    with pytest.raises(ValidationError) as told:
        take_reading(meters[0], value=Decimal(90), **given)
    assert told.value.messages[0].startswith("本次读数低于上次读数")
    assert not Reading.objects.exists()
    reading = take_reading(meters[0], value=Decimal(90), confirmed=True, **given)
    assert reading.status == "to_review"
    assert reading.findings[0]["clause"] == "data-entry/1.2.1"
    assert reading.findings[0]["mark"] == "company_set"


def test_a_dial_that_rolled_over_began_again(cast: Cast) -> None:
    round_, meters = make_round(cast)
    past(meters[0], TODAY - timedelta(days=30), 99990, 20)
    reading = take_reading(
        meters[0],
        value=Decimal(15),
        on=TODAY,
        reason="rolled_over",
        round_=round_,
        by=cast.ma,
        now=NOW,
    )
    assert (reading.used_m3, reading.status) == (Decimal(25), "taken")


def test_a_dial_beyond_the_meter_is_refused_even_if_confirmed(cast: Cast) -> None:
    round_, meters = make_round(cast)
    with pytest.raises(ValidationError, match="量程"):
        take_reading(
            meters[0],
            value=Decimal(100001),
            on=TODAY,
            confirmed=True,
            round_=round_,
            by=cast.ma,
            now=NOW,
        )


@pytest.mark.parametrize(("used", "asks"), [(20, False), (30, False), (31, True), (0, True)])
def test_residents_may_swing_by_half_against_the_same_season(
    cast: Cast, used: int, asks: bool
) -> None:
    round_, meters = make_round(cast)
    past(meters[0], TODAY - timedelta(days=360), 80, 20)
    past(meters[0], TODAY - timedelta(days=30), 100, 20)
    given = {"on": TODAY, "round_": round_, "by": cast.ma, "now": NOW}
    if asks:
        with pytest.raises(ValidationError):
            take_reading(meters[0], value=Decimal(100 + used), **given)
    else:
        assert take_reading(meters[0], value=Decimal(100 + used), **given).status == "taken"


def test_a_phone_that_sends_twice_is_answered_once(cast: Cast) -> None:
    round_, meters = make_round(cast)
    stop = stop_of(round_, meters[0])
    sent = {"key": "k1", "value": Decimal(110), "by": cast.ma, "now": NOW}
    assert apply_reading(round_, stop, meters[0], **sent).accepted
    again = apply_reading(round_, stop, meters[0], **sent)
    assert (again.accepted, again.repeated) == (True, True)
    assert Reading.objects.count() == 1


@pytest.mark.clause("data-entry/7.4")
def test_a_doubt_sent_late_is_kept_for_review_instead_of_lost(cast: Cast) -> None:
    round_, meters = make_round(cast)
    stop = stop_of(round_, meters[0])
    sent = {"value": Decimal(90), "by": cast.ma, "now": NOW}
    with pytest.raises(ValidationError):
        apply_reading(round_, stop, meters[0], key="k1", device_at=NOW, **sent)
    read_at = NOW - timedelta(days=1)
    assert apply_reading(round_, stop, meters[0], key="k1", device_at=read_at, **sent).accepted
    reading = Reading.objects.get()
    assert (reading.status, reading.read_on) == ("to_review", TODAY - timedelta(days=1))


def test_a_round_that_was_closed_meanwhile_answers_with_a_sentence(cast: Cast) -> None:
    round_, meters = make_round(cast)
    Round.objects.filter(pk=round_.pk).update(status="done")
    round_.refresh_from_db()
    stop = stop_of(round_, meters[0])
    answer = apply_reading(
        round_, stop, meters[0], key="k", value=Decimal(110), by=cast.ma, now=NOW
    )
    assert not answer.accepted
    assert "已结束" in answer.sentence


def test_a_meter_not_read_needs_a_cause_and_a_later_reading_takes_it_back(cast: Cast) -> None:
    round_, meters = make_round(cast)
    stop = stop_of(round_, meters[0])
    with pytest.raises(ValidationError, match="原因"):
        miss_meter(round_, stop, cause="lazy", by=cast.ma, now=NOW)
    miss_meter(round_, stop, cause="nobody_home", by=cast.ma, now=NOW)
    assert left_of(round_).count() == 2
    take_reading(meters[0], value=Decimal(101), on=TODAY, round_=round_, by=cast.ma, now=NOW)
    assert not Miss.objects.exists()
    assert left_of(round_).count() == 2


def test_a_round_closes_when_every_meter_is_read_or_explained(cast: Cast) -> None:
    round_, meters = make_round(cast)
    with pytest.raises(ValidationError, match="3"):
        finish_round(round_, by=cast.zhou, now=NOW)
    for meter in meters[:2]:
        take_reading(meter, value=Decimal(101), on=TODAY, round_=round_, by=cast.ma, now=NOW)
    miss_meter(round_, stop_of(round_, meters[2]), cause="blocked", by=cast.ma, now=NOW)
    walked = rounds_to_walk(cast.ma).get()
    assert (walked.read, walked.missed) == (2, 1)  # type: ignore[attr-defined]
    finish_round(round_, by=cast.zhou, now=NOW)
    assert not rounds_to_walk(cast.ma).exists()


@pytest.mark.clause("data-entry/7.3")
def test_a_reading_is_reviewed_by_somebody_else_and_sent_back_with_its_error(cast: Cast) -> None:
    round_, meters = make_round(cast)
    given = {"on": TODAY, "round_": round_, "by": cast.ma, "now": NOW, "confirmed": True}
    one = take_reading(meters[0], value=Decimal(90), **given)
    two = take_reading(meters[1], value=Decimal(90), **given)
    with pytest.raises(Refused):
        confirm_reading(one, by=cast.ma, now=NOW)
    confirm_reading(one, note="换过表盘", by=cast.zhou, now=NOW)
    with pytest.raises(ValidationError):
        return_reading(two, error="wrong", reason=" ", by=cast.zhou, now=NOW)
    return_reading(two, error="wrong", reason="看错表", by=cast.zhou, now=NOW)
    with pytest.raises(IllegalMove):
        confirm_reading(two, by=cast.zhou, now=NOW)
    assert [stop.service_point for stop in left_of(round_)[:1]] == [meters[1].service_point]
    take_reading(meters[1], **{**given, "value": Decimal(108), "confirmed": False})
    assert Reading.objects.filter(meter=meters[1]).count() == 2


def test_the_pages_lead_from_a_route_to_a_review(cast: Cast, sign_in: SignIn) -> None:
    round_, meters = make_round(cast)
    stop = stop_of(round_, meters[0])
    ma, zhou = sign_in("ma"), sign_in("zhou")
    assert "滨江一册" in ma.get("/field/readings/").content.decode()
    page = f"/field/readings/{round_.pk}/"
    assert "42070880" in ma.get(page).content.decode()
    asks = ma.post(f"{page}{stop.pk}/", {"value": "90", "key": "a"})
    assert asks.status_code == 422
    assert "本次读数低于上次读数" in asks.content.decode()
    sent = {"value": "90", "key": "a", "confirmed": "on"}
    said = ma.post(f"{page}{stop.pk}/", sent, headers={"Accept": "application/json"})
    assert said.json() == {"accepted": True, "message": "", "repeated": False}
    shown = zhou.get("/readings/").content.decode()
    assert "本次读数低于上次读数" in shown
    reading = Reading.objects.get()
    assert zhou.post(f"/readings/{reading.pk}/confirm/").status_code == 302
    assert zhou.get("/readings/routes/").content.decode().count("滨江一册") == 1
    assert sign_in("li").get(page).status_code == 404


def test_the_list_leaves_in_excel_logged_and_only_with_the_right_to_export(
    cast: Cast, sign_in: SignIn
) -> None:
    round_, meters = make_round(cast)
    given = {"on": TODAY, "round_": round_, "by": cast.ma, "now": NOW}
    for meter in meters[:2]:
        take_reading(meter, value=Decimal("101.5"), **given)
    han = sign_in("han")
    chosen = f"?tab=all&q={meters[0].number}"
    assert f"/readings/export/{chosen.replace('&', '&amp;')}" in (
        han.get(f"/readings/{chosen}").content.decode()
    )
    with ZipFile(BytesIO(han.get(f"/readings/export/{chosen}").content)) as parts:
        text = parts.read("xl/sharedStrings.xml").decode()
    assert meters[0].number in text
    assert meters[1].number not in text
    logged = Lookup.objects.get(action="export")
    assert (logged.query_kind, logged.result_count, logged.channel) == ("readings", 1, "export")
    assert LookupSubject.objects.filter(lookup=logged).count() == 1
    assert f"L{logged.pk}" in text
    ma = sign_in("ma")
    assert "/readings/export/" not in ma.get("/readings/").content.decode()
    assert ma.get("/readings/export/").status_code == 403


def test_a_planner_opens_the_round_through_the_page(cast: Cast, sign_in: SignIn) -> None:
    round_, _meters = make_round(cast)
    zhou = sign_in("zhou")
    url = f"/readings/routes/{round_.route_id}/round/"
    again = zhou.post(url, {"month": "2026-11", "due_on": "2026-11-30"})
    assert again.status_code == 422
    assert "本月" in again.content.decode()
    assert zhou.post(url, {"month": "2026-12", "due_on": "2026-12-31"}).status_code == 302
    assert Round.objects.get(month=date(2026, 12, 1)).reader == cast.staff["ma"]
    assert sign_in("ma").post(url, {"month": "2027-01"}).status_code == 403


@pytest.mark.clause("data-entry/5-reader")
def test_both_meters_of_a_kitchen_are_read_before_the_stop_is_done(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    round_, meters = make_round(cast, count=1)
    first = meters[0]
    second = create_meter(
        point=first.service_point, number="520099", start_reading=Decimal(50), by=SYSTEM, now=NOW
    )
    client = sign_in("ma")
    page = client.get(reverse("readings:walk", args=[round_.pk])).content.decode()
    assert first.number in page
    assert second.number in page
    stop = round_.route.stops.get()
    take = reverse("readings:take", args=[round_.pk, stop.pk])
    client.post(take, {"key": "a", "meter": first.pk, "value": "118"})
    assert left_of(round_).count() == 1
    client.post(take, {"key": "b", "meter": second.pk, "value": "60"})
    assert left_of(round_).count() == 0
    read = Reading.objects.filter(round=round_).values_list("meter", "value")
    assert dict(read) == {first.pk: Decimal(118), second.pk: Decimal(60)}


@pytest.mark.clause("data-entry/5-reader", "data-entry/7.5")
def test_the_rounds_of_a_month_open_by_themselves_and_are_told_when_late(cast: Cast) -> None:
    make_round(cast)
    december = NOW.replace(month=12, day=2)
    assert open_rounds(now=december, most=9) == 1
    assert open_rounds(now=december, most=9) == 0
    made = Round.objects.get(month=date(2026, 12, 1))
    assert (made.reader, made.due_on, made.stops) == (cast.staff["ma"], date(2026, 12, 25), 3)
    remind_rounds(now=december.replace(day=10))
    assert not Notice.objects.filter(
        template="readings.round_near", subject_id=str(made.pk)
    ).exists()
    remind_rounds(now=december.replace(day=23))
    remind_rounds(now=december.replace(day=24))
    near = Notice.objects.get(template="readings.round_near", subject_id=str(made.pk))
    assert near.recipient == cast.staff["ma"]
    remind_rounds(now=december.replace(day=26))
    late = Notice.objects.filter(template="readings.round_late", subject_id=str(made.pk))
    assert {cast.staff["ma"].pk, cast.staff["zhou"].pk} <= set(
        late.values_list("recipient", flat=True)
    )
