"""Whoever takes money does not check; differences are explained and approved."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.queries import clocks_of
from heqi.counter.models import Payment
from heqi.counter.tests.makers import clerk, make_shift
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.policies.measures import measures
from heqi.policies.measures.actions import take_measures
from heqi.reconciliation.actions import approve_sheet, check_sheet, explain_sheet, return_sheet
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.queries import month_report
from heqi.reconciliation.tests.makers import closed_till
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]
LATER = NOW + timedelta(hours=3)


def state_of(sheet: Sheet, name: str) -> str:
    """Where a clock of the sheet stands."""
    return next(clock.state for clock in clocks_of(sheet) if clock.name == name)


@pytest.mark.clause("data-entry/6.2")
def test_a_matched_till_is_checked_by_somebody_who_took_no_money(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks)
    check_sheet(sheet, by=clerk(cast, "tan"), now=LATER)
    assert (sheet.status, state_of(sheet, "check_by")) == ("approved", "met")


def test_nobody_checks_his_own_till(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks)
    with pytest.raises(Refused):
        check_sheet(sheet, by=clerk(cast, "qian"), now=LATER)


def test_who_had_a_till_open_that_day_does_not_check_a_colleagues(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks)
    make_shift(cast, "yao")
    with pytest.raises(Refused):
        check_sheet(sheet, by=clerk(cast, "yao"), now=LATER)
    with pytest.raises(Refused):
        check_sheet(sheet, by=cast.lin, now=LATER)


def test_a_record_changed_after_the_close_comes_to_light_at_the_check(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks)
    Payment.objects.filter(method="qr").update(amount=Decimal("297.99"))
    check_sheet(sheet, by=cast.audit, now=LATER)
    assert (sheet.status, sheet.difference) == ("difference", Decimal("0.01"))
    assert sheet.checked_at == LATER


@pytest.mark.clause("data-entry/6.2")
def test_a_difference_is_explained_sent_back_explained_again_and_approved(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks, money={"cash": Decimal(-10)})
    check_sheet(sheet, by=cast.audit, now=LATER)
    assert sheet.status == "difference"
    qian = clerk(cast, "qian")
    with pytest.raises(ValidationError):
        explain_sheet(sheet, cause="miscount", explanation=" ", by=qian, now=LATER)
    explain_sheet(sheet, cause="miscount", explanation="找零多付 10 元", by=qian, now=LATER)
    assert state_of(sheet, "explain_by") == "met"
    with pytest.raises(Refused):
        approve_sheet(sheet, by=qian, now=LATER)
    return_sheet(sheet, reason="请附监控时间", by=cast.audit, now=LATER)
    assert (sheet.status, state_of(sheet, "explain_by")) == ("difference", "running")
    explain_sheet(sheet, cause="miscount", explanation="10:05 找零多付", by=qian, now=LATER)
    approve_sheet(sheet, by=cast.audit, now=LATER)
    assert (sheet.status, sheet.differed) == ("approved", True)
    with pytest.raises(IllegalMove):
        approve_sheet(sheet, by=cast.audit, now=LATER)


def test_who_explained_does_not_approve(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks, money={"cash": Decimal(1)})
    explain_sheet(sheet, cause="other", explanation="多收", by=cast.han, now=LATER)
    with pytest.raises(Refused):
        approve_sheet(sheet, by=cast.han, now=LATER)
    approve_sheet(sheet, by=cast.audit, now=LATER)
    assert sheet.checked_by_id == cast.staff["audit"].pk


@pytest.mark.clause("data-entry/6.2")
def test_the_month_says_how_many_tills_agreed(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    capture = django_capture_on_commit_callbacks
    closed_till(cast, capture)
    closed_till(cast, capture, "yao", money={"cash": Decimal("-0.01")})
    report = month_report(cast.he, date(2026, 11, 1), label="2026-11")
    assert (report.whole.sheets, report.whole.matched, report.whole.differed) == (2, 1, 1)
    assert report.whole.total == 692
    assert report.whole.apart == Decimal("0.01")
    assert [row.label for row in report.clerks] == ["钱敏", "姚静"]
    take_measures(cast.units["gas"], date(2026, 11, 1), now=LATER)
    found = measures(cast.units["gas"], date(2026, 11, 1), cast.he)["data-entry/6.2"]
    tills = next(row for row in found if (row.kept, row.decided) == (1, 2))
    assert tills.missed_count == 1
