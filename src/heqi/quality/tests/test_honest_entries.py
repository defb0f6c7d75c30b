"""What the system itself offers passes the standard: an honest entry is nobody's error."""

from decimal import Decimal

import pytest

from heqi.counter.facts import price_list
from heqi.counter.forms import ItemForm
from heqi.customers.models import CustomerKind, IdKind, MeterKind
from heqi.entry.standards import standard
from heqi.service.models import Channel
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/1.2.3")]
DAY = NOW.date()


def test_everything_on_the_price_list_passes_the_standard_of_a_sale(cast: Cast) -> None:
    company = cast.units["gas"].pk
    fitting = standard("sale", on=DAY, company_id=company)
    prices = [i.price for i in price_list(on=DAY, company_id=company) if i.price is not None]
    assert max(prices) > 1000
    for price in prices:
        sold = {
            "account_no": "0300-0001", "quantity": Decimal(1), "price": price, "amount": price,
            "paid_by": "cash", "operator": "钱敏", "sold_on": DAY,
        }  # fmt: skip
        assert fitting.check(sold) == ()


def test_a_deposit_by_contract_is_taken_at_the_till(cast: Cast) -> None:
    items = price_list(on=DAY, company_id=cast.units["gas"].pk)
    by_contract = next(item for item in items if item.price is None)
    typed = {"key": "k", "item": by_contract.code, "quantity": "1", "price": "3000"}
    form = ItemForm(typed, items=items, by=cast.qian, now=NOW)
    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    ("kind", "name", "codes"),
    [
        ("contact", "channel", Channel),
        ("person", "usage", CustomerKind),
        ("meter", "kind", MeterKind),
    ],
)
def test_every_choice_of_the_system_is_on_its_code_list(
    cast: Cast, kind: str, name: str, codes: type
) -> None:
    fitting = standard(kind, on=DAY, company_id=cast.units["gas"].pk)
    check = fitting.fields[name].check
    assert [code for code in codes.values if check(code) is not None] == []  # type: ignore[attr-defined]


def test_every_kind_of_document_of_a_person_is_on_its_code_list(cast: Cast) -> None:
    check = standard("person", on=DAY, company_id=cast.units["gas"].pk).fields["id_type"].check
    of_persons = set(IdKind.values) - {IdKind.CREDIT_CODE}
    assert {code for code in of_persons if check(code) is not None} == set()
