"""The pages: list, project, steps, households, phone, contract, Excel."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.customers.models import Compound, Export, Lookup
from heqi.customers.pace import gates_on
from heqi.people.models import Staff
from heqi.projects.models import Household, Project
from heqi.projects.tests.makers import TODAY, Works, bring, make_project
from tests.cast import NOW
from tests.surface.clock import Clock, still_clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return still_clock(monkeypatch)


def browser(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name: str, project: Project, *more: object) -> str:
    return reverse(f"projects:{name}", args=[project.number, *more])


def test_an_application_is_taken_with_a_new_compound(works: Works) -> None:
    client = browser(works.staff["lu"])
    assert client.get(reverse("projects:new")).status_code == 200
    answer = client.post(
        reverse("projects:new"),
        {
            "kind": "compound",
            "name": "云栖雅苑一期",
            "applicant": "临江云栖置业有限公司",
            "compound_name": "云栖雅苑",
            "address": "临江市滨江区云栖路 8 号",
            "area": "town",
            "source": "market",
        },
    )
    project = Project.objects.get()
    assert answer.headers["Location"] == url("project", project)
    assert project.compound == Compound.objects.get(name="云栖雅苑")
    page = client.get(url("project", project)).content.decode()
    assert "登记勘察结果" in page
    assert "现场勘察" in page


def test_bad_input_is_answered_in_a_sentence(works: Works) -> None:
    client = browser(works.staff["lu"])
    answer = client.post(reverse("projects:new"), {"kind": "single", "name": "甲"})
    assert answer.status_code == 422
    assert "请填写申请人" in answer.content.decode()
    project = bring(make_project(works), "contract", works)
    answer = client.post(
        url("step", project, "sign"),
        {
            "number": "HT-1",
            "amount": "100",
            "paid_by": "party",
            "signed_on": TODAY,
            "ready_on": TODAY,
            "expires_on": TODAY,
            "title1": "首付",
            "amount1": "60",
            "before1": "construction",
        },
    )
    assert answer.status_code == 422
    assert "与合同金额不符" in answer.content.decode()


def test_steps_are_taken_through_the_pages(works: Works) -> None:
    project = make_project(works)
    lu, wei = browser(works.staff["lu"]), browser(works.staff["wei"])
    seen = "survey:0"
    answer = lu.post(
        url("step", project, "survey"),
        {"seen": seen, "finding": "立管到位", "conditions_met": "on"},
    )
    assert answer.status_code == 302
    # Somebody who still looks at the survey is told what changed.
    late = lu.post(url("step", project, "survey"), {"seen": seen, "finding": "立管到位"})
    assert late.status_code == 409
    assert "设计预算" in late.content.decode()
    wei.post(url("step", project, "estimate"), {"seen": "estimate:0", "amount": "3200"})
    lu.post(
        url("step", project, "sign"),
        {
            "number": "HT-1",
            "amount": "3200",
            "paid_by": "party",
            "signed_on": TODAY,
            "ready_on": TODAY + timedelta(days=20),
            "expires_on": TODAY + timedelta(days=40),
        },
    )
    qian = browser(works.cast.staff["qian"])
    qian.post(
        url("step", project, "receive"),
        {"amount": "3200", "method": "qr", "receipt_no": "SJ-1"},
    )
    wei.post(url("step", project, "install"), {"meter_no": "410799001"})
    wei.post(url("step", project, "construct"), {"note": ""})
    wei.post(url("step", project, "accept"), {"note": "强度、严密性试验合格"})
    lu.post(url("step", project, "ticket"), {})
    han = browser(works.cast.staff["han"])
    page = han.get(url("project", project)).content.decode()
    assert "TQ261123" in page
    answer = han.post(
        url("step", project, "turn_on"), {"meter_no": "410799001", "pressure_held": "on"}
    )
    project.refresh_from_db()
    assert project.status == "completed"
    sheet = lu.get(url("contract", project)).content.decode()
    assert "燃气设施安装合同" in sheet


def test_households_are_entered_filtered_and_acted_on(works: Works) -> None:
    project = make_project(works, kind="compound")
    lu, wei = browser(works.staff["lu"]), browser(works.staff["wei"])
    answer = lu.post(
        url("add_households", project),
        {"way": "grid", "buildings": "1-2", "entrances": 1, "first_floor": 1, "floors": 3,
         "rooms": 2},
    )  # fmt: skip
    assert answer.status_code == 302
    answer = lu.post(
        url("add_households", project),
        {"way": "paste", "lines": "9\t1\t1\t101\t周婷\t13800102207\t3000\n9,1,1,102"},
    )
    assert answer.status_code == 302
    assert project.households.count() == 14
    fault = lu.post(url("add_households", project), {"way": "paste", "lines": "9,1"})
    assert "第 1 行" in fault.content.decode()
    page = lu.get(url("households", project), {"building": "9"}).content.decode()
    assert "9幢1单元101室" in page
    assert "1幢1单元101室" not in page
    bring(project, "construction", works)
    ids = list(project.households.values_list("pk", flat=True))
    answer = wei.post(
        url("act", project), {"do": "obstruct", "id": ids[:1], "reason": "不同意走向"}
    )
    assert answer.status_code == 302
    answer = wei.post(url("act", project), {"do": "install", "id": ids})
    assert answer.status_code == 422
    assert "阻工" in answer.content.decode()
    # All of them or none.
    assert not Household.objects.filter(status="installed").exists()
    wei.post(url("act", project), {"do": "install", "id": ids[1:], f"meter{ids[1]}": "410700123"})
    assert Household.objects.get(pk=ids[1]).meter_no == "410700123"
    assert Household.objects.filter(status="installed").count() == 13


def test_the_list_leaves_as_excel_and_is_logged(works: Works) -> None:
    project = make_project(works, kind="compound", homes=3)
    client = browser(works.staff["jiang"])
    before = Lookup.objects.filter(action="export").count()
    book = client.get(reverse("projects:export"))
    assert "滨江新城三期" in ZipFile(BytesIO(book.content)).read("xl/sharedStrings.xml").decode()
    assert client.get(url("export_households", project)).status_code == 200
    assert Lookup.objects.filter(action="export").count() == before + 2
    assert browser(works.staff["lu"]).get(reverse("projects:export")).status_code == 403


@pytest.mark.clause("data-entry/9.3")
def test_many_households_leave_only_after_somebody_approved(
    works: Works, django_capture_on_commit_callbacks: Any
) -> None:
    limit = int(gates_on(NOW, company_id=None)["export_rows"])
    project = make_project(works, kind="compound", homes=limit + 1)
    jiang, by = browser(works.staff["jiang"]), works.cast.he
    address = url("export_households", project)
    assert f"共 {limit + 1} 行" in jiang.get(address).content.decode()
    assert not Lookup.objects.filter(action="export").exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert jiang.post(address, {"reason": "核对安装进度"}).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        approve(Approval.objects.get(kind="customers.export"), by=by, now=NOW)
    asked = Export.objects.get()
    book = jiang.get(reverse("customers:fetch", args=[asked.pk]))
    assert asked.number in ZipFile(BytesIO(book.content)).read("xl/sharedStrings.xml").decode()
    assert Lookup.objects.get(action="export").result_count == limit + 1


def test_the_phone_of_the_contact_is_shown_on_demand_and_logged(works: Works) -> None:
    project = make_project(works)
    client = browser(works.staff["lu"])
    assert "13800102207" not in client.get(url("project", project)).content.decode()
    assert "13800102207" in client.post(url("phone", project)).content.decode()
    assert Lookup.objects.filter(action="unmask", purpose_id=str(project.pk)).exists()


def test_my_projects_on_the_phone(works: Works) -> None:
    project = bring(make_project(works), "construction", works)
    stage = project.stages.get(code="construction")
    type(stage).objects.filter(pk=stage.pk).update(assignee=works.staff["mao"])
    client = browser(works.staff["mao"])
    assert project.number in client.get(reverse("projects:mine")).content.decode()
    page = client.get(url("field", project)).content.decode()
    assert "设施安装完毕" in page
    answer = client.post(
        url("step", project, "install"),
        {"meter_no": "410799001", "next": url("field", project)},
    )
    assert answer.headers["Location"] == url("field", project)


def test_elsewhere_there_is_no_such_project(works: Works) -> None:
    project = make_project(works)
    client = browser(works.cast.staff["other"])
    for name in ("project", "households", "field", "contract", "export_households"):
        assert client.get(url(name, project)).status_code == 404
    assert client.post(url("act", project), {"do": "install"}).status_code == 404
    assert project.number not in client.get(reverse("projects:list")).content.decode()


def test_a_receipt_is_reversed_on_the_page_by_a_second_person(works: Works) -> None:
    project = bring(make_project(works), "construction", works)
    payment = project.payments.get()
    own = browser(works.cast.staff["qian"])
    assert own.post(url("reverse", project, payment.pk), {"reason": "录错"}).status_code == 422
    han = browser(works.cast.staff["han"])
    assert han.post(url("reverse", project, payment.pk), {"reason": "录错"}).status_code == 302
    assert project.payments.count() == 2
