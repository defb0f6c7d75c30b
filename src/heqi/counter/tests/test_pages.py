"""The counter as a clerk sees it."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from heqi.counter.models import Hall, Payment, SalesOrder, Shift, SlipRange
from heqi.counter.tests.makers import (
    make_bill,
    make_card_customer,
    make_hall,
    make_sale,
    make_shift,
)
from heqi.customers.models import Lookup
from heqi.policies.models import Decision
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def _key(page: str, form: str) -> str:
    """The key of the form that posts to an address."""
    part = page.split(f'action="{form}"', 1)[1]
    return part.split('name="key" value="', 1)[1].split('"', 1)[0]


def test_a_clerk_opens_a_till_serves_a_customer_and_prints_the_slip(
    cast: Cast, sign_in: SignIn
) -> None:
    hall = make_hall(cast)
    party, point, meter = make_card_customer(cast)
    client = sign_in("yao")
    assert "开班" in client.get("/counter/").content.decode()
    client.post("/counter/open/", {"hall": hall.pk, "till": "2", "opening_float": "300"})
    found = client.get("/counter/", {"q": "王志远"}).content.decode()
    assert f'name="party" value="{party.pk}"' in found
    at = client.post("/counter/serve/", {"party": party.pk, "point": point.pk}).headers["Location"]
    assert Lookup.objects.filter(party_id=party.pk, purpose_code="counter").exists()
    kept = Decision.objects.count()
    page = client.get(at).content.decode()
    assert "第 1 档" in page or "1 档" in page
    assert Decision.objects.count() == kept  # looking at a sale keeps nothing
    gas = {
        "meter": meter.pk,
        "volume": "100",
        "card_no": "C001",
        "key": _key(page, f"{at}add/gas/"),
    }
    assert client.post(f"{at}add/gas/", gas).status_code == 302
    page = client.get(at).content.decode()
    paid = {
        "method": "cash", "tendered": "300", "slip": "receipt", "key": _key(page, f"{at}pay/"),
    }  # fmt: skip
    for _click in range(2):
        assert client.post(f"{at}pay/", paid).status_code == 302
    assert Payment.objects.get().amount == Decimal("295.00")
    page = client.get(at).content.decode()
    assert "找零 5.00 元" in page
    slip = client.get(f"{at}receipt/?paper=a5").content.decode()
    assert "贰佰玖拾伍元整" in slip
    assert "R00001001" in slip
    client.post(f"{at}hand-over/")
    assert SalesOrder.objects.get().status == "done"


def test_a_wrong_sum_keeps_the_page_and_says_how_much_is_missing(
    cast: Cast, sign_in: SignIn
) -> None:
    make_shift(cast, now=timezone.now())
    client = sign_in("qian")
    at = client.post("/counter/serve/").headers["Location"]
    page = client.get(at).content.decode()
    hose = {"item": "hose", "quantity": "2", "key": _key(page, f"{at}add/item/")}
    client.post(f"{at}add/item/", hose)
    page = client.get(at).content.decode()
    form = {"method": "mixed", "money_cash": "50", "money_qr": "45.99", "slip": "receipt",
            "key": _key(page, f"{at}pay/")}  # fmt: skip
    answer = client.post(f"{at}pay/", form)
    assert answer.status_code == 422
    assert "0.01" in answer.content.decode()
    assert not Payment.objects.exists()


def test_the_clerk_sees_no_sums_before_counting(cast: Cast, sign_in: SignIn) -> None:
    shift = make_shift(cast)
    make_sale(cast, shift, item="cooker")
    client = sign_in("qian")
    before = client.get(f"/counter/shifts/{shift.pk}/").content.decode()
    assert "1280.00" not in before
    counts = {
        "money_cash": "1480", "money_card": "0", "money_qr": "0", "money_transfer": "0",
        "volume": "0", "used_receipt": "1", "first_receipt": "R00000001",
        "last_receipt": "R00000001", "amount_receipt": "1280",
    }  # fmt: skip
    answer = client.post(f"/counter/shifts/{shift.pk}/close/", counts)
    assert answer.status_code == 302
    shift.refresh_from_db()
    assert shift.status == "closed"
    assert "1280.00" in client.get(f"/counter/shifts/{shift.pk}/").content.decode()


def test_a_second_clerk_confirms_a_reversal_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    today = timezone.now()
    order = make_sale(cast, make_shift(cast, now=today), now=today)
    at = f"/counter/sales/{order.pk}/"
    qian = sign_in("qian")
    qian.post(f"{at}reverse/", {"reason": "客户改买"})
    reversal = order.reversals.get()
    assert "confirm/" not in qian.get(at).content.decode()
    assert qian.post(f"/counter/reversals/{reversal.pk}/confirm/").status_code == 403
    yao = sign_in("yao")
    assert f"/counter/reversals/{reversal.pk}/confirm/" in yao.get(at).content.decode()
    yao.post(f"/counter/reversals/{reversal.pk}/confirm/")
    order.refresh_from_db()
    assert order.status == "reversed"


def test_the_head_of_department_hands_out_numbers(cast: Cast, sign_in: SignIn) -> None:
    hall = make_hall(cast)
    client = sign_in("han")
    block = {"hall": hall.pk, "holder": cast.staff["yao"].pk, "kind": "invoice", "series": "fp",
             "first": "5001", "last": "5050"}  # fmt: skip
    assert client.post("/counter/halls/issue/", block).status_code == 302
    assert SlipRange.objects.filter(prefix="FP", holder=cast.staff["yao"]).exists()
    assert client.post("/counter/halls/issue/", block).status_code == 422
    assert client.get("/counter/halls/").status_code == 200
    assert sign_in("qian").get("/counter/halls/").status_code == 403


def test_the_list_finds_a_sale_by_its_slip_and_leaves_in_excel(cast: Cast, sign_in: SignIn) -> None:
    shift = make_shift(cast)
    order = make_sale(cast, shift)
    client = sign_in("han")
    assert order.number in client.get("/counter/sales/?q=R00000001").content.decode()
    assert order.number not in client.get("/counter/sales/?q=R00000002").content.decode()
    filtered = client.get("/counter/sales/?q=R00000001").content.decode()
    assert '/counter/sales/export/?q=R00000001"' in filtered
    book = client.get("/counter/sales/export/")
    assert book.content.startswith(b"PK")
    assert Lookup.objects.filter(action="export").exists()


def test_somebody_from_elsewhere_sees_nothing(cast: Cast, sign_in: SignIn) -> None:
    shift = make_shift(cast)
    order = make_sale(cast, shift)
    client = sign_in("other")
    assert client.get(f"/counter/sales/{order.pk}/").status_code == 404
    assert client.get(f"/counter/shifts/{shift.pk}/").status_code == 404
    assert Hall.objects.count() == Shift.objects.count() == 1


def test_tills_leave_in_excel_by_hall_and_without_the_sums_that_are_still_to_be_counted(
    cast: Cast, sign_in: SignIn
) -> None:
    shift = make_shift(cast)
    make_sale(cast, shift, item="cooker")
    book = sign_in("qian").get(f"/counter/shifts/export/?tab={shift.hall_id}")
    with ZipFile(BytesIO(book.content)) as parts:
        text, cells = (
            parts.read(f"xl/{part}.xml").decode() for part in ("sharedStrings", "worksheets/sheet1")
        )
    assert shift.number in text
    assert "1280" not in text + cells
    assert sign_in("ma").get("/counter/shifts/export/").status_code == 403


@pytest.mark.clause("data-entry/9.3")
def test_names_beside_sales_are_logged_and_a_slip_as_a_print(cast: Cast, sign_in: SignIn) -> None:
    party, _point, _meter = make_card_customer(cast)
    order = make_sale(cast, make_shift(cast), party=party)
    client = sign_in("han")
    for path in ("/counter/sales/", f"/counter/sales/{order.pk}/"):
        before = Lookup.objects.filter(action="list").count()
        assert "王志远" in client.get(path).content.decode()
        assert Lookup.objects.filter(action="list").count() == before + 1
    client.get(f"/counter/sales/{order.pk}/receipt/")
    printed = Lookup.objects.get(action="print")
    assert (printed.party_id, printed.channel) == (party.pk, "paper")


def test_a_gas_bill_stands_in_the_list_and_at_its_customer_and_is_taken_back_with_a_reason(
    cast: Cast, sign_in: SignIn
) -> None:
    make_hall(cast)
    bill = make_bill(cast)
    client = sign_in("qian")
    page = client.get("/counter/bills/?tab=open&q=0310-").content.decode()
    assert bill.number in page
    assert bill.number not in client.get("/counter/bills/?tab=paid").content.decode()
    customer = client.get(f"/customers/{bill.party_id}/?purpose=counter&tab=supply")
    assert bill.number in customer.content.decode()
    at = f"/counter/bills/{bill.number}/"
    assert "2.95" in client.get(at).content.decode()
    assert client.post(f"{at}take-back/", {"reason": ""}).status_code == 422
    assert sign_in("audit").post(f"{at}take-back/", {"reason": "抄错"}).status_code == 403
    assert client.post(f"{at}take-back/", {"reason": "抄错"}).status_code == 302
    page = client.get(at).content.decode()
    assert "已撤回" in page
    assert "抄错" in page
    assert client.post(f"{at}take-back/", {"reason": "再撤"}).status_code == 409
    assert sign_in("ma").get(at).status_code == 404
