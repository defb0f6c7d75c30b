"""Taking up a request decides and starts its promises in one transaction."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.queries import clocks_of
from heqi.ledger.audit import history
from heqi.people.access import Refused
from heqi.policies.models import Decision
from heqi.service.models import ServiceRequest
from heqi.service.queries import preview_request
from heqi.service.tests.makers import make_request, make_vip
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_a_request_keeps_its_decision_and_starts_its_clocks(cast: Cast) -> None:
    request = make_request(cast)
    assert request.number.startswith("WX261123-")
    assert request.decision is not None
    assert request.decision.status == "answered"
    names = {clock.name for clock in clocks_of(request)}
    assert {"pass_on", "at_door"} <= names
    assert request.due_at == min(c.due_at for c in clocks_of(request) if c.due_at)
    assert request.due_clause
    entry = history(request)[0]
    assert entry.code == "service.open"
    assert entry.decision_id == request.decision_id
    assert "13800102207" not in str(entry.changes)


@pytest.mark.clause("tiering/6.1(4)")
def test_a_vip_is_promised_the_captain_at_the_door(cast: Cast) -> None:
    party, point = make_vip(cast)
    request = make_request(cast, party=party, service_point=point)
    clocks = {c.name: c for c in clocks_of(request) if c.clause == "tiering/6.1(4)"}
    assert clocks["attended"].due_at == NOW + timedelta(hours=1)
    assert request.decision.answer["attend"] == ["captain"]
    assert request.criterion == "media"


@pytest.mark.clause("tiering/6.2(3)")
def test_an_organisation_is_promised_the_captain_sooner(cast: Cast) -> None:
    party, point = make_vip(cast, "vip_org", name="鼎鑫大酒店", kind="organisation")
    request = make_request(cast, party=party, service_point=point, place="indoor")
    at_door = [c for c in clocks_of(request) if c.clause == "tiering/6.2(3)" and c.due_at]
    assert at_door[0].due_at == NOW + timedelta(minutes=30)


@pytest.mark.clause("data-entry/6.1")
def test_passing_on_is_measured_from_receipt(cast: Cast) -> None:
    clock = next(c for c in clocks_of(make_request(cast)) if c.name == "pass_on")
    assert clock.clause == "data-entry/6.1"
    assert clock.state == "running"


def test_an_emergency_needs_an_address_and_a_phone_only(cast: Cast) -> None:
    request = make_request(cast, kind="emergency", description="", contact_name="")
    assert request.number.startswith("QX")
    assert request.decision.status == "answered"
    assert request.assumed["area"] == "town"


def test_an_emergency_without_an_address_names_the_field(cast: Cast) -> None:
    with pytest.raises(ValidationError) as error:
        make_request(cast, kind="emergency", address=" ", contact_phone="")
    assert set(error.value.message_dict) == {"address", "contact_phone"}


def test_an_unknown_kind_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(ValidationError) as error:
        make_request(cast, kind="haircut")
    assert "kind" in error.value.message_dict


def test_one_key_is_one_request(cast: Cast) -> None:
    first = make_request(cast, idempotency_key="k1")
    assert make_request(cast, idempotency_key="k1").pk == first.pk
    assert ServiceRequest.objects.count() == 1


def test_who_takes_up_nothing_here_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        make_request(cast, by=cast.ma)
    with pytest.raises(Refused):
        make_request(cast, by=cast.other, company=cast.units["gas"])


def test_a_customer_of_another_company_is_refused(cast: Cast) -> None:
    party, _point = make_vip(cast)
    with pytest.raises(ValidationError):
        make_request(cast, party=party, company=cast.units["other"], by=cast.other)


@pytest.mark.clause("authority/4-permission-3")
def test_the_service_for_the_frail_is_for_customers_of_the_company(cast: Cast) -> None:
    with pytest.raises(ValidationError) as error:
        make_request(cast, vulnerable=True)
    assert "vulnerable" in error.value.message_dict
    party, point = make_vip(cast)
    assert make_request(cast, vulnerable=True, party=party, service_point=point).vulnerable


def test_a_booking_in_the_past_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        make_request(cast, booked_for=NOW - timedelta(minutes=1))


@pytest.mark.clause("tiering/6.1(4)")
def test_the_customers_own_time_takes_precedence(cast: Cast) -> None:
    party, point = make_vip(cast)
    booked = NOW + timedelta(hours=5)
    request = make_request(cast, party=party, service_point=point, booked_for=booked)
    clocks = [c for c in clocks_of(request) if c.name in ("at_door", "attended")]
    assert [c.due_at for c in clocks] == [booked, booked]


def test_before_saving_the_desk_shows_the_same_clocks_and_keeps_nothing(cast: Cast) -> None:
    party, point = make_vip(cast)
    before = Decision.objects.count()
    shown = preview_request(
        kind="repair", unit=cast.units["gas"], party=party, service_point=point, now=NOW
    )
    assert Decision.objects.count() == before
    saved = make_request(cast, party=party, service_point=point)
    started = {(c.name, c.due_at, c.clause) for c in clocks_of(saved) if c.started_at}
    assert {(c.name, c.due_at, c.clause) for c in shown.clocks} >= started
    assert shown.attend == ("captain",)
    assert shown.fault == ""
