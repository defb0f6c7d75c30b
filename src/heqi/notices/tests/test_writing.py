"""Messages are written with what they tell of, once per cause, and never run what they hold."""

from datetime import datetime, time, timedelta

import pytest
from django.db import transaction

from heqi.ledger.actors import SYSTEM
from heqi.notices.actions import Address, notify, notify_post, set_quiet_hours
from heqi.notices.masking import mask_address, mask_phone, mask_text
from heqi.notices.models import Notice
from heqi.notices.queries import inbox, unread_count
from heqi.notices.states import Priority
from heqi.notices.wording import fill, templates
from heqi.people.access import Refused
from tests.cast import NOW, SHANGHAI, Cast

pytestmark = pytest.mark.django_db
CUSTOMER = Address(name="陈女士", phone="13812342207")
NIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=SHANGHAI)


def test_a_message_to_staff_is_in_the_inbox_at_once(cast: Cast) -> None:
    [notice] = notify(
        cast.staff["lin"], "notices.test", context={"name": "孙磊"}, by=cast.sun, now=NOW
    )
    assert (notice.status, notice.body) == ("delivered", "这是 孙磊 发出的测试消息。")
    assert unread_count(cast.lin) == 1
    assert unread_count(cast.sun) == 0
    assert [n.pk for n in inbox(cast.lin)] == [notice.pk]


def test_one_cause_tells_each_person_once(cast: Cast) -> None:
    for _ in range(2):
        notify(cast.staff["lin"], "notices.test", key="order-1-late", by=SYSTEM, now=NOW)
    notify(cast.staff["sun"], "notices.test", key="order-1-late", by=SYSTEM, now=NOW)
    assert Notice.objects.count() == 2


def test_a_message_goes_with_its_transaction(cast: Cast) -> None:
    def fail() -> None:
        with transaction.atomic():
            notify(cast.staff["lin"], "notices.test", by=SYSTEM, now=NOW)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    assert not Notice.objects.exists()


def test_what_a_value_contains_stays_text(cast: Cast) -> None:
    evil = "{{ settings.SECRET_KEY }} {name} {0.__class__} %s ${x}"
    [notice] = notify(
        CUSTOMER, "notices.test", context={"name": evil}, channels=["sms"], by=SYSTEM, now=NOW
    )
    assert notice.body == f"这是 {evil} 发出的测试消息。"


def test_a_line_break_cannot_enter_a_subject(cast: Cast) -> None:
    assert fill("{a}", {"a": "x\x00\u202ey"}) == "xy"
    [notice] = notify(CUSTOMER, "notices.failed", context={"subject": "a\r\nBcc: b"},
                      channels=["email"], by=SYSTEM, now=NOW)  # fmt: skip
    assert "\n" not in notice.subject


def test_a_missing_value_shows_as_a_dash_and_stops_nothing(cast: Cast) -> None:
    [notice] = notify(CUSTOMER, "notices.test", channels=["sms"], by=SYSTEM, now=NOW)
    assert notice.body == "这是 — 发出的测试消息。"


def test_without_an_address_the_message_stands_as_failed(cast: Cast) -> None:
    nobody = Address(name="无号码")
    [notice] = notify(nobody, "notices.test", channels=["sms"], by=SYSTEM, now=NOW)
    assert (notice.status, notice.error) == ("failed", "no address for this channel")


def test_at_night_an_sms_waits_for_the_morning_and_an_urgent_one_does_not(cast: Cast) -> None:
    [calm] = notify(CUSTOMER, "notices.test", channels=["sms"], by=SYSTEM, now=NIGHT)
    [urgent] = notify(
        CUSTOMER, "notices.test", channels=["sms"], priority="urgent", by=SYSTEM, now=NIGHT
    )
    assert calm.next_at == datetime(2026, 11, 24, 8, 0, tzinfo=SHANGHAI)
    assert urgent.next_at == NIGHT


def test_after_midnight_the_same_morning_is_meant(cast: Cast) -> None:
    late = NIGHT + timedelta(hours=3)
    [calm] = notify(CUSTOMER, "notices.test", channels=["sms"], by=SYSTEM, now=late)
    assert calm.next_at == datetime(2026, 11, 24, 8, 0, tzinfo=SHANGHAI)


def test_a_company_sets_its_own_quiet_hours(cast: Cast) -> None:
    gas = cast.units["gas"]
    set_quiet_hours(gas, channel="sms", begins=time(12), ends=time(14), by=cast.admin, now=NOW)
    noon = datetime(2026, 11, 23, 13, 0, tzinfo=SHANGHAI)
    [at_noon] = notify(CUSTOMER, "notices.test", unit=gas, channels=["sms"], by=SYSTEM, now=noon)
    [at_night] = notify(CUSTOMER, "notices.test", unit=gas, channels=["sms"], by=SYSTEM, now=NIGHT)
    [elsewhere] = notify(
        CUSTOMER, "notices.test", unit=cast.units["other"], channels=["sms"], by=SYSTEM, now=noon
    )
    assert at_noon.next_at == datetime(2026, 11, 23, 14, 0, tzinfo=SHANGHAI)
    assert (at_night.next_at, elsewhere.next_at) == (NIGHT, noon)


def test_an_agent_cannot_set_the_quiet_hours(cast: Cast) -> None:
    with pytest.raises(Refused):
        set_quiet_hours(
            cast.units["gas"], channel="sms", begins=None, ends=None, by=cast.lin, now=NOW
        )


def test_a_post_is_told_through_whoever_holds_it(cast: Cast) -> None:
    told = notify_post("captain", cast.units["repair1"], "notices.test", by=SYSTEM, now=NOW)
    assert [n.recipient_name for n in told] == ["周立峰"]


def test_a_post_that_nobody_holds_leaves_a_failed_message(cast: Cast) -> None:
    [gap] = notify_post("head_finance", cast.units["service"], "notices.test", by=SYSTEM, now=NOW)
    assert (gap.status, gap.recipient_name) == ("failed", "计财部主任")


def test_every_template_is_bilingual_and_renders() -> None:
    for text in templates().values():
        context = dict.fromkeys(text.placeholders, "x")
        for language in ("zh", "en"):
            subject, body = text.render(context, language)
            assert subject
            assert "{" not in body


def test_a_clause_is_named_in_the_language_of_the_reader() -> None:
    told = {"clause": "tiering/6.1(4)"}
    assert fill("依据 {clause}", told, "zh") == "依据 分级办法 6.1(4)"
    assert fill("By {clause}", told, "en") == "By Tiering 6.1(4)"
    assert fill("By {clause}", {"clause": "the contract"}, "en") == "By the contract"


def test_a_choice_is_kept_in_both_languages(cast: Cast) -> None:
    [notice] = notify(
        cast.staff["lin"], "notices.test", context={"name": Priority.URGENT.label}, by=cast.sun,
        now=NOW,
    )  # fmt: skip
    assert notice.context == {"name": {"zh": "紧急", "en": "Urgent"}}


def test_numbers_are_masked_in_lists_and_logs() -> None:
    assert mask_phone("138 1234 2207") == "138****2207"
    assert mask_phone("+8613812342207") == "138****2207"
    assert mask_phone("051288886666") == "********6666"
    assert mask_address("chen@example.com") == "c***@example.com"
    assert mask_text("无法发往13812342207：拒收") == "无法发往138****2207：拒收"
