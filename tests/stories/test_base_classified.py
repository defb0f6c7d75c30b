"""The existing base is classified from a file: checked, confirmed, decided in one sitting."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from heqi.customers.models import Party
from heqi.tiers.models import Assessment, Batch
from heqi.tiers.tests.makers import another_party
from tests.cast import Cast
from tests.surface.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[str], Client]


@pytest.mark.clause("tiering/7.2-20", "tiering/7.2-30", "tiering/7.2-40")
def test_from_the_departments_file_to_the_ledger(cast: Cast, sign_in: SignIn, clock: Clock) -> None:
    plant = another_party(cast, name="临江玻璃厂", kind="organisation", customer_kind="industrial")
    person = another_party(cast, name="王志远")
    head, leader = sign_in("han"), sign_in("zheng")
    rows = [
        "客户编号,户名,标准,职务,日均用气量,截至日期,证明材料",
        f"{plant.number},临江玻璃厂,无,,1860,2026-10-31,供气合同",
        f"{person.number},王志远,社会监督员,监督员,,2026-10-31,聘书",
        "K404,无名氏,新闻媒体,,,,记者证",
    ]
    file = SimpleUploadedFile("VIP.csv", "\n".join(rows).encode())
    answer = head.post(reverse("tiers:batches"), {"company": cast.units["gas"].pk, "file": file})
    batch = Batch.objects.get()
    assert answer.headers["Location"] == reverse("tiers:batch", args=[batch.pk])
    assert not Assessment.objects.exists()

    told = head.get(reverse("tiers:batch", args=[batch.pk])).content.decode()
    assert "没有这个编号" in told
    report = head.get(reverse("tiers:batch_report", args=[batch.pk]))
    sheet = CalamineWorkbook.from_filelike(BytesIO(report.content)).get_sheet_by_index(0)
    assert len(list(sheet.iter_rows())) >= 4

    confirm = reverse("tiers:batch_confirm", args=[batch.pk])
    assert head.post(confirm).status_code == 422
    assert head.post(confirm, {"leave_out": "1"}).status_code == 302
    made = Assessment.objects.filter(batch=batch, status="under_review")
    assert made.count() == 2

    clock.pass_by(minutes=30)
    seen = leader.get(reverse("tiers:review")).content.decode()
    assert "1860" in seen
    assert "聘书" in seen
    ids = list(made.values_list("pk", flat=True))
    assert leader.post(reverse("tiers:decide"), {"id": ids, "do": "approve"}).status_code == 302
    assert set(Party.objects.values_list("tier", flat=True)) == {"vip_org", "vip_person"}

    ledger = head.get(reverse("tiers:ledger")).content.decode()
    assert "临江玻璃厂" in ledger
    assert "王志远" in ledger
    sheet = head.get(reverse("tiers:export"), {"form": "print"}).content.decode()
    assert "临江玻璃厂" in sheet
    excel = head.get(reverse("tiers:export"))
    assert excel.content[:2] == b"PK"
