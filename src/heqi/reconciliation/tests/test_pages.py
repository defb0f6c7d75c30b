"""The reconciliation as clerks and checkers see it."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from heqi.reconciliation.tests.makers import closed_order, closed_till
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]
SignIn = Callable[[str], Client]


@pytest.mark.clause("data-entry/6.2")
def test_the_clerk_gets_no_button_to_check_and_is_told_why(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks)
    at = f"/reconciliation/{sheet.pk}/"
    page = sign_in("qian").get(at).content.decode()
    assert f"{at}check/" not in page
    assert "不能复核自己的" in page
    assert sign_in("qian").post(f"{at}check/").status_code == 403
    checker = sign_in("audit")
    assert f"{at}check/" in checker.get(at).content.decode()
    assert checker.post(f"{at}check/").status_code == 302
    sheet.refresh_from_db()
    assert sheet.status == "approved"


def test_a_difference_goes_through_its_pages(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks, money={"cash": Decimal("-0.01")})
    at = f"/reconciliation/{sheet.pk}/"
    listed = sign_in("audit").get("/reconciliation/?tab=difference").content.decode()
    assert sheet.number in listed
    clerk, checker = sign_in("qian"), sign_in("audit")
    assert "0.01" in clerk.get(at).content.decode()
    assert clerk.post(f"{at}explain/", {"cause": "miscount"}).status_code == 422
    given = {"cause": "miscount", "explanation": "少收一分"}
    assert clerk.post(f"{at}explain/", given).status_code == 302
    assert clerk.post(f"{at}approve/").status_code == 403
    assert checker.post(f"{at}return/", {"reason": "再说明"}).status_code == 302
    clerk.post(f"{at}explain/", given)
    assert checker.post(f"{at}approve/").status_code == 302
    sheet.refresh_from_db()
    assert sheet.status == "approved"
    assert sheet.number in checker.get("/reconciliation/?tab=done").content.decode()


def test_the_month_is_shown_and_leaves_in_excel(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Capture
) -> None:
    capture = django_capture_on_commit_callbacks
    closed_till(cast, capture, money={"qr": Decimal(5)})
    closed_order(cast, capture, waived=50)
    client = sign_in("he")
    page = client.get("/reconciliation/month/?month=2026-11").content.decode()
    assert "50.0%" in page
    assert client.get("/reconciliation/month/?month=2026-13").status_code == 200
    assert client.get("/reconciliation/month/export/?month=2026-11").content.startswith(b"PK")


def test_the_till_leads_to_its_sheet_and_strangers_see_neither(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks)
    at = f"/reconciliation/{sheet.pk}/"
    assert at in sign_in("qian").get(f"/counter/shifts/{sheet.shift_id}/").content.decode()
    assert sign_in("other").get(at).status_code == 404
    assert sign_in("ma").get("/reconciliation/").status_code == 403


def test_the_list_leaves_in_excel_with_its_filters_and_for_its_readers(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks, money={"cash": Decimal("-0.01")})
    client = sign_in("audit")
    at = "/reconciliation/export/?tab=difference"
    assert at in client.get("/reconciliation/?tab=difference").content.decode()
    assert sheet.number in words_of(client.get(at).content)
    assert sheet.number not in words_of(client.get("/reconciliation/export/?tab=done").content)
    assert client.get(f"{at}&since=2027-01-01").status_code == 200
    assert sign_in("ma").get(at).status_code == 403


def words_of(book: bytes) -> str:
    """The text of an Excel file."""
    with ZipFile(BytesIO(book)) as parts:
        return parts.read("xl/sharedStrings.xml").decode()
