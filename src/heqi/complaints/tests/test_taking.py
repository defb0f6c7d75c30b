"""What many complain about, what comes along with a complaint, and what the loop raises."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.clocks.actions import watch_clocks
from heqi.complaints import actions
from heqi.complaints.actions.escalating import raise_after_extension
from heqi.complaints.actions.extending import closing_due
from heqi.complaints.models import Complaint
from heqi.complaints.tests.scenes import assigned, fresh, graded, taken
from heqi.customers.tests.makers import make_customer
from heqi.evidence.actions import attach
from heqi.evidence.models import Attachment
from heqi.evidence.tests.files import png
from heqi.notices.models import Notice
from heqi.outages.models import Outage
from heqi.policies.deciding import rule_on
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def pattern(name: str) -> dict[str, Any]:
    return dict(
        rule_on("complaints.duplicates", {"pattern": name}, on=NOW.date(), company_id=None).answer
        or {}
    )


def household(cast: Cast, n: int) -> dict[str, Any]:
    party, point = make_customer(
        cast.units["gas"], f"客户{n}", account_no=f"0203-118-{n}", meter=f"41070{n}", room=f"{n}"
    )
    return {"party": party, "service_point": point}


def of_household(cast: Cast, n: int, **values: Any) -> Complaint:
    return taken(cast, **household(cast, n), **values)


@pytest.mark.clause("complaint/process", "complaint/levels")
def test_households_of_one_compound_become_a_group_whose_level_follows_their_number(
    cast: Cast,
) -> None:
    enough = pattern("compound")["households"]
    for n in range(101, 100 + enough):
        of_household(cast, n)
    assert not Complaint.objects.filter(is_group=True).exists()
    of_household(cast, 100 + enough)
    group = Complaint.objects.get(is_group=True)
    assert (group.households, group.children.count()) == (enough, enough)
    # Each of them stays a case of its own; another matter of the compound is not of the group.
    assert not group.children.exclude(is_open=True).exists()
    assert of_household(cast, 190, category="metering_billing").parent_id is None
    for n in range(101 + enough, 111):
        assert of_household(cast, n).parent_id == group.pk
    group = fresh(group)
    assert (group.households, group.level) == (10, "1")


@pytest.mark.clause("complaint/process")
def test_two_households_that_complain_of_no_gas_are_a_possible_outage(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    without = {"category": "supply", "description": "今早起家里没气"}
    neighbour = household(cast, 104)
    with django_capture_on_commit_callbacks(execute=True):
        of_household(cast, 101, **without)
        of_household(cast, 102, category="supply", description="气压不稳")
    assert not Outage.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        of_household(cast, 103, **without)
    outage = Outage.objects.get()
    assert (outage.status, outage.calls.count()) == ("suspected", 2)
    assert outage.due_at == NOW + timedelta(hours=1)
    told = Notice.objects.filter(template="outages.suspected", channel="in_app")
    assert set(told.values_list("recipient__post__code", flat=True)) == {"dispatcher"}
    assert "滨江新城" in told.first().body
    # A third household hangs on the outage that is known.
    with django_capture_on_commit_callbacks(execute=True):
        taken(cast, **neighbour, **without)
    assert (Outage.objects.count(), outage.calls.count()) == (1, 3)


@pytest.mark.clause("complaint/process")
def test_a_complaint_that_outlives_its_extension_rises_once(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    complaint = assigned(cast, graded(cast))
    due = closing_due(complaint)
    assert due is not None
    until = due + timedelta(days=2)
    actions.ask_extension(
        complaint, until=until, reason="等配件", customer_told=True, by=cast.han, now=NOW
    )
    with django_capture_on_commit_callbacks(execute=True):
        approve(Approval.objects.get(), by=cast.he, now=NOW)
        # The original limit passes: it counts in the statistics, the level stays.
        watch_clocks(now=due + timedelta(hours=1))
    assert raise_after_extension(now=until) == 0
    assert fresh(complaint).level == "3"
    assert raise_after_extension(now=until + timedelta(minutes=1)) == 1
    row = fresh(complaint)
    assert (row.level, row.levels.last().kind) == ("2", "overdue")
    assert raise_after_extension(now=until + timedelta(days=9)) == 0


@pytest.mark.clause("complaint/definition")
def test_what_comes_along_is_kept_and_a_refused_kind_keeps_what_was_typed(
    cast: Cast, sign_in: SignIn
) -> None:
    lin, url = sign_in("lin"), reverse("complaints:take")
    given = {
        "channel": "letter", "subject": "收费单有误", "description": "多收一次费用",
        "category": "", "households": "1",
    }  # fmt: skip
    program = SimpleUploadedFile("来信.jpg", b"MZ\x90\x00not a picture")
    refused = lin.post(url, {**given, "file": program})
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "多收一次费用" in shown
    assert refused.context["form"].errors["file"]
    assert not Complaint.objects.exists()
    letter = SimpleUploadedFile("来信.png", png())
    assert lin.post(url, {**given, "file": letter}).status_code == 302
    case = Complaint.objects.get()
    kept = Attachment.objects.get(folder__subject_id=str(case.pk))
    assert (kept.name, kept.uploader_name) == ("来信.png", cast.lin.name)
    assert "来信.png" in sign_in("he").get(case.get_absolute_url()).content.decode()


@pytest.mark.clause("complaint/bodies")
def test_the_accused_comes_to_it_by_no_programs_door_and_by_no_file(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch).pass_by(hours=1)
    case = graded(cast, platform_number="NC-7", grade={"accused": cast.staff["lin"]})
    files = [
        attach(row, content=png(grey=grey), name="录音截图.png", by=cast.he, now=NOW)
        for row, grey in ((case, 250), (case.request, 251))
    ]
    lin, he = sign_in("lin"), sign_in("he")
    for file in files:
        url = reverse("evidence:download", args=[file.pk])
        assert he.get(url).status_code == 200
        assert lin.get(url).status_code == 403
        assert lin.post(reverse("evidence:remove", args=[file.pk]), {}).status_code == 403
        given = {
            "subject_type": file.folder.subject_type,
            "subject_id": file.folder.subject_id,
            "file": SimpleUploadedFile("x.png", png()),
        }
        sent = lin.post(reverse("evidence:upload"), given, headers={"Accept": "application/json"})
        assert sent.status_code == 403
    assert Attachment.objects.filter(removed_at__isnull=True).count() == len(files)
    # A session of the staff opens no door of the programs.
    for name in ("complaints:api_case", "complaints:api_callback"):
        answer = lin.get(reverse(name, args=["NC-7"]))
        assert answer.status_code == 401
        assert case.number not in answer.content.decode()
