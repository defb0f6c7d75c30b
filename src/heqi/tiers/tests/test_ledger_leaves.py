"""The VIP ledger leaves as any list of customers does: more than a few rows with approval."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.customers.models import Export, Party
from heqi.customers.pace import gates_on
from heqi.tiers.tests.makers import another_party
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/9.3")]
SignIn = Callable[[str], Client]


def vips(cast: Cast, number: int) -> None:
    for n in range(number):
        another_party(cast, name=f"贵宾{n}")
    Party.objects.update(tier="vip_person")


def test_more_rows_than_leave_at_once_wait_for_approval(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable,
) -> None:  # fmt: skip
    still_clock(monkeypatch)
    limit = int(gates_on(NOW, company_id=None)["export_rows"])
    vips(cast, limit + 1)
    han = sign_in("han")
    address = reverse("tiers:export")
    page = han.get(address).content.decode()
    assert f"{limit + 1}" in page
    assert "审批" in page
    assert han.post(address, {"reason": "年度走访准备"}).status_code == 302
    asked = Export.objects.get()
    assert (asked.sheet, asked.title) == ("tiers.ledger", "VIP 台账")
    file = reverse("customers:fetch", args=[asked.pk])
    assert han.get(file).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        approve(Approval.objects.get(), by=cast.he, now=NOW)
    with zipfile.ZipFile(BytesIO(han.get(file).content)) as book:
        sheet = book.read("xl/sharedStrings.xml").decode()
    assert asked.number in sheet
    assert "贵宾0" in sheet
    assert "VIP 台账" in han.get(reverse("customers:exports")).content.decode()


def test_a_few_rows_leave_at_once(cast: Cast, sign_in: SignIn) -> None:
    vips(cast, 2)
    answer = sign_in("han").get(reverse("tiers:export"))
    assert answer["Content-Disposition"].endswith('.xlsx"')


def test_a_volume_below_nothing_or_too_large_is_refused_in_words(
    cast: Cast, sign_in: SignIn
) -> None:
    plant = another_party(cast, name="临江玻璃厂", kind="organisation", customer_kind="industrial")
    address = reverse("tiers:propose", args=[plant.pk])
    given = {"criterion": "none", "on": "2026-11-01", "proof": "供气合同", "reason": "新增锅炉"}
    for wrong in ("-5", "12345678901234567"):
        answer = sign_in("han").post(address, {**given, "average": wrong})
        assert answer.status_code == 422
