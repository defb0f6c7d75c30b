"""Formalities, contracts, installations and their money are drawn and judged like all entries."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from heqi.customers.actions import (
    assign_role,
    carry_out_meter_change,
    create_contract,
    end_contract,
)
from heqi.customers.models import BusinessStep, ServicePoint
from heqi.customers.tests.makers import make_customer, papers
from heqi.entry.standards import KINDS
from heqi.ledger.actors import Actor
from heqi.projects.actions import record_payment
from heqi.projects.models import Payment, Project
from heqi.projects.tests.makers import bring, make_project, make_works
from heqi.quality.actions import (
    Wrong,
    continue_stock_checks,
    draw_sample,
    judge_item,
    start_stock_check,
)
from heqi.quality.models import EntryError
from heqi.quality.sources import BY_TYPE, STOCK
from heqi.quality.tests.test_returning import as_, say_wrong
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/7.1")]
WRONG = Wrong("", "wrong", "与纸质单据不符。", "data-entry/1.2.1", "clause")
DAY = NOW.date()


def judged(cast: Cast, kind: str, by: Actor) -> EntryError:
    """Draw the month, judge the entry of a kind wrong, and see whose error it is."""
    check = draw_sample(cast.units["gas"], month=DAY, by=cast.he, now=NOW)
    item = check.items.get(subject_type=kind, staff_id=by.id)
    error = judge_item(item, wrong=WRONG, by=cast.he, now=NOW)
    assert error is not None
    assert error.staff_id == by.id
    return error


def stocked(cast: Cast, kind: str) -> list[tuple[str, str]]:
    """What the check of the stock finds in a kind of record."""
    start_stock_check(cast.units["gas"], STOCK[kind], by=cast.he, now=NOW)
    while continue_stock_checks(now=NOW):
        pass
    rows = EntryError.objects.filter(found_by="bulk", subject_type=kind)
    return list(rows.values_list("field", "error"))


@pytest.fixture
def place(cast: Cast) -> ServicePoint:
    _party, point = make_customer(cast.units["gas"])
    point.meters.update(installed_on=date(2020, 1, 1))
    return point


@pytest.mark.clause("data-entry/5-clerk")
def test_a_meter_change_is_drawn_and_judged_wrong(cast: Cast, place: ServicePoint) -> None:
    carry_out_meter_change(
        place.meters.get(), number="520011", new_reading=Decimal(0),
        papers=papers("meter_change", cause="over_age"), by=cast.qian, now=NOW,
    )  # fmt: skip
    assert stocked(cast, "customers.businessstep") == []
    error = judged(cast, "customers.businessstep", cast.qian)
    assert error.subject_label == BusinessStep.objects.get().number
    assert error.kind_label == "业务手续"


def test_a_contract_of_supply_is_drawn_and_judged_wrong(cast: Cast, place: ServicePoint) -> None:
    party = place.occupancies.first().party  # type: ignore[union-attr]
    contract = create_contract(
        point=place, party=party, number="GY-1", since=DAY, by=cast.qian, now=NOW
    )
    assert stocked(cast, "customers.contract") == []
    end_contract(contract, on=DAY, reason="客户搬离", by=cast.lin, now=NOW)
    assert judged(cast, "customers.contract", cast.qian).subject_label == "GY-1"


def test_a_change_of_roles_is_the_entry_of_who_made_it(cast: Cast, place: ServicePoint) -> None:
    landlord, _point = make_customer(
        cast.units["gas"], "李娜", account_no="9000-1", meter="", room="201"
    )
    assign_role(place, party=landlord, role="owner", since=DAY, by=cast.qian, now=NOW)
    assert judged(cast, "customers.servicepoint", cast.qian).subject_id == str(place.pk)


def test_a_contract_and_a_transfer_for_an_installation_are_drawn_and_judged(cast: Cast) -> None:
    works = make_works(cast)
    project = bring(make_project(works), "payment", works)
    record_payment(
        project, amount=Decimal(100), receipt_no="SJ-1", received_at=NOW, by=cast.qian, now=NOW
    )
    assert stocked(cast, "projects.project") == []
    assert stocked(cast, "projects.payment") == []
    payment = Payment.objects.get()
    error = judged(cast, "projects.payment", cast.qian)
    assert (error.subject_id, error.kind) == (str(payment.pk), "installation_payment")
    row = BY_TYPE["projects.project"].row(Project.objects.get().pk)
    assert BY_TYPE["projects.project"].values(row)["contract_no"] == project.contract.number


@pytest.mark.clause("data-entry/7.3")
def test_a_formality_and_an_installation_are_said_to_be_wrong_on_their_pages(
    cast: Cast, place: ServicePoint
) -> None:
    carry_out_meter_change(
        place.meters.get(), number="520011", new_reading=Decimal(0),
        papers=papers("meter_change", cause="over_age"), by=cast.qian, now=NOW,
    )  # fmt: skip
    step = BusinessStep.objects.get()
    page = reverse("customers:step", args=[step.number])
    error = say_wrong(as_(cast, "he"), page, "customers.businessstep", step.pk)
    assert error.staff == cast.staff["qian"]
    works = make_works(cast)
    project = bring(make_project(works), "payment", works)
    page = reverse("projects:project", args=[project.number])
    error = say_wrong(as_(cast, "he"), page, "projects.project", project.pk)
    assert error.subject_label == project.number


def test_every_kind_of_record_fits_where_an_error_keeps_it() -> None:
    longest = EntryError._meta.get_field("kind").max_length
    assert max(map(len, KINDS)) <= longest
