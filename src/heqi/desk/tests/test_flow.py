"""A call rings, pops up, is answered, recognised, promised, submitted: one agent's way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from heqi.customers.models import Lookup
from heqi.customers.tests.makers import make_customer
from heqi.service.models import Contact, ServiceRequest
from heqi.service.states import ContactState
from heqi.service.tests.makers import make_vip
from heqi.workorders.models import WorkOrder
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
WANG = "13800102207"


def ring(client: Client, number: str = WANG, ref: str = "") -> Contact:
    response = client.post("/desk/calls/receive/", {"caller_number": number, "external_ref": ref})
    assert response.status_code == 201
    return Contact.objects.get(pk=response.json()["contact"])


def answered(client: Client, number: str = WANG) -> Contact:
    contact = ring(client, number)
    client.post(f"/desk/{contact.pk}/answer/")
    contact.refresh_from_db()
    return contact


REPAIR = {
    "do": "submit",
    "kind": "repair",
    "symptom": "no_flame",
    "description": "左侧灶眼松手即熄",
    "address": "滨江新城3幢2单元1102室",
}


@pytest.mark.clause("tiering/6.1(4)")
def test_a_call_becomes_a_request_with_its_order(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    party, _point = make_vip(cast)
    lin = sign_in("lin")
    contact = ring(lin, ref="cti-1")
    assert ring(lin, ref="cti-1") == contact
    assert contact.party == party

    popped = lin.get("/desk/events/", headers={"HX-Request": "true"}).content.decode()
    assert "王志远" in popped
    assert WANG not in popped

    assert lin.post(f"/desk/{contact.pk}/answer/").url == f"/desk/{contact.pk}/"  # type: ignore[attr-defined]
    page = lin.get(f"/desk/{contact.pk}/").content.decode()
    assert WANG not in page
    assert "138****2207" in page
    for shown in ("分级办法 4.1", "分级办法 6.1(1)", "郑国栋", "周敬民", "韩雪", "授权 4·行3"):
        assert shown in page

    before = lin.post(f"/desk/{contact.pk}/preview/", REPAIR).content.decode()
    assert "分级 6.1(4)" in before
    assert "1 小时" in before
    assert "维修队长" in before
    assert not ServiceRequest.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        done = lin.post(f"/desk/{contact.pk}/", {**REPAIR, "key": "k1"})
    request = ServiceRequest.objects.get()
    assert done.url == f"/desk/requests/{request.number}/"  # type: ignore[attr-defined]
    assert request.party == party
    assert request.contact_phone == WANG
    assert request.due_at is not None
    order = WorkOrder.objects.get(request=request)
    confirmed = lin.get(f"/desk/requests/{request.number}/").content.decode()
    assert order.number in confirmed
    assert "分级办法 6.1(4)" in confirmed
    contact.refresh_from_db()
    assert contact.state == ContactState.TALKING
    assert contact.draft == {}


def test_submitting_twice_is_one_request(cast: Cast, sign_in: SignIn) -> None:
    make_vip(cast)
    lin = sign_in("lin")
    contact = answered(lin)
    for _time in range(2):
        lin.post(f"/desk/{contact.pk}/", {**REPAIR, "key": "k1"})
    assert ServiceRequest.objects.count() == 1


def test_an_emergency_needs_an_address_and_a_phone_only(cast: Cast, sign_in: SignIn) -> None:
    lin = sign_in("lin")
    contact = answered(lin, "13900001111")
    given = {"do": "submit", "kind": "emergency", "address": "建设路15号"}
    response = lin.post(f"/desk/{contact.pk}/", given)
    assert response.status_code == 302
    request = ServiceRequest.objects.get()
    assert (request.kind, request.contact_phone) == ("emergency", "13900001111")


def test_a_refused_form_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    lin = sign_in("lin")
    contact = answered(lin, "13900001111")
    given = {**REPAIR, "address": "", "description": "灶具打不着", "contact_name": "赵明"}
    response = lin.post(f"/desk/{contact.pk}/", given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "data-errors" in page
    assert "灶具打不着" in page
    assert "赵明" in page
    assert "请写下地址" in page or "地址" in page
    assert not ServiceRequest.objects.exists()


def test_words_of_danger_stop_the_form_once_and_offer_the_emergency(
    cast: Cast, sign_in: SignIn
) -> None:
    lin = sign_in("lin")
    contact = answered(lin, "13900001111")
    given = {**REPAIR, "description": "厨房有煤气味"}
    warned = lin.post(f"/desk/{contact.pk}/", given)
    assert warned.status_code == 422
    assert "转抢修" in warned.content.decode()
    turned = lin.post(f"/desk/{contact.pk}/", {**given, "do": "emergency"})
    assert turned.status_code == 200
    assert 'value="emergency" checked' in turned.content.decode()
    assert "厨房有煤气味" in turned.content.decode()
    assert lin.post(f"/desk/{contact.pk}/", {**given, "danger_seen": "on"}).status_code == 302


def test_a_draft_survives_leaving_the_page(cast: Cast, sign_in: SignIn) -> None:
    lin = sign_in("lin")
    contact = answered(lin, "13900001111")
    kept = lin.post(
        f"/desk/{contact.pk}/draft/", {**REPAIR, "description": "写到一半"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert "草稿已存" in kept.content.decode()
    assert "写到一半" in lin.get(f"/desk/{contact.pk}/").content.decode()


def test_without_script_the_clocks_come_by_a_button(cast: Cast, sign_in: SignIn) -> None:
    make_vip(cast)
    lin = sign_in("lin")
    contact = answered(lin)
    page = lin.post(f"/desk/{contact.pk}/", {**REPAIR, "do": "preview"})
    assert page.status_code == 200
    assert "分级 6.1(4)" in page.content.decode()
    assert "左侧灶眼松手即熄" in page.content.decode()
    assert not ServiceRequest.objects.exists()


def test_two_customers_with_one_number_are_a_choice(cast: Cast, sign_in: SignIn) -> None:
    make_customer(cast.units["gas"], "吴振英")
    two, _point = make_customer(
        cast.units["gas"], "吴大伟", account_no="0203-118-7004", meter="", room="1103"
    )
    lin = sign_in("lin")
    contact = answered(lin)
    assert contact.party is None
    page = lin.get(f"/desk/{contact.pk}/").content.decode()
    assert "吴振英" in page
    assert "吴大伟" in page
    lin.post(f"/desk/{contact.pk}/caller/", {"party": two.pk})
    contact.refresh_from_db()
    assert contact.party == two


def test_an_unknown_caller_can_be_filed(cast: Cast, sign_in: SignIn) -> None:
    lin = sign_in("lin")
    contact = answered(lin, "13900001111")
    lin.post(f"/desk/{contact.pk}/caller/", {"name": "新客户"})
    contact.refresh_from_db()
    assert contact.party is not None
    assert contact.party.name == "新客户"
    assert contact.party.phones.get().number == "13900001111"


def test_an_enquiry_is_settled_at_once_and_a_repair_is_not(cast: Cast, sign_in: SignIn) -> None:
    lin = sign_in("lin")
    contact = answered(lin, "13900001111")
    refused = lin.post(f"/desk/{contact.pk}/", {**REPAIR, "do": "solve"})
    assert refused.status_code == 422
    given = {"do": "solve", "kind": "enquiry", "description": "阶梯气价"}
    assert lin.post(f"/desk/{contact.pk}/", given).status_code == 302
    assert ServiceRequest.objects.get().status == "closed"


@pytest.mark.clause("data-entry/9.3")
def test_a_call_in_hand_opens_the_file_and_the_look_is_logged(cast: Cast, sign_in: SignIn) -> None:
    party, _point = make_vip(cast)
    lin = sign_in("lin")
    contact = answered(lin)
    lin.get(f"/desk/{contact.pk}/")
    seen = Lookup.objects.filter(party_id=party.pk, action="view").latest("id")
    assert (seen.purpose_code, seen.purpose_id) == ("incoming_call", str(contact.pk))
    assert lin.get(f"/customers/{party.pk}/?via=contact:{contact.pk}").status_code == 200
    shown = lin.post(f"/customers/{party.pk}/unmask/phone/?via=contact:{contact.pk}")
    assert WANG in shown.content.decode()


def test_hanging_up_leaves_the_form_and_ending_closes_it(cast: Cast, sign_in: SignIn) -> None:
    lin = sign_in("lin")
    contact = answered(lin, "13900001111")
    lin.post(f"/desk/{contact.pk}/end/")
    assert lin.get(f"/desk/{contact.pk}/").status_code == 200
    lin.post(f"/desk/{contact.pk}/finish/")
    assert lin.get(f"/desk/{contact.pk}/").status_code == 409
