"""The month by tier for the leadership: prepared once, told, and equal to the lists behind it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from heqi.customers.actions import set_tier_mark
from heqi.customers.models import Lookup
from heqi.ledger.actors import SYSTEM
from heqi.notices.models import Notice
from heqi.policies.measures.actions import take_measures
from heqi.reports.models import TierReport
from heqi.reports.queries.tiers import requests_of
from heqi.service.actions import solve_request
from heqi.service.tests.makers import make_request, make_vip
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("tiering/3.2.3")]
SignIn = Callable[[str], Client]
CLOSING = datetime(2026, 12, 3, 8, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def report(cast: Cast, django_capture_on_commit_callbacks: Any) -> TierReport:
    """November: a VIP's complaint and relocation, an ordinary enquiry; then the month closes."""
    with django_capture_on_commit_callbacks(execute=True):
        party, point = make_vip(cast)
        make_request(cast, kind="complaint", party=party, service_point=point)
        done = make_request(cast, kind="relocation", party=party, service_point=point)
        solve_request(done, by=cast.lin, now=NOW + timedelta(hours=30))
        make_request(cast, kind="enquiry")
    with django_capture_on_commit_callbacks(execute=True):
        take_measures(cast.units["gas"], NOW.date(), now=CLOSING)
    return TierReport.objects.get(company=cast.units["gas"])


def segment(report: TierReport, tier: str) -> dict[str, Any]:
    return next(row for row in report.body["segments"] if row["tier"] == tier)


def test_with_the_months_closing_the_report_is_there_and_the_leadership_told(
    cast: Cast, report: TierReport
) -> None:
    vip = segment(report, "vip_person")
    assert (vip["customers"], vip["complaints"]) == (1, 1)
    assert vip["requests"] == {"complaint": 1, "relocation": 1}
    assert vip["kept"] == vip["decided"] > 0
    told = set(
        Notice.objects.filter(template="reports.tiers").values_list("recipient_name", flat=True)
    )
    assert {"郑国栋", "周敬民", "何倩"} <= told


def test_a_number_equals_the_list_behind_it(
    cast: Cast, sign_in: SignIn, report: TierReport
) -> None:
    asked = requests_of(cast.units["gas"], report.month)
    counted = sum(sum(row["requests"].values()) for row in report.body["segments"])
    assert counted == asked.count() == 3
    client = sign_in("zheng")
    page = client.get(reverse("reports:tier_report", args=[report.pk])).content.decode()
    assert "投诉" in page
    behind = reverse("reports:behind_tiers", args=[report.pk, "complaints"])
    vip = segment(report, "vip_person")
    listed = client.get(behind, {"tier": "vip_person", "kind": vip["kind"]}).content.decode()
    assert asked.get(kind="complaint").number in listed
    for what in ("customers", "promises", "callbacks", "needs", "volumes"):
        address = reverse("reports:behind_tiers", args=[report.pk, what])
        answer = client.get(address, {"tier": "vip_person", "kind": vip["kind"]})
        assert answer.status_code == 200, what
    customers = reverse("reports:behind_tiers", args=[report.pk, "customers"])
    listed = client.get(customers, {"tier": "vip_person", "kind": vip["kind"]}).content.decode()
    assert listed.count("data-row") == vip["customers"]
    assert Lookup.objects.filter(action="list").exists()
    promises = reverse("reports:behind_tiers", args=[report.pk, "promises"])
    listed = client.get(promises, {"tier": "vip_person", "kind": vip["kind"]}).content.decode()
    assert listed.count("data-row") == vip["decided"] + vip["excepted"]


def test_a_prepared_report_does_not_change(
    cast: Cast, report: TierReport, django_capture_on_commit_callbacks: Any
) -> None:
    before = report.body
    with django_capture_on_commit_callbacks(execute=True):
        take_measures(cast.units["gas"], NOW.date(), now=CLOSING + timedelta(days=3))
    report.refresh_from_db()
    assert report.body == before
    assert TierReport.objects.filter(company=cast.units["gas"]).count() == 1


def test_changes_of_tier_are_counted(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    from heqi.reports.queries.tiers import changes_of

    party, _point = make_vip(cast)
    with django_capture_on_commit_callbacks(execute=True):
        set_tier_mark(party, tier="standard", basis="", proof="", by=SYSTEM, now=NOW)
    found = changes_of(cast.units["gas"], NOW.date())
    assert found["vip_person"].left == 1
    assert found["standard"].joined == 1


def test_the_report_is_printed_and_exported_and_kept_from_others(
    cast: Cast, sign_in: SignIn, report: TierReport
) -> None:
    client = sign_in("zheng")
    printed = client.get(reverse("reports:print_tiers", args=[report.pk])).content.decode()
    assert "分级办法 3.2.3" in printed
    book = client.get(reverse("reports:export_tiers", args=[report.pk]))
    assert book["Content-Disposition"] == 'attachment; filename="tiers-202611.xlsx"'
    assert sign_in("li").get(reverse("reports:tiers")).status_code == 403
    page = reverse("reports:tier_report", args=[report.pk])
    assert sign_in("other").get(page).status_code == 403
