"""Orders in any number, for measuring."""

import pytest

from heqi.customers.demo import generate_customers
from heqi.web.demo import mass
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import Filters, board
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_copied_orders_keep_the_mix_and_have_numbers_of_their_own(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    companies = [cast.units["gas"], cast.units["other"]]
    generate_customers(20, companies=companies, now=NOW)
    monkeypatch.setattr(mass, "BASE", 60)
    monkeypatch.setattr(mass, "OPEN_PER_THOUSAND", 300)
    mix = mass.add_orders(150, companies=companies, now=NOW, seed=1)
    assert (mix["companies"], mix["first_company_share"]) == (2, 0.8)
    rows = list(WorkOrder.objects.values("number", "company_id", "status", "is_open", "lane"))
    assert len({row["number"] for row in rows}) == len(rows) == 150
    assert {row["company_id"] for row in rows} == {company.pk for company in companies}
    assert {row["is_open"] for row in rows if row["lane"] == "closed"} == {False}
    still = WorkOrder.objects.all().still_open().count()
    assert 0 < still < 150
    assert board(cast.national, Filters(), now=NOW).total == still
