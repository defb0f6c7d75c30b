"""The pages: list, case with its steps, investigation, appeal, plan, analysis, papers."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from heqi.complaints import actions
from heqi.complaints.models import Complaint, Plan
from heqi.complaints.tests.scenes import (
    assigned,
    graded,
    investigated,
    judged,
    replied,
    taken,
    whole,
)
from heqi.customers.models import Lookup
from heqi.customers.tests.makers import make_customer
from tests.cast import Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    still_clock(monkeypatch)


def page(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def do(client: Client, case: Complaint, name: str, **given: object) -> int:
    return client.post(reverse("complaints:step", args=[case.pk, name]), given).status_code


def test_every_page_of_a_whole_case_opens(cast: Cast, sign_in: SignIn) -> None:
    case = whole(cast, graded(cast, signs=["injury"]))
    he = sign_in("he")
    assert case.number in page(he, "complaints:list", tab="all")
    shown = page(he, "complaints:case", case.pk)
    assert "为什么是这一级" in shown
    assert "13800102207" not in shown
    page(he, "complaints:investigation", case.pk)
    for paper in ("intake", "investigation"):
        sheet = page(he, "complaints:print", case.pk, paper)
        assert case.number in sheet
        assert "王志远" not in sheet
    # The letter goes to the customer: his whole name, and the look is logged.
    seen = Lookup.objects.filter(action="unmask")
    assert not seen.exists()
    assert "王志远" in page(he, "complaints:print", case.pk, "reply")
    assert seen.count() == 1
    page(he, "complaints:plans")
    assert "应急预案" in page(he, "complaints:plan", Plan.objects.get().pk)
    assert "每万户" in page(he, "complaints:analysis")
    for name in ("complaints:export", "complaints:export_analysis"):
        assert he.get(reverse(name))["Content-Type"].endswith("sheet")
    page(he, "complaints:national")
    page(he, "complaints:about_me")


@pytest.mark.clause("complaint/process")
def test_a_complaint_walks_through_the_pages(cast: Cast, sign_in: SignIn) -> None:
    lin, he, han = sign_in("lin"), sign_in("he"), sign_in("han")
    given = {
        "channel": "letter", "subject": "收费单有误", "description": "多收一次", "category": "",
        "contact_name": "王志远", "contact_phone": "13800102207", "households": "1",
    }  # fmt: skip
    assert lin.post(reverse("complaints:take"), given).status_code == 302
    case = Complaint.objects.get()
    assert do(he, case, "grade", category="metering_billing", households="1") == 302
    assert do(he, case, "respond", note="已致电") == 302
    people = {"handler": cast.staff["han"].pk, "investigator": cast.staff["he"].pk}
    assert do(he, case, "assign", unit=cast.units["service"].pk, **people) == 302
    url = reverse("complaints:add_evidence", args=[case.pk])
    assert he.post(url, {"kind": "record", "text": "系统收费记录"}).status_code == 302
    words = {"facts": "重复开票", "cause": "process", "conclusion": "属实", "proposal": "退费"}
    assert he.post(reverse("complaints:report", args=[case.pk]), words).status_code == 302
    assert do(he, case, "judge", verdict="upheld", responsibility="company", reason="重复") == 302
    assert do(han, case, "offer", text="退费") == 302
    assert do(han, case, "answer", accepted="1", answer="同意") == 302
    assert do(han, case, "reply", text="已退费") == 302
    assert do(lin, case, "call", score="5", off_hours="客户约定") == 302
    assert do(he, case, "close", result="已退费", corrective_action="加校验") == 302
    case.refresh_from_db()
    assert case.status == "closed"


def test_what_was_typed_stays_when_it_is_refused(cast: Cast, sign_in: SignIn) -> None:
    case = replied(cast, judged(cast, investigated(cast, assigned(cast, graded(cast)))))
    given = {"result": "已处理完毕", "corrective_action": "培训"}
    url = reverse("complaints:step", args=[case.pk, "close"])
    response = sign_in("he").post(url, given)
    assert response.status_code == 422
    assert "已处理完毕" in response.content.decode()


@pytest.mark.clause("complaint/bodies", "data-entry/9.3")
def test_looking_at_the_complainants_phone_is_logged(cast: Cast, sign_in: SignIn) -> None:
    case = taken(cast)
    url = reverse("complaints:reveal", args=[case.pk, "phone"])
    assert "13800102207" in sign_in("he").post(url).content.decode()
    assert Lookup.objects.filter(action="unmask", purpose_code="complaint").exists()


def test_the_accused_finds_the_complaint_through_no_door(cast: Cast, sign_in: SignIn) -> None:
    case = graded(cast, grade={"accused": cast.staff["lin"]})
    lin = sign_in("lin")
    assert case.number not in page(lin, "complaints:list", tab="all")
    for name, args in (
        ("complaints:case", [case.pk]),
        ("complaints:investigation", [case.pk]),
        ("complaints:print", [case.pk, "intake"]),
        ("desk:request", [case.number]),
    ):
        assert lin.get(reverse(name, args=args)).status_code == 404, name
    assert do(lin, case, "respond", note="x") == 404
    assert lin.post(reverse("complaints:reveal", args=[case.pk, "phone"])).status_code == 404
    assert case.number not in page(lin, "desk:calls")
    assert case.number not in page(lin, "complaints:about_me")


@pytest.mark.clause("complaint/appeal")
def test_an_employee_appeals_against_a_finding_and_sees_nothing_else(
    cast: Cast, sign_in: SignIn
) -> None:
    case = investigated(cast, assigned(cast, graded(cast)))
    judged(cast, case, responsibility="employee", responsible=cast.staff["lin"])
    lin = sign_in("lin")
    shown = page(lin, "complaints:about_me")
    assert case.number in shown
    assert "约好上午上门" not in shown
    url = reverse("complaints:appeal_mine", args=[case.pk])
    assert lin.post(url, {"grounds": "当时已电话说明"}).status_code == 302
    appeal = case.appeals.get()
    decide = reverse("complaints:appeal", args=[appeal.pk])
    assert lin.get(decide).status_code == 404
    assert sign_in("he").post(decide, {"changed": "0", "reasons": "证据充分"}).status_code == 302
    appeal.refresh_from_db()
    assert appeal.status == "rejected"


@pytest.mark.clause("complaint/plan-level-1")
def test_the_plan_is_ticked_off_and_names_one_spokesperson(cast: Cast, sign_in: SignIn) -> None:
    graded(cast, signs=["injury"])
    plan = Plan.objects.get()
    he = sign_in("he")
    step = plan.steps.get(kind="report")
    url = reverse("complaints:finish_step", args=[plan.pk, step.pk])
    assert he.post(url, {"note": "已上报"}).status_code == 422
    assert he.post(url, {"note": "已上报", "spokesperson": "何倩"}).status_code == 302
    plan.refresh_from_db()
    assert plan.spokesperson == cast.staff["he"]
    assert he.post(reverse("complaints:plans"), {
        "held_on": "2026-11-20", "scenario": "媒体曝光", "took_part": "全员",
        "findings": "通讯录更新",
    }).status_code == 302  # fmt: skip


def test_a_confidential_complaint_is_seen_by_the_office_alone(cast: Cast, sign_in: SignIn) -> None:
    case = taken(cast, confidential=True)
    assert sign_in("he").get(reverse("complaints:case", args=[case.pk])).status_code == 200
    assert sign_in("lin").get(reverse("complaints:case", args=[case.pk])).status_code == 404
    actions.grade_complaint(case, category="other", by=cast.he, now=cast.now)


@pytest.mark.clause("data-entry/9.3")
def test_the_page_of_a_complaint_leads_to_its_customer_with_the_reason(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    party, _point = make_customer(cast.units["gas"])
    case = taken(cast, party=party)
    page = sign_in("he").get(f"/complaints/{case.pk}/").content.decode()
    assert f"/customers/{party.pk}/?via=complaint:{case.pk}" in page
    Complaint.objects.update(anonymous=True)
    page = sign_in("he").get(f"/complaints/{case.pk}/").content.decode()
    assert "via=complaint" not in page
