"""Cards and telegrams: what meters tell of themselves, and who is to be looked at."""

import json
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from heqi.customers.actions import create_meter, remove_meter
from heqi.customers.models import Meter
from heqi.entry.standards import heard_since
from heqi.people.access import Refused
from heqi.policies.packs import current_pack
from heqi.readings import books
from heqi.readings.actions import close_check, return_reading, take_card_reading
from heqi.readings.actions.ageing import find_over_age, settle_over_age
from heqi.readings.actions.checking import send_crew
from heqi.readings.actions.lines import open_line
from heqi.readings.actions.remote import take_remote
from heqi.readings.actions.telegrams import Telegram, expect_meters, find_silent, keep_telegrams
from heqi.readings.models import CardReading, Delivery, MeterCheck, Reading, Signal
from heqi.readings.queries import left_of, meter_of
from heqi.readings.tests.makers import make_meters, make_round
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def meters(cast: Cast, kind: str, count: int = 2) -> list[Meter]:
    made = make_meters(cast.units["repair1"], count)
    Meter.objects.update(kind=kind)
    for meter in made:
        meter.kind = kind
    return made


def card(cast: Cast, meter: Meter, dial: int, balance: int, **more: Any) -> CardReading:
    given = {"at": NOW, "by": cast.zhou, "now": NOW} | more
    return take_card_reading(meter, dial=Decimal(dial), balance=Decimal(balance), **given)


@pytest.mark.clause("data-entry/7.4", "data-entry/2.2")
def test_a_meter_over_its_age_is_on_the_list_until_it_is_replaced(cast: Cast) -> None:
    old, young = meters(cast, "mechanical")
    Meter.objects.filter(pk=old.pk).update(replace_on=NOW.date())
    Meter.objects.filter(pk=young.pk).update(replace_on=NOW.date() + timedelta(days=1))
    assert find_over_age(now=NOW, most=9) == 1
    assert find_over_age(now=NOW, most=9) == 0
    check = MeterCheck.objects.get()
    assert (check.meter, check.kind, check.clause) == (old, "over_age", "data-entry/7.4")
    assert "使用年限" in check.zh
    send_crew(check, by=cast.zhou, now=NOW)  # so that a work order is made of it
    assert settle_over_age(now=NOW, most=9) == 0
    Meter.objects.filter(pk=old.pk).update(state="removed")
    assert settle_over_age(now=NOW, most=9) == 1
    check.refresh_from_db()
    assert check.status == "cleared"


def test_a_refurbished_meter_is_heard_where_it_hangs_now(cast: Cast) -> None:
    old, other = meters(cast, "iot")
    remove_meter(old, reason="送检", by=cast.qian, now=NOW)
    again = create_meter(
        point=other.service_point, number=old.number, kind="iot", by=cast.qian, now=NOW
    )
    assert meter_of(cast.units["gas"], old.number) == again
    keep_telegrams(cast.units["gas"], [Telegram(1, old.number, NOW)], by=cast.zhou, now=NOW)
    assert Signal.objects.get(heard_at=NOW).meter == again


def test_a_meter_that_was_looked_at_is_not_asked_about_again_the_next_day(cast: Cast) -> None:
    old, _young = meters(cast, "mechanical")
    Meter.objects.filter(pk=old.pk).update(replace_on=NOW.date())
    find_over_age(now=NOW, most=9)
    close_check(
        MeterCheck.objects.get(), cause="refused", note="客户要求下月更换", by=cast.zhou, now=NOW
    )
    assert find_over_age(now=NOW + timedelta(days=1), most=9) == 0


@pytest.mark.clause("data-entry/7.4")
def test_a_card_that_holds_more_than_was_bought_makes_its_meter_one_to_check(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = meters(cast, "ic_card")
    monkeypatch.setattr(books, "_readers", [lambda meter, since, until: Decimal(50)])
    # It came with 100 m³ on the dial, and 50 were sold: 150 in all.
    assert card(cast, good, 120, 30).left == 0
    assert not MeterCheck.objects.exists()
    row = card(cast, bad, 120, 31)
    assert (row.bought, row.left) == (150, -1)
    check = MeterCheck.objects.get()
    assert (check.meter, check.kind, check.clause) == (bad, "card_balance", "data-entry/7.4")
    assert (check.mark, check.zh) == ("company_set", "累计购气量减表盘读数再减余量小于零。")
    # A second odd reading says nothing new; the account goes on from the first.
    later = NOW + timedelta(hours=1)
    assert card(cast, bad, 130, 75, at=later, now=later).bought == 200
    assert MeterCheck.objects.count() == 1


def test_a_meter_with_an_unknown_history_begins_its_account_with_what_it_shows(cast: Cast) -> None:
    one, other = meters(cast, "ic_card")
    Meter.objects.update(start_reading=None)
    one.start_reading = other.start_reading = None
    assert card(cast, one, 900, 20).left == 0
    assert card(cast, other, 900, 20, bought=Decimal(925)).left == 5


def test_a_card_reading_that_cannot_be_is_refused_with_a_sentence(cast: Cast) -> None:
    meter = meters(cast, "ic_card", 1)[0]
    card(cast, meter, 120, 30, at=NOW - timedelta(days=1))
    for dial, at, sentence in (
        (119, NOW, "低于上次读卡"),
        (10**6, NOW, "量程"),
        (121, NOW + timedelta(days=1), "晚于今天"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            card(cast, meter, dial, 5, at=at)
    with pytest.raises(Refused):
        card(cast, meter, 130, 5, by=cast.ma)
    meter.kind = "mechanical"
    with pytest.raises(ValidationError, match="卡表"):
        card(cast, meter, 130, 5)


@pytest.mark.clause("data-entry/7.4")
def test_an_iot_meter_silent_beyond_the_limit_is_listed_until_it_is_heard_again(
    cast: Cast,
) -> None:
    gas = cast.units["gas"]
    quiet, loud = meters(cast, "iot")
    first = heard_since(timezone.localdate(NOW), company_id=None)
    assert first is not None
    edge = timezone.make_aware(datetime.combine(first, time(8)))
    keep_telegrams(
        gas,
        [
            Telegram(1, quiet.number, edge - timedelta(days=1)),
            Telegram(2, loud.number, edge),
            Telegram(3, "999000", NOW),
        ],
        by=cast.zhou,
        now=NOW,
    )
    assert find_silent(now=NOW, most=10) == 1
    assert find_silent(now=NOW, most=10) == 0
    check = MeterCheck.objects.get()
    assert (check.meter, check.zh, check.mark) == (quiet, "物联网表失联。", "company_set")
    # Looked at and left as it is: asked about again only after it was heard in between.
    close_check(check, cause="battery", note="已换电池", by=cast.zhou, now=NOW)
    assert find_silent(now=NOW, most=10) == 0
    later = NOW + timedelta(days=10)
    assert find_silent(now=later, most=10) == 1
    assert MeterCheck.objects.get(status="open").meter == loud
    keep_telegrams(gas, [Telegram(1, loud.number, later)], by=cast.zhou, now=later)
    assert MeterCheck.objects.get(meter=loud).status == "cleared"


def test_a_meter_that_never_spoke_is_expected_from_the_day_others_are_heard(cast: Cast) -> None:
    spoke, mute = meters(cast, "iot")
    assert expect_meters(now=NOW, most=10) == 0
    keep_telegrams(cast.units["gas"], [Telegram(1, spoke.number, NOW)], by=cast.zhou, now=NOW)
    assert expect_meters(now=NOW, most=10) == 2
    assert expect_meters(now=NOW, most=10) == 0
    assert Signal.objects.get(meter=mute).heard_at is None
    assert find_silent(now=NOW + timedelta(days=9), most=10) == 2


def test_an_older_telegram_changes_nothing(cast: Cast) -> None:
    meter = meters(cast, "iot", 1)[0]
    gas, given = cast.units["gas"], {"by": cast.zhou, "now": NOW}
    keep_telegrams(gas, [Telegram(1, meter.number, NOW, dial=Decimal(9))], **given)
    old = Telegram(1, meter.number, NOW - timedelta(days=9), dial=Decimal(5))
    assert keep_telegrams(gas, [old], **given).older == 1
    assert Signal.objects.get().dial == 9


def test_the_line_takes_a_message_once_and_only_with_its_token(cast: Cast, client: Client) -> None:
    meter = meters(cast, "iot", 1)[0]
    token = open_line(cast.units["gas"], by=cast.he, now=NOW)
    row = {"meter": meter.number, "at": "2026-01-05T08:00:00+08:00", "dial": 118.2}

    def send(rows: list[dict[str, Any]], key: str = "k1", bearer: str = token) -> Any:
        body = json.dumps({"kind": "telegrams", "rows": rows})
        return client.post(
            "/api/meters/v1/messages/", body, content_type="application/json",
            headers={"Authorization": f"Bearer {bearer}", "Idempotency-Key": key},
        )  # fmt: skip

    assert send([row], bearer="x").status_code == 401
    told = send([row, {**row, "meter": "no"}]).json()
    assert (told["rows"], told["taken"], told["passed_over"]) == (2, 1, 1)
    assert told["problems"][0]["why"] == "没有此表号的表具。"
    assert send([row, {**row, "meter": "no"}]).json() == told
    assert Delivery.objects.count() == 1
    assert send([row]).status_code == 409
    bad = send([row, {**row, "dial": "much"}], key="k2")
    assert bad.status_code == 422
    assert "第 2 行" in bad.json()["error"]
    assert Signal.objects.get().dial == Decimal("118.2")


def test_a_file_is_read_in_whole_or_not_at_all_and_only_once(cast: Cast, sign_in: SignIn) -> None:
    good, bad = meters(cast, "ic_card")
    he = sign_in("he")

    def send(*lines: str) -> Any:
        text = "\n".join(["表号,读卡时间,表盘读数,表内余量", *lines])
        file = SimpleUploadedFile("cards.csv", text.encode("gb18030"))
        return he.post("/readings/feed/file/", {"kind": "cards", "file": file}, follow=True)

    day = "2026-01-05"
    page = send(f"{good.number},{day},100,0", f"{bad.number},{day},,5")
    assert "第 2 行" in page.content.decode()
    assert not CardReading.objects.exists()
    rows = (f"{good.number},{day},100,0", f"{bad.number},{day},120,5")
    assert send(*rows).status_code == 200
    assert (CardReading.objects.count(), MeterCheck.objects.get().meter) == (2, bad)
    assert "此文件已导入过" in send(*rows).content.decode()
    assert CardReading.objects.count() == 2


def test_a_check_is_closed_through_its_page_with_what_was_found(
    cast: Cast, sign_in: SignIn
) -> None:
    meter = meters(cast, "ic_card", 1)[0]
    card(cast, meter, 120, 30)
    zhou, check = sign_in("zhou"), MeterCheck.objects.get()
    assert meter.number in zhou.get("/readings/checks/").content.decode()
    address = f"/readings/checks/{check.pk}/close/"
    assert zhou.post(address, {"cause": "nonsense", "note": "x"}).status_code == 422
    assert zhou.post(address, {"cause": "not_booked", "note": "补录购气单"}).status_code == 302
    check.refresh_from_db()
    assert (check.status, check.cause) == ("done", "not_booked")
    assert "补录购气单" in zhou.get("/readings/checks/?tab=done").content.decode()
    assert meter.number in zhou.get("/readings/cards/?tab=below").content.decode()
    assert sign_in("ma").post(address, {}).status_code == 403


@pytest.mark.clause("data-entry/1.2.2")
def test_a_telegram_near_the_reading_day_is_the_reading_of_the_month(cast: Cast) -> None:
    round_, (told, early, mute) = make_round(cast)
    Meter.objects.update(kind="iot")
    days = int(
        current_pack(round_.company_id).value("data/remote_reading", NOW.date()).content["days"]
    )
    day = timezone.make_aware(datetime.combine(round_.due_on - timedelta(days=days), time(9)))
    heard = [
        Telegram(1, told.number, day, Decimal("118.5")),
        Telegram(2, early.number, day - timedelta(days=1), Decimal(120)),
    ]
    keep_telegrams(cast.units["gas"], heard, by=cast.zhou, now=day)
    before = day - timedelta(days=1)
    assert take_remote(now=before, most=10) == 0  # too early: the reader might still come
    assert take_remote(now=day, most=10) == 1
    assert take_remote(now=day, most=10) == 0
    reading = Reading.objects.get()
    assert (reading.meter, reading.remote, reading.taken_by) == (told, True, None)
    assert (reading.round, reading.used_m3) == (round_, Decimal("18.5"))
    assert {stop.service_point_id for stop in left_of(round_)} == {
        early.service_point_id,
        mute.service_point_id,
    }
    return_reading(reading, error="wrong", reason="与现场不符", by=cast.zhou, now=day)
    assert take_remote(now=day, most=10) == 0  # what was sent back is read on site


def test_what_became_of_the_rows_of_a_file_leaves_as_excel(cast: Cast, sign_in: SignIn) -> None:
    meter = meters(cast, "iot", 1)[0]
    keep_telegrams(
        cast.units["gas"], [Telegram(1, meter.number, NOW, Decimal(5))], by=cast.zhou, now=NOW
    )
    csv = f"表号,时间,读数\n{meter.number},2026-11-01 08:00,4\n404,2026-11-01 08:00,4\n"
    file = SimpleUploadedFile("t.csv", csv.encode())
    he = sign_in("he")
    assert he.post("/readings/feed/file/", {"kind": "telegrams", "file": file}).status_code == 302
    row = Delivery.objects.get()
    assert (row.rows, row.passed_over, row.older) == (2, 1, 1)
    answer = he.get(f"/readings/feed/{row.pk}/report/")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(1).to_python()
    assert rows[1][:3] == [1, meter.number, "早于已知数据"]
    assert rows[2][1:4] == ["404", "未采用", "没有此表号的表具。"]
    assert sign_in("ma").get(f"/readings/feed/{row.pk}/report/").status_code == 403
