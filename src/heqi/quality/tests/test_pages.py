"""The pages, as the people who use them meet them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from heqi.quality.actions import (
    blame_complaint,
    continue_stock_checks,
    file_suggestion,
)
from heqi.quality.models import EntryError, ReviewItem, SampleItem, Suggestion, Verification
from heqi.quality.tests.scenes import complained, entered_party, found_error, trained
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heqi.people.middleware.timezone.now", lambda: NOW)


def as_(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.staff[name].account, backend=BACKEND)
    return client


def text_of(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(f"quality:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.clause("data-entry/7.5")
def test_the_leader_sees_the_day_of_his_team(cast: Cast) -> None:
    found_error(cast)
    board = text_of(as_(cast, "han"), "board")
    assert "钱敏" in board
    assert "待完成" in board or "outstanding" in board
    assert "钱敏" not in text_of(as_(cast, "zhou"), "board")
    assert as_(cast, "qian").get(reverse("quality:board")).status_code == 403


def test_the_operator_sees_his_entries_and_closes_the_day(cast: Cast) -> None:
    entered_party(cast, id_number="990106198503122418")
    client = as_(cast, "qian")
    page = text_of(client, "mine")
    assert "身份证号的出生日期或校验码不对。" in page
    client.post(reverse("quality:mine"), {"note": "下班前核对"})
    page = text_of(client, "mine")
    assert EntryError.objects.get().number
    assert "下班前核对" in page


def test_an_error_is_found_in_the_list_and_corrected(cast: Cast) -> None:
    error = found_error(cast)
    office = as_(cast, "he")
    assert error.number in text_of(office, "errors", error="wrong")
    assert error.number not in text_of(office, "errors", error="missing")
    assert office.get(reverse("quality:export_errors")).content[:2] == b"PK"
    clerk = as_(cast, "qian")
    assert error.note in text_of(clerk, "error", error.pk)
    step = reverse("quality:step", args=[error.pk, "correct"])
    assert clerk.post(step, {"outcome": ""}).status_code == 422
    assert clerk.post(step, {"outcome": "已更正"}).status_code == 302
    error.refresh_from_db()
    assert error.status == "corrected"
    assert as_(cast, "ma").get(reverse("quality:error", args=[error.pk])).status_code == 404


def test_the_next_step_records_an_error_of_a_record(cast: Cast) -> None:
    party = entered_party(cast)
    url = reverse("quality:new_error", args=["customers.party", party.pk])
    client = as_(cast, "lin")
    assert client.get(url).status_code == 200
    assert client.post(url, {"error": "wrong", "note": ""}).status_code == 422
    said = {"error": "wrong", "field": "mobile", "note": "号码是邻居的"}
    assert client.post(url, said).status_code == 302
    assert EntryError.objects.get().found_by == "next_step"
    assert as_(cast, "other").get(url).status_code == 404


def test_a_sample_is_drawn_and_judged_on_the_page(cast: Cast) -> None:
    entered_party(cast, "甲")
    entered_party(cast, "乙", id_number="")
    client = as_(cast, "he")
    assert "2%" in text_of(client, "checks")
    client.post(reverse("quality:draw"), {"month": "2026-11"})
    item = SampleItem.objects.select_related("check_run").first()
    assert item is not None
    run = item.check_run
    assert "抽" in text_of(client, "check", run.pk)
    url = reverse("quality:judge", args=[run.pk, item.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"do": "wrong", "error": "wrong", "note": ""}).status_code == 422
    assert client.post(url, {"do": "right"}).status_code == 302
    item.refresh_from_db()
    assert item.result == "right"


def test_the_stock_check_shows_its_progress(cast: Cast) -> None:
    entered_party(cast, id_number="")
    client = as_(cast, "he")
    client.post(reverse("quality:start"), {"kind": "customers.party"})
    run = EntryError.objects.model._meta.get_field("check_run").related_model.objects.get()
    url = reverse("quality:check", args=[run.pk])
    assert "hx-trigger" in client.get(url, headers={"HX-Request": "true"}).content.decode()
    continue_stock_checks(now=NOW)
    told = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in told
    assert "证件号码" in text_of(client, "check", run.pk)
    assert client.post(reverse("quality:start"), {"kind": "x"}).status_code == 404


def test_the_month_is_shown_exported_and_reported(cast: Cast) -> None:
    found_error(cast)
    client = as_(cast, "he")
    page = text_of(client, "results", month="2026-11")
    assert "客户服务部" in page
    assert "0.2%" in page
    assert client.get(reverse("quality:export_results")).content[:2] == b"PK"
    said = {"unit": cast.units["service"].pk, "month": "2026-10"}
    response = client.post(reverse("quality:report_month"), said)
    leader = as_(cast, "han")
    assert leader.get(response.url).status_code == 200
    assert leader.post(response.url).status_code == 302
    assert client.post(response.url).status_code == 403
    assert as_(cast, "other").get(response.url).status_code == 404


def test_timeliness_has_a_page(cast: Cast) -> None:
    assert "data-entry" in text_of(as_(cast, "he"), "timing", month="2026-10")


def test_a_training_is_recorded(cast: Cast) -> None:
    client = as_(cast, "he")
    url = reverse("quality:new_training")
    said = {
        "unit": cast.units["service"].pk,
        "subject": "录入标准",
        "held_on": "2026-11-20",
        "trainer": "黎文静",
        "staff": [cast.staff["qian"].pk],
    }
    assert client.post(url, {**said, "held_on": "2027-01-01"}).status_code == 422
    assert client.post(url, said).status_code == 302
    assert "钱敏" in text_of(client, "trainings")


def test_a_withdrawal_is_proposed_with_its_proof(cast: Cast) -> None:
    error = found_error(cast)
    blame_complaint(error, complaint=complained(cast), by=cast.he, now=NOW)
    client = as_(cast, "admin")
    assert "钱敏" in text_of(client, "rights")
    url = reverse("quality:propose", args=[cast.staff["qian"].pk])
    assert error.number in client.get(url).content.decode()
    response = client.post(url, {"reason": "对照日志查实"})
    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    assert "TS261123-00001" in page
    assert client.post(url, {"reason": "再来"}).status_code == 422


def test_a_review_is_decided_in_batches(cast: Cast) -> None:
    client = as_(cast, "admin")
    response = client.post(reverse("quality:begin_review"))
    ids = list(ReviewItem.objects.values_list("pk", flat=True)[:5])
    assert client.get(response.url).status_code == 200
    client.post(response.url, {"id": ids, "do": "keep"})
    assert ReviewItem.objects.filter(verdict="kept").count() == 5


def test_a_suggestion_is_filed_and_answered(cast: Cast) -> None:
    clerk = as_(cast, "qian")
    url = reverse("quality:new_suggestion")
    assert clerk.post(url, {"area": "process", "title": "", "text": ""}).status_code == 422
    clerk.post(url, {"area": "process", "title": "过户核欠费", "text": "自动核对"})
    row = Suggestion.objects.get()
    page = reverse("quality:suggestion", args=[row.pk])
    assert clerk.post(page, {"answer": "好"}).status_code == 403
    office = as_(cast, "he")
    assert office.post(page, {"answer": "下月上线", "do": "adopt"}).status_code == 302
    assert office.post(page, {"reward": "奖励 200 元"}).status_code == 302
    assert "奖励 200 元" in text_of(clerk, "suggestions")


def test_data_are_verified_on_the_customers_page(cast: Cast) -> None:
    party = entered_party(cast)
    url = reverse("quality:verify", args=[party.pk])
    client = as_(cast, "lin")
    assert client.post(url, {"do": "right"}).status_code == 302
    assert client.post(url, {"do": "wrong"}).status_code == 422
    said = {"do": "wrong", "error": "wrong", "field": "mobile", "note": "已换号"}
    assert client.post(url, said).status_code == 302
    assert Verification.objects.filter(in_order=False).count() == 1
    assert as_(cast, "other").post(url, {"do": "right"}).status_code == 404


def test_every_list_asks_as_much_for_three_rows_as_for_one(cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_(cast, "he")

    def asked(name: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            text_of(client, name)
        return len(captured)

    def make(n: int) -> None:
        party = entered_party(cast, f"客户{'甲乙丙丁'[n]}", at=NOW + timedelta(minutes=n))
        found_error(cast, party)
        trained(cast, held_on=NOW.date())
        file_suggestion(area="system", title="x", text="y", by=cast.qian, now=NOW)

    make(0)
    names = ("errors", "trainings", "suggestions", "results", "board", "timing", "checks")
    before = {name: asked(name) for name in names}
    make(1)
    make(2)
    assert {name: asked(name) for name in names} == before
