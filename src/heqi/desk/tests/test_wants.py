"""What authority, inspections and conduct want from somebody, at home."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from heqi.authority.tests.scenes import use
from heqi.complaints.tests.scenes import taken
from heqi.conduct.tests.scenes import raised
from heqi.inspections.tests.scenes import arranged, filled, started
from heqi.policies.models import MeasuredMonth, Tally
from heqi.service.models import ServiceRequest
from tests.cast import NOW, SHANGHAI, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def wanted(client: Client) -> dict[str, int]:
    """The panel's lines, by the address each leads to."""
    page = client.get("/").content.decode()
    rows = re.findall(r'desk-want" href="([^"]+)"><b class="num[^>]*>(\d+)', page)
    return {href.replace("&amp;", "&"): int(number) for href, number in rows}


@pytest.mark.clause("inspection/5.5", "inspection/form-1", "authority/4-permission-1")
def test_a_head_finds_the_sheet_to_sign_and_the_order_to_supply(
    cast: Cast, sign_in: SignIn
) -> None:
    assert wanted(sign_in("han")) == {}
    filled(cast, started(cast, arranged(cast)))
    use(cast, "permission_1")
    assert wanted(sign_in("han")) == {
        "/inspections/list/?tab=signing": 1, "/authority/?tab=backfill": 1
    }  # fmt: skip


@pytest.mark.clause("conduct/1.3", "conduct/2.2(3)")
def test_a_case_waits_for_the_office_and_for_the_statement_of_the_person_concerned(
    cast: Cast, sign_in: SignIn
) -> None:
    raised(cast, staff=cast.staff["qian"])
    assert wanted(sign_in("he")) == {"/conduct/?tab=open": 1}
    assert wanted(sign_in("qian")) == {"/conduct/?tab=mine": 1}
    assert wanted(sign_in("lin")) == {}


def test_the_figures_lead_to_the_lists_behind_them(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("zheng").get("/").content.decode()
    assert 'href="/orders/?tab=late"' in page


@pytest.mark.clause("framework/5.2.1.6", "callback/results")
def test_on_the_first_of_a_month_the_figures_show_the_month_before(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    gas, service = cast.units["gas"], cast.units["service"]
    november = date(2026, 11, 1)
    measured = MeasuredMonth.objects.create(company=gas, month=november, taken_at=NOW)
    Tally.objects.create(
        measured=measured, company=gas, unit=service, month=november, policy="tiering",
        clause="tiering/6.1(7)", kept=9, missed=1, excepted=0, open=0,
    )  # fmt: skip
    ServiceRequest.objects.filter(pk=taken(cast).request_id).update(opened_at=NOW)
    manager = sign_in("zheng")
    still_clock(monkeypatch).now = datetime(2026, 12, 1, 8, 0, tzinfo=SHANGHAI)
    page = manager.get("/").content.decode()
    assert "2026-11：90.0%" in page
    assert "2026-11：1&nbsp;" in page
    assert "2026-11</span> · 目标" in page
