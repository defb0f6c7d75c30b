"""The pages: list, a notice with its next step, papers, export."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from heqi.rectifications.models import Rectification
from heqi.rectifications.tests.scenes import brought, issued
from tests.cast import Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    still_clock(monkeypatch)


@pytest.mark.clause("inspection/6.3")
def test_a_notice_walks_through_the_pages(cast: Cast, sign_in: SignIn) -> None:
    office, head = sign_in("he"), sign_in("han")
    given = {
        "unit": cast.units["service"].pk,
        "severity": "ordinary",
        "title": "上门前未联系",
        "problem": "抽查发现",
        "requirement": "上门前联系",
    }
    office.post(reverse("rectifications:new"), given)
    row = Rectification.objects.get()

    def do(client: Client, name: str, **values: str) -> int:
        return client.post(reverse("rectifications:step", args=[row.pk, name]), values).status_code

    assert do(head, "acknowledge") == 302
    assert do(head, "plan", plan="检查", responsible="周立峰", finish_on="2020-01-01") == 422
    assert do(head, "plan", plan="检查", responsible="周立峰", finish_on="2026-12-01") == 302
    assert do(head, "report", report="已改") == 302
    assert do(head, "recheck", passed="1", finding="好") == 403
    assert do(office, "recheck", passed="1", finding="好") == 302
    assert do(office, "archive") == 302
    row.refresh_from_db()
    assert row.status == "archived"


def test_what_was_typed_stays_when_it_is_refused(cast: Cast, sign_in: SignIn) -> None:
    row = brought(cast, "acknowledged")
    given = {"plan": "逐单检查", "responsible": "周立峰", "finish_on": "2020-01-01"}
    url = reverse("rectifications:step", args=[row.pk, "plan"])
    assert "逐单检查" in sign_in("han").post(url, given).content.decode()


def test_the_list_filters_and_leaves_as_a_file(cast: Cast, sign_in: SignIn) -> None:
    major, plain = issued(cast, severity="major", title="重大"), issued(cast, title="一般")
    client = sign_in("he")
    page = client.get(reverse("rectifications:list"), {"severity": "major"}).content.decode()
    assert major.number in page
    assert plain.number not in page
    file = client.get(reverse("rectifications:export"))
    assert file["Content-Type"].endswith("sheet")


def test_the_papers_print_as_they_look(cast: Cast, sign_in: SignIn) -> None:
    row = brought(cast, "passed")
    page = sign_in("han").get(reverse("rectifications:print", args=[row.pk])).content.decode()
    assert "整改通知书" in page
    assert "整改报告" in page
    assert "复查 10 单" in page
