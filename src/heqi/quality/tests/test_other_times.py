"""Every entry of daily business is measured from its event against the limit of its clause."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from heqi.counter.tests.makers import honest_close, make_sale, make_shift
from heqi.customers.actions import Papers, carry_out_meter_change
from heqi.customers.facts import needs_of
from heqi.customers.models import BusinessStep
from heqi.customers.tests.makers import make_customer
from heqi.ledger.events import deliver_open
from heqi.notices.models import Notice
from heqi.projects.actions import record_payment
from heqi.projects.tests.makers import Works, make_project, make_works
from heqi.projects.tests.makers import bring as bring_project
from heqi.quality.actions.forgetting import forget_timings
from heqi.quality.models import EntryError, EntryTiming
from heqi.readings.actions import finish_round, return_reading, take_reading
from heqi.readings.tests.makers import make_round
from heqi.service.actions import finish_contact, log_contact
from heqi.workorders.actions import finish_order
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/1.2.2")]
Capture = Callable[..., Any]
DAY = timedelta(days=1)


@pytest.fixture
def works(cast: Cast) -> Works:
    return make_works(cast)


def measured(kind: str) -> EntryTiming:
    """What was measured once everything announced has arrived."""
    while deliver_open(now=NOW + 9 * DAY):
        pass
    return EntryTiming.objects.get(kind=kind)


def in_time(timing: EntryTiming) -> bool:
    assert timing.enter_by is not None
    return timing.entered_at <= timing.enter_by


def test_a_sale_is_measured_from_the_customer_at_the_till(cast: Cast) -> None:
    make_sale(cast, make_shift(cast))
    timing = measured("sale")
    assert (timing.staff, in_time(timing)) == (cast.staff["qian"], True)
    assert not EntryError.objects.exists()


@pytest.mark.parametrize(("days", "late"), [(0, False), (2, True)])
def test_a_reading_is_measured_from_the_day_at_the_meter(cast: Cast, days: int, late: bool) -> None:
    round_, meters = make_round(cast)
    take_reading(
        meters[0], value=Decimal(118), on=(NOW - days * DAY).date(), round_=round_, by=cast.ma,
        now=NOW,
    )  # fmt: skip
    assert in_time(measured("reading")) is not late
    assert EntryError.objects.filter(error="late", clause="data-entry/1.2.2").exists() is late


def test_a_reading_of_a_phone_that_was_offline_is_measured_to_the_minute(cast: Cast) -> None:
    round_, meters = make_round(cast)
    at = NOW - timedelta(hours=3)
    take_reading(
        meters[0], value=Decimal(118), on=NOW.date(), round_=round_, device_at=at, by=cast.ma,
        now=NOW,
    )  # fmt: skip
    timing = measured("reading")
    assert timing.entered_at - timing.happened_at == timedelta(hours=3)


def test_a_meter_change_entered_a_day_later_is_late(cast: Cast) -> None:
    _party, point = make_customer(cast.units["gas"])
    point.meters.update(installed_on=date(2020, 1, 1))
    needs = needs_of("meter_change", on=NOW.date(), company_id=None)
    papers = Papers(
        on=(NOW - DAY).date(), reason="到期", cause="over_age", worker="马超群", seal="F-0001",
        documents=dict.fromkeys(needs.documents, ""), reading=Decimal(1234),
    )  # fmt: skip
    carry_out_meter_change(
        point.meters.get(), number="520011", new_reading=Decimal(0), papers=papers, by=cast.qian,
        now=NOW,
    )  # fmt: skip
    timing = measured("step")
    assert timing.subject_label == BusinessStep.objects.get().number
    assert not in_time(timing)
    error = EntryError.objects.get(error="late")
    assert (error.staff, error.clause) == (cast.staff["qian"], "data-entry/1.2.2")


def test_an_order_is_measured_from_the_work_done(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    order = bring(make_order(cast, django_capture_on_commit_callbacks), "working", cast)
    finish_order(order, result="repaired", by=cast.ma, now=NOW)
    assert in_time(measured("order"))


def test_a_contact_is_measured_until_it_is_written_up(cast: Cast) -> None:
    unit = cast.units["dispatch"]
    contact = log_contact(unit=unit, channel="hall", by=cast.lin, now=NOW)
    finish_contact(contact, summary="咨询", by=cast.lin, now=NOW + DAY)
    timing = measured("contact")
    assert (timing.staff, in_time(timing)) == (cast.staff["lin"], False)
    error = EntryError.objects.get()
    assert (error.error, error.staff, error.subject_id) == (
        "late", cast.staff["lin"], str(contact.pk)
    )  # fmt: skip


def test_money_for_an_installation_entered_days_later_is_late(works: Works) -> None:
    project = bring_project(make_project(works), "payment", works)
    record_payment(
        project, amount=Decimal("30000.00"), receipt_no="SJ-1",
        received_at=NOW - 3 * DAY, by=works.cast.qian, now=NOW,
    )  # fmt: skip
    assert not in_time(measured("payment"))
    error = EntryError.objects.get(error="late", kind="installation_payment")
    assert (error.staff, error.clause) == (works.cast.staff["qian"], "data-entry/1.2.2")


@pytest.mark.clause("data-entry/6.2")
@pytest.mark.parametrize(("days", "errors"), [(0, 0), (1, 1)])
def test_sales_are_passed_on_when_the_till_is_closed(cast: Cast, days: int, errors: int) -> None:
    shift = make_shift(cast)
    make_sale(cast, shift)
    make_sale(cast, shift, item="alarm")
    closed = NOW + days * DAY
    honest_close(cast, shift, now=closed)
    while deliver_open(now=NOW + 9 * DAY):
        pass
    passed = EntryTiming.objects.filter(kind="sale").values_list("passed_on_at", flat=True)
    assert list(passed) == [closed, closed]
    late = EntryError.objects.filter(error="late", clause="data-entry/6.2")
    assert late.count() == errors  # one for the till, not one for every sale


def test_the_times_of_a_month_leave_in_excel(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    make_sale(cast, make_shift(cast))
    measured("sale")
    client = sign_in("he")
    page = client.get(reverse("quality:timing"), {"month": "2026-11"}).content.decode()
    assert "柜台销售与收款" in page
    book = client.get(reverse("quality:export_timing"), {"month": "2026-11"})
    assert book.content.startswith(b"PK")


@pytest.mark.clause("data-entry/7.3")
def test_a_reading_that_is_sent_back_is_an_error_of_the_reader_who_is_told(cast: Cast) -> None:
    round_, meters = make_round(cast)
    given = {"on": NOW.date(), "round_": round_, "by": cast.ma, "now": NOW, "confirmed": True}
    reading = take_reading(meters[0], value=Decimal(90), **given)  # below the last one
    return_reading(reading, error="wrong", reason="看错表", by=cast.zhou, now=NOW)
    while deliver_open(now=NOW + DAY):
        pass
    error = EntryError.objects.get(found_by="next_step")
    assert (error.staff, error.error, error.clause) == (
        cast.staff["ma"], "wrong", "data-entry/7.3"
    )  # fmt: skip
    assert Notice.objects.filter(template="quality.returned", recipient=cast.staff["ma"]).exists()


@pytest.mark.clause("data-entry/7.3")
def test_a_round_with_a_doubt_still_to_be_reviewed_is_not_finished(cast: Cast) -> None:
    round_, meters = make_round(cast)
    given = {"on": NOW.date(), "round_": round_, "by": cast.ma, "now": NOW, "confirmed": True}
    for meter in meters:
        take_reading(meter, value=Decimal(90), **given)
    with pytest.raises(ValidationError, match="复核"):
        finish_round(round_, by=cast.zhou, now=NOW)


def test_times_of_entries_are_dropped_when_their_time_has_passed(cast: Cast) -> None:
    make_sale(cast, make_shift(cast))
    measured("sale")
    assert forget_timings(now=NOW + timedelta(days=700)) == 0
    assert forget_timings(now=NOW + timedelta(days=760)) == 1
    assert not EntryTiming.objects.exists()
