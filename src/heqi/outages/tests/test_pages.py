"""The pages of emergencies and outages: who opens what, and what stands there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from heqi.outages.actions import announce_stop, grant_stop, open_incident, set_area, submit_stop
from heqi.outages.actions.area import Chosen
from heqi.outages.models import Emergency, Outage
from heqi.outages.tests.makers import make_emergency, make_stop, with_customers
from heqi.service.models import Contact
from heqi.service.tests.makers import make_request, make_vip
from heqi.workorders.tests.makers import bring
from heqi.workorders.tests.test_pages import plain
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]
SignIn = Callable[[str], Client]
JSON = {"Accept": "application/json"}


@pytest.fixture
def capture(django_capture_on_commit_callbacks: Capture) -> Capture:
    """Runs what waits for the commit."""
    return django_capture_on_commit_callbacks


def announced(cast: Cast) -> Outage:
    """A stop that customers were told of."""
    outage = make_stop(cast)
    submit_stop(outage, by=cast.han, now=NOW)
    grant_stop(outage, by=cast.han, now=NOW)
    return announce_stop(outage, by=cast.han, now=NOW)


def text(client: Client, url: str, status: int = 200) -> str:
    """What a reader sees of a page."""
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return plain(answer.content)


@pytest.mark.clause("tiering/6.1(5)")
def test_the_page_shows_chain_leaders_and_vips(
    cast: Cast, capture: Capture, sign_in: SignIn
) -> None:
    party, point = make_vip(cast)
    emergency = make_emergency(cast, capture, party=party, service_point=point)
    bring(emergency.order, "on_site", cast)
    seen = text(sign_in("sun"), f"/emergencies/{emergency.order.number}/")
    for words in ("派单", "到场", "险情消除", "分管副总经理", "王志远", "周敬民", "6.1(5)"):
        assert words in seen, words
    printed = text(sign_in("sun"), f"/emergencies/{emergency.order.number}/report/")
    assert "抢修报告" in printed


@pytest.mark.parametrize(
    ("who", "status"), [("sun", 200), ("lin", 200), ("ma", 200), ("admin", 403)]
)
def test_the_lists_open_for_those_who_see_outages(
    cast: Cast, sign_in: SignIn, who: str, status: int
) -> None:
    for url in ("/emergencies/", "/outages/", "/outages/today/"):
        assert sign_in(who).get(url).status_code == status


def test_an_emergency_that_nobody_was_sent_to_stands_above_every_page(
    cast: Cast, capture: Capture, sign_in: SignIn
) -> None:
    emergency = make_emergency(cast, capture)
    dispatcher = sign_in("sun")
    assert "/emergencies/band/" in dispatcher.get("/outages/").content.decode()
    assert "/emergencies/band/" not in sign_in("ma").get("/outages/").content.decode()
    band = dispatcher.get("/emergencies/band/").content.decode()
    assert 'role="alert"' in band
    assert emergency.order.number in band
    bring(emergency.order, "dispatched", cast)
    assert emergency.order.number not in dispatcher.get("/emergencies/band/").content.decode()


def test_the_board_shows_it_first_and_proposes_whom_to_send(
    cast: Cast, capture: Capture, sign_in: SignIn
) -> None:
    emergency = make_emergency(cast, capture)
    dispatcher = sign_in("sun")
    board = dispatcher.get("/orders/board/").content.decode()
    assert f"/emergencies/{emergency.order.number}/" in board
    assert "推荐" in board or "派给谁" in board
    answer = dispatcher.post(
        "/orders/board/dispatch/",
        {"order": emergency.order.pk, "assignee": cast.staff["ma"].pk, "proposed": "1"},
    )
    assert answer.status_code == 302
    emergency.order.refresh_from_db()
    assert emergency.order.assignee_id == cast.staff["ma"].pk
    assert "推荐理由" in text(dispatcher, f"/orders/{emergency.order.number}/")


def test_the_desk_takes_an_emergency_with_address_and_phone(
    cast: Cast, capture: Capture, sign_in: SignIn
) -> None:
    agent = sign_in("lin")
    page = text(agent, "/desk/emergency/")
    assert "关闭灶前阀" in page
    assert "119" in page
    missing = agent.post("/desk/emergency/", {"kind": "fire", "address": "", "phone": ""})
    assert missing.status_code == 422
    with capture(execute=True):
        answer = agent.post(
            "/desk/emergency/",
            {"kind": "fire", "address": "江边路8号", "phone": "13800100001", "key": "k1"},
        )
    assert answer.status_code == 302
    emergency = Emergency.objects.select_related("order").get()
    assert (emergency.kind, emergency.order.priority) == ("fire", 1)


def test_a_caller_without_gas_is_recognised_and_attached(
    cast: Cast, capture: Capture, sign_in: SignIn
) -> None:
    compound = with_customers(cast, 2)
    outage = open_incident(unit=cast.units["service"], title="管道泄漏", by=cast.han, now=NOW)
    set_area(outage, [Chosen(compound)], by=cast.han, now=NOW)
    phone = outage.affected.order_by("id").first().phone
    agent = sign_in("lin")
    agent.post("/desk/calls/receive/", {"caller_number": phone, "external_ref": ""})
    strip = agent.get("/desk/events/", headers={"HX-Request": "true"}).content.decode()
    assert "停气中" in strip
    contact = Contact.objects.get()
    agent.post(f"/desk/{contact.pk}/answer/")
    page = agent.get(f"/desk/{contact.pk}/").content.decode()
    assert outage.number in page
    answer = agent.post(f"/desk/{contact.pk}/", {"do": f"attach:{outage.number}", "kind": "repair"})
    assert answer.status_code == 302
    assert outage.calls.get().contact == contact


def test_a_stop_is_planned_on_the_pages(cast: Cast, sign_in: SignIn) -> None:
    compound = with_customers(cast, 3)
    head = sign_in("han")
    starts = timezone.localtime(timezone.now() + timedelta(days=4))
    given = {
        "title": "更换阀门",
        "unit": cast.units["service"].pk,
        "starts_at": f"{starts:%Y-%m-%dT%H:%M}",
        "ends_at": f"{starts + timedelta(hours=6):%Y-%m-%dT%H:%M}",
        "reason": "",
        "leader": "",
    }
    assert head.post("/outages/new/", given | {"title": ""}).status_code == 422
    assert head.post("/outages/new/", given).status_code == 302
    outage = Outage.objects.get()
    assert "云栖花园" in text(head, f"/outages/{outage.number}/area/")
    assert "1幢" in text(head, f"/outages/{outage.number}/area/?c={compound.pk}")
    answer = head.post(f"/outages/{outage.number}/area/", {"part": f"{compound.pk}|||"})
    assert answer.status_code == 302
    outage.refresh_from_db()
    assert outage.households == 3
    assert "提交审批" in text(head, f"/outages/{outage.number}/")
    assert "停气通知" in text(head, f"/outages/{outage.number}/notice/")


@pytest.mark.clause("gas-regulation/20")
def test_a_late_plan_comes_back_with_a_sentence(cast: Cast, sign_in: SignIn) -> None:
    outage = make_stop(cast, starts_at=NOW + timedelta(hours=24))
    answer = sign_in("han").post(f"/outages/{outage.number}/step/submit/")
    assert answer.status_code == 422
    assert "48 小时" in plain(answer.content)


def test_customers_are_listed_with_what_they_were_told(cast: Cast, sign_in: SignIn) -> None:
    outage = announced(cast)
    head = sign_in("han")
    page = text(head, f"/outages/{outage.number}/customers/")
    assert "住户0" in page
    assert outage.affected.first().phone not in page
    book = head.get(f"/outages/{outage.number}/customers/export/")
    assert book.status_code == 200
    assert book.content[:2] == b"PK"


def test_the_excel_files_are_for_those_who_may_export(
    cast: Cast, capture: Capture, sign_in: SignIn
) -> None:
    make_emergency(cast, capture)
    announced(cast)
    for url in ("/emergencies/export/", "/outages/export/"):
        assert sign_in("he").get(url).content[:2] == b"PK"
        assert sign_in("lin").get(url).status_code == 403


@pytest.mark.clause("tiering/6.1(5)")
def test_a_leader_answers_on_the_phone_and_a_repeat_is_the_same(
    cast: Cast, capture: Capture, sign_in: SignIn
) -> None:
    party, point = make_vip(cast)
    emergency = make_emergency(cast, capture, party=party, service_point=point)
    summons = emergency.summons.get(post="deputy_gm")
    leader = sign_in("zhoujm")
    assert "请赶赴现场" in text(leader, f"/field/summons/{summons.pk}/")
    for _again in (1, 2):
        answer = leader.post(f"/field/summons/{summons.pk}/acknowledge/", headers=JSON)
        assert answer.json()["accepted"]
    assert leader.post(f"/field/summons/{summons.pk}/attend/", headers=JSON).status_code == 200
    summons.refresh_from_db()
    assert summons.status == "arrived"
    refused = leader.post(f"/field/summons/{summons.pk}/explain/", {"reason": "x"}, headers=JSON)
    assert (refused.status_code, refused.json()["accepted"]) == (409, False)
    assert "已到场" in refused.json()["message"]
    stranger = sign_in("sun").post(f"/field/summons/{summons.pk}/acknowledge/", headers=JSON)
    assert stranger.status_code == 409
    assert "分管副总经理" in stranger.json()["message"]


@pytest.mark.clause("gas-service-standard/6.2.5")
def test_the_phone_hears_why_a_part_is_not_restored_at_night(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.surface.clock import still_clock

    clock = still_clock(monkeypatch)
    outage = announced(cast)
    Outage.objects.filter(pk=outage.pk).update(leader=cast.staff["wu"])
    clock.pass_by(hours=73)
    foreman = sign_in("wu")
    assert outage.number in text(foreman, "/field/outages/")
    begun = foreman.post(f"/field/outages/{outage.number}/do/begin/", headers=JSON)
    assert begun.json()["accepted"], begun.json()
    clock.pass_by(hours=12)
    area = outage.areas.get()
    foreman = sign_in("wu")
    for _sent in (1, 2):
        refused = foreman.post(
            f"/field/outages/{outage.number}/do/restore_part/", {"area": area.pk}, headers=JSON
        )
        assert refused.status_code == 422
        assert "22:00–06:00" in refused.json()["message"]
    clock.pass_by(hours=8)
    done = sign_in("wu").post(
        f"/field/outages/{outage.number}/do/restore_part/", {"area": area.pk}, headers=JSON
    )
    assert done.json()["accepted"]
    outage.refresh_from_db()
    assert outage.status == "restored"


def test_a_stamp_of_the_chain_is_made_on_the_phone(
    cast: Cast, capture: Capture, sign_in: SignIn
) -> None:
    emergency = make_emergency(cast, capture)
    order = bring(emergency.order, "accepted", cast)
    crew = sign_in("ma")
    early = crew.post(f"/field/{order.pk}/do/made_safe/", {"key": "a"}, headers=JSON)
    assert early.status_code == 409
    assert not early.json()["accepted"]
    for step in ("set_out", "arrive"):
        crew.post(f"/field/{order.pk}/do/{step}/", {"key": step}, headers=JSON)
    assert "险情消除" in text(crew, f"/field/{order.pk}/")
    done = crew.post(f"/field/{order.pk}/do/made_safe/", {"key": "b"}, headers=JSON)
    assert done.json()["accepted"], done.json()
    emergency.refresh_from_db()
    assert emergency.stage == "safe"


def test_nothing_of_another_company_is_shown(cast: Cast, capture: Capture, sign_in: SignIn) -> None:
    emergency = make_emergency(cast, capture)
    outage = announced(cast)
    other = sign_in("other")
    for url in (
        f"/emergencies/{emergency.order.number}/",
        f"/outages/{outage.number}/",
        f"/outages/{outage.number}/customers/",
        f"/field/outages/{outage.number}/",
    ):
        assert other.get(url).status_code == 404
    assert outage.number not in other.get("/outages/?tab=all").content.decode()


def test_the_request_of_a_possible_outage_is_on_its_page(
    cast: Cast, capture: Capture, sign_in: SignIn
) -> None:
    with_customers(cast, 1)
    for room in ("1-101", "2-202"):
        with capture(execute=True):
            make_request(cast, symptom="no_gas", address=f"云栖花园{room}")
    outage = Outage.objects.get()
    page = text(sign_in("sun"), f"/outages/{outage.number}/")
    assert "疑似停气" in page
    assert "确认停气" in page


def test_the_search_marks_a_customer_whose_gas_is_off(
    cast: Cast, capture: Capture, sign_in: SignIn
) -> None:
    with capture(execute=True):
        stop = make_stop(cast, customers=1)
    lin = sign_in("lin")
    palette = {"HTTP_HX_REQUEST": "true"}
    assert "已告知" not in lin.get("/search/?q=77400000", **palette).content.decode()
    Outage.objects.filter(pk=stop.pk).update(status="announced")
    for more in (palette, {}):
        assert "已告知" in lin.get("/search/?q=77400000", **more).content.decode()
