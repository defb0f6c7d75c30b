"""The phone's pages: the next step, steps sent late, what stays on the device."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from heqi.workorders.models import FieldCommand, WorkOrder
from heqi.workorders.tests.makers import bring, make_order
from heqi.workorders.tests.test_pages import PHONE, plain
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
JSON = {"Accept": "application/json"}


@pytest.fixture
def order(cast: Cast, django_capture_on_commit_callbacks: object) -> WorkOrder:
    """A repair dispatched to a technician."""
    row = make_order(cast, django_capture_on_commit_callbacks)
    return bring(row, "dispatched", cast)


def send(
    client: Client, order: WorkOrder, action: str, key: str, **values: str
) -> tuple[int, dict]:  # type: ignore[type-arg]
    """A step as the phone's script sends it."""
    answer = client.post(f"/field/{order.pk}/do/{action}/", {"key": key, **values}, headers=JSON)
    return answer.status_code, json.loads(answer.content)


@pytest.mark.parametrize(("who", "status"), [("ma", 200), ("sun", 200), ("lin", 403)])
def test_my_orders_are_for_those_who_work_outside(
    cast: Cast, sign_in: SignIn, who: str, status: int
) -> None:
    assert sign_in(who).get("/field/").status_code == status


def test_the_next_order_is_big_and_its_page_offers_the_next_step(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    ma = sign_in("ma")
    listed = ma.get("/field/").content.decode()
    assert f"/field/{order.pk}/" in listed
    page = ma.get(f"/field/{order.pk}/").content.decode()
    assert PHONE not in page
    for words in ("接单", "上门规范", "联系客户", "导航", "企业设定", "奖惩 3.2.1(1)"):
        assert words in plain(page.encode()), words
    assert page.index(f"/field/{order.pk}/do/accept/") < page.index("/do/set_out/")


def test_a_step_sent_twice_happens_once(cast: Cast, order: WorkOrder, sign_in: SignIn) -> None:
    ma = sign_in("ma")
    assert send(ma, order, "accept", "k1")[1]["accepted"]
    status, again = send(ma, order, "accept", "k1")
    assert (status, again["accepted"], again["repeated"]) == (200, True, True)
    order.refresh_from_db()
    assert order.status == "accepted"
    assert FieldCommand.objects.filter(order=order).count() == 1


def test_a_chain_kept_offline_is_taken_in_order(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    ma = sign_in("ma")
    place = {"latitude": "30.212346", "longitude": "120.12", "accuracy_m": "12.6"}
    for action, values in (
        ("accept", {}), ("set_out", {}), ("arrive", place),
        ("finish", {"result": "repaired", "checked": "dress", "note": "换电池"}),
    ):  # fmt: skip
        status, answer = send(ma, order, action, f"k-{action}", **values)
        assert status == 200, answer
    order.refresh_from_db()
    assert order.status == "done"
    assert "穿工装" in order.result_note
    visit = order.visits.get()
    assert (str(visit.latitude), visit.accuracy_m) == ("30.21235", 12)


def test_a_step_too_late_is_refused_in_a_sentence(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    from heqi.workorders.actions import reassign_order
    from tests.cast import NOW

    wu = cast.staff["wu"]
    reassign_order(order, assignee=wu, reason="换人", by=cast.sun, now=NOW)
    status, answer = send(sign_in("ma"), order, "accept", "late")
    assert (status, answer["accepted"]) == (409, False)
    assert "吴班" in answer["message"]
    reassign_order(order, assignee=cast.staff["li"], reason="换队", by=cast.sun, now=NOW)
    status, answer = send(sign_in("ma"), order, "accept", "later")
    assert (status, answer["message"]) == (409, "未被接收：该工单已不在你名下。")


def test_a_form_fault_can_be_corrected(cast: Cast, order: WorkOrder, sign_in: SignIn) -> None:
    bring_on = cast.ma
    from heqi.workorders.actions import accept_order, arrive
    from tests.cast import NOW

    accept_order(order, by=bring_on, now=NOW)
    arrive(order, by=bring_on, now=NOW)
    ma = sign_in("ma")
    assert send(ma, order, "finish", "f", result="magic")[0] == 422
    assert send(ma, order, "finish", "f", result="repaired", used_1="1")[0] == 422
    page = ma.post(f"/field/{order.pk}/do/finish/", {"key": "f", "result": ""})
    assert page.status_code == 422
    assert send(ma, order, "finish", "f", result="repaired")[0] == 200


def test_steps_work_without_script_and_sign_in_is_asked_for(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    url = f"/field/{order.pk}/do/accept/"
    assert Client().post(url, headers=JSON).status_code == 401
    assert Client().post(url).status_code == 302
    assert sign_in("ma").post(url, {"key": "x"}).status_code == 302
    order.refresh_from_db()
    assert order.status == "accepted"
    assert sign_in("ma").post(f"/field/{order.pk}/do/explode/").status_code == 404


def test_the_worker_is_a_script_within_reach_of_the_phone_pages(client: Client) -> None:
    answer = client.get("/field/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "workorders/field.js" in answer.content.decode()


def test_phone_pages_speak_chinese_only(cast: Cast, order: WorkOrder, sign_in: SignIn) -> None:
    import re

    ma = sign_in("ma")
    for url in ("/field/", f"/field/{order.pk}/"):
        words = set(re.findall(r"[A-Za-z]{3,}", plain(ma.get(url).content)))
        assert words <= {"VIP", "English"}, url
