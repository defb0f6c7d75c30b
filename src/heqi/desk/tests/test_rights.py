"""Who may sit at the desk, and that pages are Chinese and bounded."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heqi.customers.actions import open_task
from heqi.desk.tests.test_flow import REPAIR, answered, ring
from heqi.people.models import Staff
from heqi.service.models import Contact
from heqi.service.tests.makers import make_request, make_vip
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def test_a_field_worker_has_no_desk(cast: Cast, sign_in: SignIn) -> None:
    ma = sign_in("ma")
    for path in ("/desk/", "/desk/calls/", "/desk/calls/new/", "/desk/events/"):
        assert ma.get(path).status_code == 403, path
    assert ma.post("/desk/calls/receive/", {"caller_number": "13800102207"}).status_code == 403
    assert not Contact.objects.exists()


def test_another_companys_call_does_not_exist(cast: Cast, sign_in: SignIn) -> None:
    lin, other = sign_in("lin"), sign_in("other")
    contact = ring(lin)
    assert other.get(f"/desk/{contact.pk}/").status_code == 404
    assert other.post(f"/desk/{contact.pk}/answer/").status_code == 404
    page = other.get("/desk/events/", headers={"HX-Request": "true"}).content.decode()
    assert "138****2207" not in page


def test_a_colleagues_call_is_not_mine(cast: Cast, sign_in: SignIn) -> None:
    contact = answered(sign_in("lin"))
    sun = sign_in("sun")
    assert sun.get(f"/desk/{contact.pk}/").status_code == 403
    assert sun.post(f"/desk/{contact.pk}/", REPAIR).status_code == 403
    assert sun.post(f"/desk/{contact.pk}/answer/").status_code == 409


def test_another_companys_request_does_not_exist(cast: Cast, sign_in: SignIn) -> None:
    request = make_request(cast)
    assert sign_in("other").get(f"/desk/requests/{request.number}/").status_code == 404


def test_nobody_without_signing_in(cast: Cast, client: Client) -> None:
    for path in ("/", "/desk/", "/desk/events/"):
        assert client.get(path).status_code == 302


@pytest.mark.parametrize("name", list(Cast().names()))
def test_everybody_has_a_home(cast: Cast, sign_in: SignIn, name: str) -> None:
    response = sign_in(name).get("/")
    assert response.status_code in (200, 302), name
    if response.status_code == 302:
        assert response.url == "/field/"  # type: ignore[attr-defined]


@pytest.mark.clause("data-entry/6.4")
def test_the_keeper_of_master_data_finds_the_tasks_that_wait(cast: Cast, sign_in: SignIn) -> None:
    Staff.objects.filter(pk=cast.staff["qian"].pk).update(post_id="data_steward")
    task = open_task(unit=cast.units["gas"], title="新装一户", by=cast.qian, now=NOW)
    page = sign_in("qian").get("/").content.decode()
    assert task.number in page
    assert "§ 录入办法 6.4" in page


def test_a_meter_reader_goes_to_the_rounds_and_a_worker_to_the_orders(
    cast: Cast, sign_in: SignIn
) -> None:
    Staff.objects.filter(pk=cast.staff["li"].pk).update(post_id="meter_reader")
    assert sign_in("li").get("/").url == "/field/readings/"  # type: ignore[attr-defined]
    assert sign_in("ma").get("/").url == "/field/"  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["lin", "sun", "zhou", "han", "he", "zhoujm", "zheng", "national"])
def test_a_home_asks_as_much_for_many_rows_as_for_few(
    cast: Cast, sign_in: SignIn, name: str, django_capture_on_commit_callbacks: object
) -> None:
    make_order(cast, django_capture_on_commit_callbacks)
    make_request(cast, kind="complaint", symptom="")
    client = sign_in(name)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for _n in range(4):
        make_order(cast, django_capture_on_commit_callbacks)
        make_request(cast, kind="complaint", symptom="")
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) <= len(few) + 1
    assert len(many) < 80


def test_the_desk_asks_as_much_for_many_rows_as_for_few(cast: Cast, sign_in: SignIn) -> None:
    party, point = make_vip(cast)
    lin = sign_in("lin")
    contact = answered(lin)
    make_request(cast, party=party, service_point=point)
    lin.get(f"/desk/{contact.pk}/")
    with CaptureQueriesContext(connection) as few:
        lin.get(f"/desk/{contact.pk}/")
    for _n in range(5):
        make_request(cast, party=party, service_point=point)
    with CaptureQueriesContext(connection) as many:
        lin.get(f"/desk/{contact.pk}/")
    assert len(many) <= len(few) + 1


WORDS = re.compile(r">[^<]*?\b([A-Za-z]{4,}(?: [a-z]+)+)[^<]*<")
FOREIGN = {"Ctrl Enter"}


@pytest.mark.parametrize(
    ("name", "path"),
    [("lin", "/desk/"), ("lin", "/desk/calls/"), ("lin", "/desk/calls/new/"), ("lin", "/"),
     ("sun", "/"), ("zhou", "/"), ("he", "/"), ("zhoujm", "/"), ("zheng", "/"),
     ("national", "/")],
)  # fmt: skip
def test_chinese_pages_speak_chinese(cast: Cast, sign_in: SignIn, name: str, path: str) -> None:
    make_request(cast)
    page = sign_in(name).get(path).content.decode()
    assert english(page) == []


def test_a_session_speaks_chinese(cast: Cast, sign_in: SignIn) -> None:
    make_vip(cast)
    lin = sign_in("lin")
    contact = answered(lin)
    assert english(lin.get(f"/desk/{contact.pk}/").content.decode()) == []


def english(page: str) -> list[str]:
    main = page[page.index("<main") : page.index("</main>")]
    return [found for found in WORDS.findall(main) if found not in FOREIGN]


@pytest.mark.clause("tiering/6.1(4)")
def test_the_captain_sees_which_vip_needs_him_in_person(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: object
) -> None:
    party, point = make_vip(cast)
    order = make_order(cast, django_capture_on_commit_callbacks, party=party, service_point=point)
    bring(order, "dispatched", cast, crew="zhou")
    page = sign_in("zhou").get("/").content.decode()
    panel = page[page.index("须我到场</h2>") :]
    assert order.number in panel
    assert "分级 6.1(4)" in panel
