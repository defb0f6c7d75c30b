"""What a customer's file proves of a condition is what it said on the day of the use."""

from datetime import timedelta

import pytest

from heqi.authority import subjects
from heqi.authority.subjects import Subject
from heqi.customers.models import Party, ServicePoint
from heqi.customers.proofs import POINT
from heqi.customers.tests.makers import make_customer
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
EARLIER = TODAY - timedelta(days=30)


@pytest.mark.clause("authority/4-permission-1", "authority/4-waiver-1")
def test_the_file_is_read_as_it_was_on_the_day(cast: Cast) -> None:
    party, point = make_customer(cast.units["service"])
    ServicePoint.objects.filter(pk=point.pk).update(state="gas_on", state_since=TODAY)
    Party.objects.filter(pk=party.pk).update(tier="vip_person", tier_since=TODAY)
    point.occupancies.update(since=TODAY)
    subject = Subject(POINT, str(point.pk), "x")

    def says(code: str, on: object) -> bool | None:
        found = subjects.prove_condition(subject, code, on=on)  # type: ignore[arg-type]
        return found.holds if found else None

    assert says("already_on_gas", TODAY) is True
    assert says("already_on_gas", EARLIER) is None  # changed since: a paper proves it
    assert says("vip_or_key_customer", TODAY) is True
    assert says("vip_or_key_customer", EARLIER) is None
    assert says("own_customer", TODAY) is True
    assert says("own_customer", EARLIER) is False
