"""A call in hand: held, taken back, passed on to one colleague."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import history
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.people.actions import grant_role
from heqi.people.models import Role
from heqi.service.actions import (
    answer_call,
    end_call,
    hold_call,
    receive_call,
    retrieve_call,
    save_draft,
    transfer_call,
)
from heqi.service.models import Contact
from heqi.service.queries import colleagues, my_contacts, ringing
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def seconds(n: int) -> timedelta:
    """So many seconds later."""
    return timedelta(seconds=n)


@pytest.fixture
def call(cast: Cast) -> Contact:
    """A call that the agent has taken."""
    contact = receive_call(
        unit=cast.units["dispatch"], caller_number="13800102207", by=cast.lin, now=NOW
    )
    return answer_call(contact, by=cast.lin, now=NOW + seconds(8))


def test_the_seconds_on_hold_are_counted(cast: Cast, call: Contact) -> None:
    hold_call(call, by=cast.lin, now=NOW + seconds(30))
    assert list(my_contacts(cast.lin)) == [call]
    retrieve_call(call, by=cast.lin, now=NOW + seconds(75))
    hold_call(call, by=cast.lin, now=NOW + seconds(100))
    end_call(call, by=cast.lin, now=NOW + seconds(110))
    call.refresh_from_db()
    assert (call.state, call.held_s, call.held_at) == ("wrap_up", 55, None)


def test_who_is_not_speaking_cannot_be_put_on_hold(cast: Cast, call: Contact) -> None:
    end_call(call, by=cast.lin, now=NOW + seconds(60))
    with pytest.raises(IllegalMove):
        hold_call(call, by=cast.lin, now=NOW + seconds(70))


def test_nobody_touches_a_colleagues_call(cast: Cast, call: Contact) -> None:
    with pytest.raises(Refused):
        hold_call(call, by=cast.sun, now=NOW + seconds(20))
    with pytest.raises(Refused):
        transfer_call(
            call, line="second_line", to=cast.staff["qian"], by=cast.sun, now=NOW + seconds(20)
        )


def test_a_call_passed_on_rings_with_the_colleague_alone_and_keeps_what_was_typed(
    cast: Cast, call: Contact
) -> None:
    save_draft(call, draft={"description": "卡表充值失败"}, by=cast.lin, now=NOW + seconds(20))
    transfer_call(
        call,
        line="second_line",
        to=cast.staff["sun"],
        note="卡表问题，需要后台处理",
        by=cast.lin,
        now=NOW + seconds(40),
    )
    assert list(ringing(cast.sun)) == [call]
    assert not ringing(cast.qian)
    assert not my_contacts(cast.lin)
    with pytest.raises(Refused):
        answer_call(call, by=cast.qian, now=NOW + seconds(45))
    answer_call(call, by=cast.sun, now=NOW + seconds(50))
    call.refresh_from_db()
    assert (call.agent_id, call.offered_to_id) == (cast.staff["sun"].pk, None)
    assert call.draft == {"description": "卡表充值失败"}
    # The caller was answered by the first agent, eight seconds after the ring.
    assert call.answered_at == NOW + seconds(8)
    row = call.transfers.get()
    assert (row.line, row.to_id, row.taken_at) == (
        "second_line",
        cast.staff["sun"].pk,
        NOW + seconds(50),
    )
    entry = next(e for e in history(call) if e.code == "service.transfer_call")
    assert entry.reason == "卡表问题，需要后台处理"


def test_until_it_is_taken_who_passed_it_on_takes_it_back(cast: Cast, call: Contact) -> None:
    transfer_call(call, line="second_line", to=cast.staff["sun"], by=cast.lin, now=NOW)
    assert list(ringing(cast.lin)) == [call]
    answer_call(call, by=cast.lin, now=NOW + seconds(50))
    call.refresh_from_db()
    assert call.agent_id == cast.staff["lin"].pk
    assert not ringing(cast.sun)


def test_a_line_is_for_those_in_its_posts_who_may_answer(cast: Cast, call: Contact) -> None:
    on = date(2026, 11, 23)
    assert [s.name for s in colleagues(call, "second_line", on=on)] == ["孙磊", "钱敏"]
    # The leader of the shift can take calls once he has the right.
    assert not colleagues(call, "leader", on=on)
    wu = cast.staff["wu"]
    grant_role(
        wu, role=Role.objects.get(pk="agent"), unit=cast.units["gas"], since=on, by=SYSTEM, now=NOW
    )
    assert colleagues(call, "leader", on=on) == [wu]
    with pytest.raises(ValidationError):
        transfer_call(call, line="leader", to=cast.staff["ma"], by=cast.lin, now=NOW)
    with pytest.raises(ValidationError):
        transfer_call(call, line="agent", to=cast.staff["lin"], by=cast.lin, now=NOW)
