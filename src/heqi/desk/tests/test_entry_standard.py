"""The entry standard at the doors of daily business: while typing, and again at saving."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heqi.counter.actions import open_order
from heqi.counter.models import Payment
from heqi.counter.tests.makers import clerk, make_card_customer, make_shift
from heqi.customers.models import ServicePoint
from heqi.customers.tests.makers import make_customer
from heqi.desk.tests.test_flow import REPAIR, answered
from heqi.service.models import ServiceRequest
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/1.2.1", "data-entry/3")]
SignIn = Callable[[str], Client]
CLAUSE = "/policies/data-entry/3"


@pytest.mark.parametrize(
    ("form", "field", "typed", "told"),
    [
        ("customers.PointForm", "account_no", {"account_no": "?"}, "户号应由"),
        ("counter.GasForm", "card_no", {"card_no": "?"}, "卡号应由"),
        ("counter.ItemForm", "quantity", {"quantity": "x"}, "数量（气量以 m³ 计）应为"),
        ("counter.PayForm", "reference", {"method": "transfer"}, "转账和代扣要有银行流水号"),
        ("desk.IntakeForm", "contact_phone", {"contact_phone": "12"}, "联系电话应为"),
        ("notices.CampaignForm", "text", {"text": ""}, "内容未填写"),
        ("notices.RewriteForm", "text", {"text": ""}, "内容未填写"),
    ],
)
def test_while_typing_the_reason_is_told_with_its_clause(
    cast: Cast, sign_in: SignIn, form: str, field: str, typed: dict[str, str], told: str
) -> None:
    page = sign_in("qian").post(f"{reverse('entry:check')}?form={form}&field={field}", typed)
    said = page.content.decode()
    assert told in said
    assert CLAUSE in said


def test_an_account_that_breaks_the_standard_is_not_opened(cast: Cast, sign_in: SignIn) -> None:
    _party, point = make_customer(cast.units["gas"])
    url = reverse("customers:open_account", args=[point.premises_id])
    page = sign_in("qian").post(url, {"account_no": "户?"})
    assert page.status_code == 422
    assert "户号应由" in page.content.decode()
    assert CLAUSE in page.content.decode()
    assert ServicePoint.objects.count() == 1


def test_a_transfer_without_its_bank_reference_is_not_taken(cast: Cast, sign_in: SignIn) -> None:
    today = timezone.now()  # a till takes money on its own day
    shift = make_shift(cast, now=today)
    party, point, _meter = make_card_customer(cast)
    by = clerk(cast, "qian")
    order = open_order(shift, party=party, point=point, by=by, now=today)
    client = sign_in("qian")
    at = reverse("counter:sale", args=[order.pk])
    client.post(f"{at}add/item/", {"item": "hose", "quantity": "1", "key": "k"})
    paid = {"method": "transfer", "slip": "receipt", "key": "p"}
    page = client.post(f"{at}pay/", paid)
    assert page.status_code == 422
    assert "转账和代扣要有银行流水号" in page.content.decode()
    assert not Payment.objects.exists()
    assert client.post(f"{at}pay/", {**paid, "reference": "20261123001"}).status_code == 302


def test_a_request_with_a_number_that_is_none_is_not_saved(cast: Cast, sign_in: SignIn) -> None:
    lin = sign_in("lin")
    contact = answered(lin)
    page = lin.post(f"/desk/{contact.pk}/", {**REPAIR, "contact_phone": "12"})
    assert page.status_code == 422
    assert "联系电话应为" in page.content.decode()
    assert CLAUSE in page.content.decode()
    nothing = {**REPAIR, "kind": "enquiry", "description": "", "symptom": ""}
    assert "内容未填写" in lin.post(f"/desk/{contact.pk}/", nothing).content.decode()
    assert not ServiceRequest.objects.exists()
