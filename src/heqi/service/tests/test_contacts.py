"""Calls: rung, answered, ended, written up; the draft is safe."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from heqi.service.actions import (
    abandon_contact,
    answer_call,
    end_call,
    finish_contact,
    identify_caller,
    log_contact,
    receive_call,
    save_draft,
)
from heqi.service.kinds import danger_in
from heqi.service.models import Contact
from heqi.service.queries import my_contacts, ringing
from heqi.service.tests.makers import make_request, make_vip
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def _call(cast: Cast) -> Contact:
    return receive_call(
        unit=cast.units["dispatch"], caller_number="138 0010 2207", by=cast.lin, now=NOW
    )


def test_a_call_lives_from_the_ring_to_the_write_up(cast: Cast) -> None:
    contact = _call(cast)
    assert list(ringing(cast.lin)) == [contact]
    answer_call(contact, by=cast.lin, now=NOW + timedelta(seconds=8))
    assert list(my_contacts(cast.lin)) == [contact]
    end_call(contact, by=cast.lin, now=NOW + timedelta(minutes=3))
    finish_contact(contact, summary="报修", by=cast.lin, now=NOW + timedelta(minutes=4))
    contact.refresh_from_db()
    assert (contact.state, contact.agent_id) == ("done", cast.staff["lin"].pk)
    assert contact.ended_at == NOW + timedelta(minutes=3)


def test_of_two_agents_one_gets_the_call(cast: Cast) -> None:
    contact = _call(cast)
    rival = Contact.objects.get(pk=contact.pk)
    answer_call(contact, by=cast.lin, now=NOW)
    with pytest.raises(StaleState):
        answer_call(rival, by=cast.sun, now=NOW)


def test_a_given_up_call_cannot_be_answered(cast: Cast) -> None:
    contact = _call(cast)
    abandon_contact(contact, by=cast.lin, now=NOW)
    with pytest.raises(IllegalMove):
        answer_call(contact, by=cast.lin, now=NOW)


def test_a_call_told_twice_by_the_telephone_system_is_one(cast: Cast) -> None:
    unit = cast.units["dispatch"]
    first = receive_call(unit=unit, caller_number="1", external_ref="c9", by=cast.lin, now=NOW)
    again = receive_call(unit=unit, caller_number="1", external_ref="c9", by=cast.lin, now=NOW)
    assert first == again


def test_a_draft_is_kept_until_the_contact_is_finished(cast: Cast) -> None:
    contact = log_contact(
        unit=cast.units["dispatch"], channel="phone", caller_number="139", by=cast.lin, now=NOW
    )
    save_draft(contact, draft={"description": "打不着"}, by=cast.lin, now=NOW)
    assert Contact.objects.get(pk=contact.pk).draft == {"description": "打不着"}
    with pytest.raises(Refused):
        save_draft(contact, draft={"description": "x"}, by=cast.sun, now=NOW)
    finish_contact(contact, by=cast.lin, now=NOW)
    with pytest.raises(IllegalMove):
        save_draft(contact, draft={"a": "b"}, by=cast.lin, now=NOW)


def test_the_caller_is_named_among_customers_of_the_company(cast: Cast) -> None:
    contact = _call(cast)
    party, _point = make_vip(cast)
    identify_caller(contact, party=party, by=cast.lin, now=NOW)
    assert Contact.objects.get(pk=contact.pk).party == party
    foreign = receive_call(
        unit=cast.units["other-dispatch"], caller_number="1", by=cast.other, now=NOW
    )
    with pytest.raises(ValidationError):
        identify_caller(foreign, party=party, by=cast.other, now=NOW)


def test_a_request_remembers_its_contact_and_channel(cast: Cast) -> None:
    contact = log_contact(unit=cast.units["dispatch"], channel="hall", by=cast.lin, now=NOW)
    request = make_request(cast, contact=contact)
    assert (request.contact, request.source) == (contact, "hall")


def test_words_of_danger_are_found() -> None:
    assert danger_in("厨房有异味，报警器响") == ["异味", "报警"]
    assert danger_in("打不着火") == []


def test_who_has_no_right_hears_no_calls(cast: Cast) -> None:
    _call(cast)
    assert not ringing(cast.other)
    with pytest.raises(Refused):
        receive_call(unit=cast.units["dispatch"], caller_number="1", by=cast.ma, now=NOW)


def test_a_contact_is_named_by_the_hour_on_the_wall() -> None:
    call = Contact(channel="hotline", started_at=datetime(2026, 11, 30, 15, 40, tzinfo=UTC))
    assert str(call).endswith("11-30 23:40")
