"""Material and money of an order: what balances, who pays, by which clause."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.workorders.actions import Fee, Material, create_order, finish_order
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import order_accounts, sums_of
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=30)
SignIn = Callable[[str], Client]
Capture = Callable[..., Any]


@pytest.fixture
def order(cast: Cast, django_capture_on_commit_callbacks: Capture) -> WorkOrder:
    """A repair under way."""
    return bring(make_order(cast, django_capture_on_commit_callbacks), "working", cast)


@pytest.mark.clause("data-entry/6.2")
def test_the_accounts_of_a_day_are_what_the_reconciliation_compares(
    cast: Cast, order: WorkOrder, django_assert_num_queries: Callable[[int], Any]
) -> None:
    finish_order(
        order,
        result="replaced",
        materials=[
            Material("灶前球阀 DN15", code="C0101", used=1, returned=1, issued=2, price="35.50")
        ],
        fees=[
            Fee("material", "35.50"),
            Fee("labour", "30", payer="warranty", payer_note="质保卡 2026-118"),
            Fee("call_out", "20", payer="company", payer_clause="authority/4-permission-3"),
        ],
        by=cast.ma,
        now=LATER,
    )
    with django_assert_num_queries(3):
        (account,) = order_accounts(cast.units["gas"], on=NOW.date())
    assert account.order == order
    assert account.balances
    assert account.material_cost == Decimal("35.50")
    # The customer pays the material alone; the maker and the company bear the rest.
    assert account.payable == Decimal("35.50")
    assert account.borne == {"warranty": Decimal("30.00"), "company": Decimal("20.00")}
    assert (sums_of(order).payable, sums_of(order).borne) == (Decimal("35.50"), Decimal("50.00"))
    assert not order_accounts(cast.units["gas"], on=NOW.date() - timedelta(days=1))
    assert not order_accounts(cast.units["repair2"], on=NOW.date())


@pytest.mark.clause("authority/4-bearing-1")
@pytest.mark.parametrize(
    "fee",
    [
        Fee("labour", "30", payer="company"),
        Fee("labour", "30", payer="company", payer_clause="tiering/6.1(4)"),
        Fee("labour", "30", payer="warranty"),
        Fee("labour", "30", payer="nobody"),
    ],
)
def test_nobody_but_the_customer_bears_a_fee_without_a_ground(
    cast: Cast, order: WorkOrder, fee: Fee
) -> None:
    with pytest.raises(ValidationError) as fault:
        finish_order(order, result="repaired", fees=[fee], by=cast.ma, now=LATER)
    assert "fees" in fault.value.message_dict


@pytest.mark.clause("data-entry/2.3", "authority/4-permission-2")
def test_a_conversion_order_holds_the_receipt_the_certificate_and_the_former_name(
    cast: Cast,
) -> None:
    order = create_order(
        kind="conversion", company=cast.units["gas"], address="翠湖苑 3 幢", by=cast.sun, now=NOW
    )
    bring(order, "working", cast)
    with pytest.raises(ValidationError) as fault:
        finish_order(
            order,
            result="gas_on",
            details={"initial_fee_receipt": "CZ-2201"},
            by=cast.ma,
            now=LATER,
        )
    assert "property_certificate" in fault.value.message_dict
    given = {
        "initial_fee_receipt": "CZ-2201",
        "property_certificate": "浙（2024）不动产权第 118 号",
        "former_name": "王志远",
        "something_else": "x",
    }
    finish_order(order, result="gas_on", details=given, by=cast.ma, now=LATER)
    order.refresh_from_db()
    given.pop("something_else")
    assert order.details == given


@pytest.mark.clause("data-entry/3", "data-entry/1.2.1")
def test_what_the_stock_check_would_refuse_of_a_sheet_is_said_while_finishing(
    cast: Cast, sign_in: SignIn
) -> None:
    order = create_order(
        kind="conversion", company=cast.units["gas"], address="翠湖苑 3 幢", by=cast.sun, now=NOW
    )
    bring(order, "working", cast)
    client = sign_in("ma")
    page = client.get(f"/field/{order.pk}/").content.decode()
    assert "户号未填写" in page
    assert "客户签字未填写" in page
    assert "form=workorders.ConversionSheet&amp;field=initial_fee_receipt" in page
    typed = {"result": "gas_on", "initial_fee_receipt": "？", "property_certificate": "浙 118"}
    said = client.post(
        "/entry/check/?form=workorders.ConversionSheet&field=initial_fee_receipt", typed
    ).content.decode()
    assert "初装费收据号" in said
    answer = client.post(f"/field/{order.pk}/do/finish/", typed)
    assert answer.status_code == 422
    assert "初装费收据号" in answer.content.decode()
    order.refresh_from_db()
    assert order.status == "working"
    client.post(f"/field/{order.pk}/do/finish/", typed | {"initial_fee_receipt": "CZ-2201"})
    order.refresh_from_db()
    assert order.status == "done"


@pytest.mark.clause("data-entry/5-order-clerk", "data-entry/3")
def test_the_sheet_of_a_repair_is_held_against_the_standard_too(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    page = sign_in("ma").get(f"/field/{order.pk}/").content.decode()
    assert "form=workorders.RepairSheet&amp;field=note" in page
    with pytest.raises(ValidationError) as fault:
        finish_order(
            order,
            result="repaired",
            materials=[Material("阀" * 80, used=1) for _n in range(6)],
            by=cast.ma,
            now=LATER,
        )
    assert "materials" in fault.value.message_dict


def test_the_form_knows_the_material_of_the_list_and_counts_what_comes_back(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    sign_in("ma").post(
        f"/field/{order.pk}/do/finish/",
        {
            "result": "replaced",
            "material_1": "C0101 灶前球阀 DN15",
            "issued_1": "3",
            "used_1": "1",
            "fee_1": "material",
            "amount_1": "35.50",
            "payer_1": "company:authority/4-bearing-1",
        },
    )
    line, fee = order.materials.get(), order.fees.get()
    assert (line.code, line.name, line.measure) == ("C0101", "灶前球阀 DN15", "个")
    assert (line.issued, line.used, line.returned, line.price) == (3, 1, 2, Decimal("35.50"))
    assert (fee.payer, fee.payer_clause, fee.payable) == ("company", "authority/4-bearing-1", 0)
    page = sign_in("han").get(f"/orders/{order.number}/").content.decode()
    assert "公司承担" in page
