"""Calls at the door: nobody home, refused, checked."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.queries import clocks_of
from heqi.customers.actions import create_appliance
from heqi.customers.models import Appliance
from heqi.ledger.actors import SYSTEM
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.readings.models import Reading
from heqi.safety.actions import (
    ApplianceWord,
    apply_step,
    book_check,
    finish_check,
    follow_up,
    miss_customer,
    refuse_check,
)
from heqi.safety.tests.scenes import (
    PIXEL,
    checked,
    findings,
    fresh,
    household,
    photographed,
    under_way,
)
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.clause("tiering/5(7)")
def test_three_calls_a_day_apart_then_a_written_notice(cast: Cast) -> None:
    household(cast)
    check = under_way(cast)
    with pytest.raises(ValidationError, match="到访不遇卡"):
        miss_customer(check, card_left=False, by=cast.ma, now=NOW)
    miss_customer(check, card_left=True, by=cast.ma, now=NOW)
    assert (check.status, check.next_on) == ("absent", NOW.date() + DAY)
    assert Notice.objects.filter(template="safety.nobody_home", channel="sms").count() == 1
    with pytest.raises(ValidationError, match="2026-11-24"):
        miss_customer(fresh(check), card_left=True, by=cast.ma, now=NOW + timedelta(hours=3))
    miss_customer(check, card_left=True, by=cast.ma, now=NOW + DAY)
    with pytest.raises(ValidationError, match="书面"):
        miss_customer(check, card_left=True, by=cast.ma, now=NOW + 2 * DAY)
    miss_customer(check, card_left=True, written_notice=True, by=cast.ma, now=NOW + 2 * DAY)
    assert (check.status, check.attempts) == ("unreached", 3)
    assert check.calls.last().left == ["notice_left", "written_notice"]


def test_a_customer_who_calls_back_is_booked_and_checked(cast: Cast) -> None:
    household(cast)
    check = under_way(cast)
    miss_customer(check, card_left=True, by=cast.ma, now=NOW)
    book_check(check, booked_for=NOW + timedelta(hours=5), by=cast.zhou, now=NOW)
    assert check.status == "due"
    checked(cast, check, at=NOW + timedelta(hours=5))
    assert fresh(check).status == "done"


@pytest.mark.clause("tiering/5(7)")
def test_a_refusal_is_signed_or_witnessed_and_followed_up_by_somebody_else(cast: Cast) -> None:
    household(cast)
    check = under_way(cast)
    with pytest.raises(ValidationError, match="见证人"):
        refuse_check(check, reason="no_need", by=cast.ma, now=NOW)
    refuse_check(check, reason="no_need", witness="物业王师傅", by=cast.ma, now=NOW)
    clock = clocks_of(check)[0]
    assert (clock.clause, clock.state) == ("tiering/5(7)", "running")
    with pytest.raises(Refused):
        follow_up(check, note="再劝", by=cast.ma, now=NOW + DAY)
    follow_up(check, note="同意周六", booked_for=NOW + 3 * DAY, by=cast.zhou, now=NOW + DAY)
    assert clocks_of(check)[0].state == "met"
    assert check.status == "due"


@pytest.mark.clause("tiering/5(7)")
def test_a_refusal_that_nobody_follows_up_is_late(cast: Cast) -> None:
    from heqi.clocks.actions import watch_clocks

    household(cast)
    check = under_way(cast)
    refuse_check(check, reason="no_need", signature=PIXEL, by=cast.ma, now=NOW)
    watch_clocks(now=NOW + 17 * DAY)
    assert clocks_of(check)[0].state == "overdue"


def test_every_item_is_answered_and_photos_are_there(cast: Cast) -> None:
    household(cast)
    check = under_way(cast)
    with pytest.raises(ValidationError, match="照片"):
        finish_check(check, findings(check), by=cast.ma, now=NOW)
    photographed(check)
    with pytest.raises(ValidationError, match="尚未检查"):
        finish_check(check, findings(check, items={}), by=cast.ma, now=NOW)
    with pytest.raises(ValidationError, match="签名"):
        finish_check(check, findings(check, signature=""), by=cast.ma, now=NOW)
    finish_check(check, findings(check), by=cast.ma, now=NOW)
    assert (check.status, check.inspector) == ("done", cast.staff["ma"])


def test_the_check_corrects_appliances_and_reads_the_meter(cast: Cast) -> None:
    _party, point = household(cast)
    stove = create_appliance(point=point, kind="cooker", brand="老牌", by=SYSTEM, now=NOW)
    check = under_way(cast)
    checked(
        cast,
        check,
        appliances=[ApplianceWord(stove.pk, "changed", "新牌", "Q2")],
        new_appliance="water_heater",
        dial=120,
    )
    stove.refresh_from_db()
    assert (stove.brand, stove.model) == ("新牌", "Q2")
    assert Appliance.objects.filter(service_point=point).count() == 2
    assert Reading.objects.get(service_point=point).value == 120


def test_what_the_phone_sends_twice_counts_once(cast: Cast) -> None:
    household(cast)
    check = under_way(cast)
    given = {"card_left": True}
    first = apply_step(check, "miss", key="k", values=given, by=cast.ma, now=NOW)
    again = apply_step(check, "miss", key="k", values=given, by=cast.ma, now=NOW)
    assert (first.accepted, again.repeated, check.attempts) == (True, True, 1)


def test_a_late_step_on_a_route_that_is_somebody_elses_is_refused_in_a_sentence(
    cast: Cast,
) -> None:
    household(cast)
    check = under_way(cast)
    answer = apply_step(check, "miss", key="k", values={"card_left": True}, by=cast.li, now=NOW)
    assert not answer.accepted
    assert answer.sentence
