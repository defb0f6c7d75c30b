"""The pages: picker, list, a case with its steps, the form, sums, exports."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from heqi.conduct.models import Case
from heqi.conduct.tests.scenes import decided, raised
from tests.cast import Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    still_clock(monkeypatch)


@pytest.mark.clause("conduct/3.2.2", "conduct/form-1")
def test_a_case_walks_through_the_pages(cast: Cast, sign_in: SignIn) -> None:
    office, person = sign_in("he"), sign_in("ma")
    given = {
        "ground": "3.2.2.5", "unit": cast.units["service"].pk, "staff": cast.staff["ma"].pk,
        "happened_on": "2026-11-20", "title": "推诿", "facts": "三次来电未安排",
    }  # fmt: skip
    assert office.post(reverse("conduct:new"), given).status_code == 302
    case = Case.objects.get()

    def do(client: Client, name: str, **values: str) -> int:
        return client.post(reverse("conduct:step", args=[case.pk, name]), values).status_code

    assert do(person, "state", statement="当天单量大") == 302
    assert do(person, "investigate", report="x") == 403
    assert do(office, "investigate", report="属实") == 422
    assert do(office, "investigate", report="属实", proof_service_record="WX1") == 302
    assert do(office, "content", amount="501", points="2") == 422
    assert do(office, "content", amount="200", points="2") == 302
    assert do(office, "submit", opinion="建议罚款") == 302
    case.refresh_from_db()
    assert (case.status, case.amount) == ("signing", Decimal(200))


@pytest.mark.clause("conduct/3.2.3")
def test_the_picker_says_what_follows_from_a_ground(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("he").get(reverse("conduct:ground"), {"ground": "3.2.3.1"}).content.decode()
    assert "100–500" in page
    assert "总经理" in page
    assert "2–5" in page


def test_what_was_typed_stays_when_it_is_refused(cast: Cast, sign_in: SignIn) -> None:
    case = raised(cast)
    url = reverse("conduct:step", args=[case.pk, "content"])
    page = sign_in("he").post(url, {"amount": "9999", "points": "2"}).content.decode()
    assert "9999" in page
    assert "条款规定的幅度为 100 至 500" in page


@pytest.mark.clause("conduct/form-1")
def test_the_form_prints_as_the_paper_looks_also_as_a_pdf(cast: Cast, sign_in: SignIn) -> None:
    case = decided(cast)
    url = reverse("conduct:print", args=[case.pk])
    page = sign_in("he").get(url).content.decode()
    for words in ("奖惩审批表", "入职时间", "部门主任", "建议按办法处理。", "郑国栋", "韩雪"):
        assert words in page
    assert sign_in("he").get(url, {"as": "pdf"}).content.startswith(b"%PDF")


def test_lists_filter_and_leave_as_files(cast: Cast, sign_in: SignIn) -> None:
    case = decided(cast)
    other = raised(cast, staff=cast.staff["li"])
    client = sign_in("he")
    page = client.get(reverse("conduct:list"), {"tab": "all", "text": "马超群"}).content.decode()
    assert case.number in page
    assert other.number not in page
    for name in ("conduct:export", "conduct:sums_export"):
        assert client.get(reverse(name))["Content-Type"].endswith("sheet")
    sums = client.get(reverse("conduct:sums")).content.decode()
    assert case.number in sums
    mine = sign_in("ma").get(reverse("conduct:list")).content.decode()
    assert case.number in mine
    assert other.number not in mine
