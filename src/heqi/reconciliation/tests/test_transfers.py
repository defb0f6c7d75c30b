"""Bank transfers for installations have a sheet a day for whoever entered them."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.ledger.events import deliver_open
from heqi.people.access import Refused
from heqi.projects.actions import record_payment
from heqi.projects.models import Project
from heqi.projects.tests.makers import bring, make_project, make_works
from heqi.reconciliation.actions import count_transfers, end_transfer_days
from heqi.reconciliation.models import Sheet
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/6.2")]
NEXT = NOW + timedelta(days=1)


@pytest.fixture
def project(cast: Cast) -> Project:
    works = make_works(cast)
    return bring(make_project(works), "payment", works)


def transfer(cast: Cast, project: Project, amount: str, receipt: str) -> Sheet:
    """The clerk enters a bank transfer; the sheet of her day."""
    record_payment(
        project, amount=Decimal(amount), receipt_no=receipt, received_at=NOW, by=cast.qian, now=NOW
    )
    while deliver_open(now=NOW):
        pass
    return Sheet.objects.select_related("unit", "company", "decision").get(kind="transfer")


def test_transfers_of_a_day_are_counted_by_somebody_else_and_agree(
    cast: Cast, project: Project
) -> None:
    transfer(cast, project, "100.00", "SJ-1")
    sheet = transfer(cast, project, "250.50", "SJ-2")
    assert (sheet.operator, sheet.total, sheet.status) == (
        cast.staff["qian"], Decimal("350.50"), "open",
    )  # fmt: skip
    assert end_transfer_days(now=NOW) == 0
    assert end_transfer_days(now=NEXT) == 1
    sheet.refresh_from_db()
    assert sheet.due_at is not None
    said = {"receipts": Decimal("350.50"), "statement": Decimal("350.50")}
    with pytest.raises(Refused):
        count_transfers(sheet, **said, by=cast.qian, now=NEXT)
    with pytest.raises(ValidationError):
        count_transfers(sheet, **said, by=cast.han, now=NOW)
    count_transfers(sheet, **said, by=cast.han, now=NEXT)
    sheet.refresh_from_db()
    assert (sheet.status, sheet.checked_by) == ("approved", cast.staff["han"])


def test_a_difference_of_a_cent_on_the_bank_statement_is_found_on_the_page(
    cast: Cast, project: Project, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heqi.people.middleware.timezone.now", lambda: NEXT)
    sheet = transfer(cast, project, "100.00", "SJ-1")
    end_transfer_days(now=NEXT)
    client, page = sign_in("han"), f"/reconciliation/{sheet.pk}/"
    assert "SJ-1" in client.get(page).content.decode()
    assert sheet.number in client.get("/reconciliation/").content.decode()
    client.post(f"{page}count/", {"receipts": "100.00", "statement": "99.99"})
    sheet.refresh_from_db()
    assert (sheet.status, sheet.difference, sheet.checked_by) == (
        "difference", Decimal("0.01"), cast.staff["han"],
    )  # fmt: skip


def test_a_transfer_entered_after_the_count_is_a_difference(cast: Cast, project: Project) -> None:
    sheet = transfer(cast, project, "100.00", "SJ-1")
    said = {"receipts": Decimal(100), "statement": Decimal(100)}
    count_transfers(sheet, **said, by=cast.han, now=NEXT)
    sheet = transfer(cast, project, "40.00", "SJ-2")
    assert (sheet.status, sheet.difference, sheet.checked_at) == (
        "difference", Decimal("40.00"), None,
    )  # fmt: skip
