"""Each class of entry errors, found by the system itself in what exists (data-entry/8.2)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from heqi.counter.models import SalesOrder
from heqi.counter.tests.makers import make_sale, make_shift
from heqi.customers.actions import finish_task, open_task
from heqi.customers.models import Party, Phone
from heqi.customers.tests.makers import make_customer
from heqi.entry.findings import ERRORS
from heqi.ledger.events import deliver_open
from heqi.notices.actions import write_campaign
from heqi.notices.models import CampaignRecipient
from heqi.quality.actions import continue_stock_checks, start_stock_check
from heqi.quality.models import EntryError, EntryTiming, ErrorClass
from heqi.quality.sources import BY_TYPE
from heqi.quality.tests.scenes import entered_party
from heqi.workorders.actions import finish_order
from heqi.workorders.actions.finishing import Fee, Material
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/8.2", "data-entry/1.2.1")]
Capture = Callable[..., Any]


def in_stock(cast: Cast, table: str) -> set[tuple[str, str]]:
    """Field and class of what the check of the stock finds in a table."""
    start_stock_check(cast.units["gas"], BY_TYPE[table], by=cast.he, now=NOW)
    while continue_stock_checks(now=NOW):
        pass
    errors = EntryError.objects.filter(subject_type=table)
    assert all(error.note and error.clause for error in errors)
    return set(errors.values_list("field", "error"))


def test_missing_what_the_standard_requires(cast: Cast) -> None:
    entered_party(cast, id_number="")
    assert in_stock(cast, "customers.party") == {("id_number", "missing")}


def test_format_of_a_number_that_is_none(cast: Cast) -> None:
    party = entered_party(cast)
    Phone.objects.filter(party=party).update(number="1380010X")
    assert in_stock(cast, "customers.party") == {("mobile", "format")}


def test_wrong_check_character_of_an_identity_number(cast: Cast) -> None:
    party = entered_party(cast)
    Party.objects.filter(pk=party.pk).update(id_number="990106198503122418")
    assert in_stock(cast, "customers.party") == {("id_number", "wrong")}


def test_duplicate_of_one_person_filed_twice(cast: Cast) -> None:
    entered_party(cast, "甲")
    entered_party(cast, "乙")
    assert in_stock(cast, "customers.party") == {("id_number", "duplicate")}


def task(cast: Cast, kind: str) -> EntryTiming:
    """A task of master data that is done three days after it came."""
    party = entered_party(cast)
    row = open_task(
        unit=cast.units["gas"], kind=kind, title="建档", party=party, by=cast.lin, now=NOW
    )
    finish_task(row, party=party, by=cast.qian, now=NOW + timedelta(days=3))
    while deliver_open(now=NOW + timedelta(days=3)):
        pass
    return EntryTiming.objects.get(kind=kind)


@pytest.mark.parametrize(
    ("kind", "clause"),
    [
        pytest.param("master_data", "data-entry/6.4", marks=pytest.mark.clause("data-entry/6.4")),
        pytest.param("update", "data-entry/6.3", marks=pytest.mark.clause("data-entry/6.3")),
    ],
)
def test_late_creation_and_late_update_of_master_data(cast: Cast, kind: str, clause: str) -> None:
    timing = task(cast, kind)
    assert timing.entered_at - timing.happened_at == timedelta(days=3)
    assert timing.staff == cast.staff["qian"]
    error = EntryError.objects.get()
    assert (error.error, error.found_by, error.staff) == ("late", "timing", cast.staff["qian"])
    assert error.clause == clause


@pytest.mark.clause("data-entry/6.3", "data-entry/6.4")
def test_a_task_done_in_time_is_measured_and_no_error(cast: Cast) -> None:
    party = entered_party(cast)
    for kind in ("master_data", "update"):
        row = open_task(
            unit=cast.units["gas"], kind=kind, title="建档", party=party, by=cast.lin, now=NOW
        )
        finish_task(row, party=party, by=cast.qian, now=NOW + timedelta(minutes=5))
    while deliver_open(now=NOW + timedelta(minutes=5)):
        pass
    assert EntryTiming.objects.filter(kind__in=["master_data", "update"]).count() == 2
    assert not EntryError.objects.exists()


@pytest.mark.clause("data-entry/2.3")
def test_no_evidence_of_a_repair_nobody_signed_for(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    party, point = make_customer(cast.units["gas"])
    order = bring(
        make_order(cast, django_capture_on_commit_callbacks, party=party, service_point=point),
        "working",
        cast,
    )
    with django_capture_on_commit_callbacks(execute=True):
        finish_order(
            order,
            result="repaired",
            materials=[Material("球阀", used=1, returned=0, issued=1, price=50)],
            fees=[Fee("material", 50)],
            by=cast.ma,
            now=NOW,
        )
    assert ("customer_signature", "no_evidence") in in_stock(cast, "workorders.workorder")


@pytest.mark.clause("data-entry/2.3")
def test_sales_are_part_of_the_stock(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    order = make_sale(cast, make_shift(cast), party=party)
    SalesOrder.objects.filter(pk=order.pk).update(service_point=point)
    assert in_stock(cast, "counter.salesorder") == set()
    SalesOrder.objects.filter(pk=order.pk).update(total=Decimal("0.00"))
    assert in_stock(cast, "counter.salesorder") == {("amount", "format")}


@pytest.mark.clause("data-entry/2.3")
def test_items_sold_are_part_of_the_stock(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    order = make_sale(cast, make_shift(cast), party=party)
    SalesOrder.objects.filter(pk=order.pk).update(service_point=point)
    assert in_stock(cast, "counter.salesline") == set()
    order.lines.update(amount=Decimal("0.02"))
    assert in_stock(cast, "counter.salesline") == {("amount", "wrong")}
    assert EntryError.objects.get().staff == cast.staff["qian"]


@pytest.mark.clause("data-entry/2.3")
def test_messages_to_customers_are_part_of_the_stock(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    write_campaign(
        cast.units["gas"], unit=cast.units["service"], title="提示", purpose="tips",
        audience_code="parties", choice=party.number, text="冬季用气请保持通风。",
        by=cast.han, now=NOW,
    )  # fmt: skip
    assert in_stock(cast, "notices.campaignrecipient") == set()
    CampaignRecipient.objects.update(phone="")
    assert in_stock(cast, "notices.campaignrecipient") == {("phone", "missing")}
    assert EntryError.objects.get().staff == cast.staff["han"]


def test_every_class_has_its_test() -> None:
    assert set(ErrorClass.values) == set(ERRORS)
    names = " ".join(name for name in globals() if name.startswith("test_"))
    assert all(error in names for error in ErrorClass.values)
