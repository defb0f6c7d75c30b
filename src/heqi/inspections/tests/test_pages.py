"""Inspections through their pages, as people use them."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from heqi.evidence.tests.files import png
from heqi.inspections import actions
from heqi.inspections.models import Finding, Inspection, Plan
from heqi.inspections.queries.lists import notices_due
from heqi.inspections.tests.scenes import arranged, closed, found, item, started
from heqi.rectifications.models import Rectification
from heqi.rectifications.tests.scenes import issued
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast: Cast, client: Client) -> Client:
    """The service management office."""
    client.force_login(
        cast.staff["he"].account,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_the_office_plans_and_arranges_from_the_plan(cast: Cast, office: Client) -> None:
    gas, service = cast.units["gas"], cast.units["service"]
    office.post(
        reverse("inspections:new_plan"),
        {"unit": gas.pk, "period": "month", "starts_on": "2026-11-23", "aims": "上门服务"},
    )
    plan = Plan.objects.get()
    line = {"kind": "spot", "unit": service.pk, "theme": "窗口", "on": "2026-11-25"}
    office.post(reverse("inspections:plan_step", args=[plan.pk, "line"]), line)
    office.post(reverse("inspections:plan_step", args=[plan.pk, "issue"]))
    plan.refresh_from_db()
    assert plan.status == "issued"

    made = plan.lines.get()
    page = office.get(reverse("inspections:new"), {"line": made.pk})
    assert "窗口" in page.content.decode()
    sent = {
        "line": made.pk,
        "unit": service.pk,
        "level": "company",
        "kind": "spot",
        "theme": "窗口",
        "planned_on": "2026-11-25",
        "methods": ["on_site"],
    }
    office.post(reverse("inspections:new"), sent)
    assert Inspection.objects.get().plan_line == made


def test_the_sheet_is_filled_in_on_the_phone_and_keeps_what_was_typed(
    cast: Cast, office: Client
) -> None:
    row = started(cast, arranged(cast), now=NOW)
    address = reverse("inspections:find", args=[item(row).pk])
    page = office.post(address, {"problem": "4 单未联系", "severity": "ordinary"})
    assert page.status_code == 422
    assert "4 单未联系" in page.content.decode()

    sent = {"problem": "4 单未联系", "severity": "ordinary", "clause": "inspection/3.1"}
    photo = SimpleUploadedFile("现场.png", png(), "image/png")
    assert 'type="file" name="photos"' in office.get(address).content.decode()
    assert office.post(address, {**sent, "photos": [photo]}).status_code == 302
    finding = Finding.objects.get()
    assert "现场.png" in office.get(f"/inspections/findings/{finding.pk}/").content.decode()
    phone = office.get(reverse("inspections:sheet", args=[row.pk])).content
    assert finding.number in phone.decode()
    assert len(phone) < 60_000
    for one in row.items.exclude(pk=finding.item_id):
        office.post(reverse("inspections:judge", args=[one.pk]), {"result": "good", "note": ""})
    step = reverse("inspections:step", args=[row.pk, "sign"])
    office.post(step, {"drawn": "", "back": "sheet"})
    refused = office.post(
        reverse("inspections:step", args=[row.pk, "hand_over"]), {"back": "sheet"}
    )
    assert (refused.status_code, "整改意见" in refused.content.decode()) == (422, True)
    office.post(
        reverse("inspections:step", args=[row.pk, "hand_over"]),
        {"back": "sheet", "requirement": "逐单联系"},
    )
    row.refresh_from_db()
    assert row.status == "signing"


@pytest.mark.clause("inspection/8.1")
def test_the_calendar_shows_a_quarter_without_special_in_red_and_who_is_barred(
    cast: Cast, office: Client
) -> None:
    before = office.get(reverse("inspections:calendar")).content.decode()
    assert "未开展专项检查" in before
    issued(cast, severity="major", now=NOW)
    issued(cast, severity="major", now=NOW)
    closed(cast, arranged(cast, planned_on=NOW.date()))
    after = office.get(reverse("inspections:calendar")).content.decode()
    assert "年终考核不得评优" in after
    assert after.count("未开展专项检查") == before.count("未开展专项检查") - 1


def test_every_paper_prints_as_pdf(cast: Cast, office: Client) -> None:
    row = closed(cast, arranged(cast))
    page = office.get(reverse("inspections:print", args=[row.pk]), {"as": "pdf"})
    assert page.content.startswith(b"%PDF")
    text = office.get(reverse("inspections:print", args=[row.pk])).content.decode()
    assert "服务状况检查表" in text
    assert "被检查部门负责人签字" in text


@pytest.mark.clause("inspection/5.3")
def test_summaries_are_found_by_month_and_department(cast: Cast, office: Client) -> None:
    texts = {"achievements": "检查三次"}
    for month in (9, 10):
        actions.save_summary(
            cast.units["service"], month=date(2026, month, 1), texts=texts, by=cast.han, now=NOW
        )
    address = reverse("inspections:summaries")
    page = office.get(address, {"month": "2026-09", "unit": cast.units["service"].pk})
    assert [row.month.month for row in page.context["page"]] == [9]
    assert "没有符合条件的小结" in office.get(address, {"month": "2026-08"}).content.decode()
    page = office.get(address, {"month": "x", "unit": "-1", "sort": "month"}).context["page"]
    assert [row.month.month for row in page] == [9, 10]
    book = office.get(reverse("inspections:export_summaries"), {"month": "2026-09"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0)
    cells = [row for row in sheet.to_python() if "检查三次" in row]
    assert [(row[0], row[1]) for row in cells] == [("2026-09", "客户服务部")]


def test_the_list_shows_when_the_first_notice_of_an_inspection_is_due(cast: Cast) -> None:
    row = started(cast, arranged(cast))
    found(cast, row)
    assert notices_due([row]) == {}
    closed(cast, row)
    notice = Rectification.objects.get()
    assert notices_due([row]) == {row.pk: notice.due_at}


def test_findings_and_inspections_export_as_they_are_filtered(cast: Cast, office: Client) -> None:
    closed(cast, arranged(cast))
    for name in ("export", "export_findings", "export_cases"):
        page = office.get(reverse(f"inspections:{name}"), {"tab": "all", "kind": "special"})
        assert page.content.startswith(b"PK")
