"""Contracts, instalments, receipts and reversals: to the cent, and no receipt twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.projects.actions import (
    Home,
    Part,
    add_households,
    extend_contract,
    record_payment,
    reverse_payment,
    sign_contract,
)
from heqi.projects.actions.settling import cover
from heqi.projects.models import Payment
from heqi.projects.queries import (
    clocks_of_project,
    contract_expires_within,
    contract_expires_within_month,
    money_of,
    paid,
    paid_as_agreed,
)
from heqi.projects.tests.makers import HALF, TODAY, Works, bring, make_project
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def pay(project, works, amount, receipt="SJ-1", **values):  # type: ignore[no-untyped-def]
    return record_payment(
        project,
        amount=Decimal(amount),
        receipt_no=receipt,
        by=works.cast.qian,
        now=NOW,
        **values,
    )


def test_the_first_instalment_lets_construction_begin(works: Works) -> None:
    project = bring(make_project(works), "payment", works, instalments=HALF)
    pay(project, works, "14999.99")
    assert project.status == "payment"
    pay(project, works, "0.01", "SJ-2")
    assert project.status == "construction"
    home = project.households.get()
    assert not paid(home)
    money = money_of(project, project.contract, on=TODAY)
    assert [part.is_paid for part in money.parts] == [True, False]
    assert money.owed == Decimal("15000.00")
    pay(project, works, "15000", "SJ-3")
    assert paid(home)


def test_a_receipt_counts_once_however_often_it_is_handed_in(works: Works) -> None:
    project = bring(make_project(works), "payment", works)
    first = pay(project, works, "100")
    again = pay(project, works, "100")
    assert first.pk == again.pk
    assert Payment.objects.count() == 1
    with pytest.raises(ValidationError, match="票据"):
        pay(project, works, "200")


def test_nobody_pays_more_than_is_owed(works: Works) -> None:
    project = bring(make_project(works), "payment", works)
    with pytest.raises(ValidationError, match="30000"):
        pay(project, works, "30000.01")
    with pytest.raises(ValidationError):
        pay(project, works, "0.001")
    with pytest.raises(ValidationError):
        pay(project, works, "-5")


def test_no_money_without_a_contract(works: Works) -> None:
    project = make_project(works)
    with pytest.raises(IllegalMove):
        pay(project, works, "5")
    with pytest.raises(Refused):
        record_payment(project, amount=Decimal(5), receipt_no="1", by=works.lu, now=NOW)


def test_a_second_person_reverses_a_receipt_and_the_debt_is_back(works: Works) -> None:
    project = bring(make_project(works), "construction", works)
    row = Payment.objects.get()
    assert paid(project.households.get())
    with pytest.raises(ValidationError):
        reverse_payment(row, reason="录错", by=works.cast.qian, now=NOW)
    reverse_payment(row, reason="录错", by=works.cast.han, now=NOW)
    assert not paid(project.households.get())
    with pytest.raises(IllegalMove):
        reverse_payment(row, reason="再来", by=works.cast.han, now=NOW)
    assert money_of(project, project.contract, on=TODAY).received == Decimal(0)


def test_households_that_pay_for_themselves_share_the_sum_to_the_cent(works: Works) -> None:
    project = make_project(works, kind="compound", homes=7)
    bring(project, "payment", works, amount=Decimal("20000.00"), paid_by="households")
    assert project.status == "construction"
    fees = list(project.households.values_list("fee", flat=True))
    assert sum(fees) == Decimal("20000.00")
    assert max(fees) - min(fees) <= Decimal("0.01")
    home = project.households.first()
    with pytest.raises(ValidationError):
        pay(project, works, "10")
    pay(project, works, str(home.fee), household=home)
    assert paid(home)
    assert not paid(project.households.last())


def test_instalments_that_do_not_add_up_are_refused(works: Works) -> None:
    project = bring(make_project(works), "contract", works)
    with pytest.raises(ValidationError) as fault:
        sign_contract(
            project,
            number="HT-1",
            amount=Decimal("100.00"),
            signed_on=TODAY,
            ready_on=TODAY,
            expires_on=TODAY,
            instalments=[Part("首付款", Decimal("99.99"), "construction")],
            by=works.lu,
            now=NOW,
        )
    assert "instalments" in fault.value.message_dict


@pytest.mark.clause("authority/4-waiver-2", "tiering/6.2(2)")
def test_an_extension_moves_the_promise_and_keeps_the_first_day(works: Works) -> None:
    project = bring(make_project(works, kind="commercial"), "construction", works, ready_in=10)
    later = TODAY + timedelta(days=60)
    with pytest.raises(ValidationError):
        extend_contract(
            project,
            ready_on=TODAY,
            expires_on=TODAY,
            reason="缩短",
            by=works.lu,
            now=NOW,
        )
    row = extend_contract(
        project, ready_on=later, expires_on=later, reason="道路开挖许可延后", by=works.lu, now=NOW
    )
    assert row.ready_before == TODAY + timedelta(days=10)
    ready = next(c for c in clocks_of_project(project) if c.name == "ready")
    assert ready.due_at is not None
    assert ready.due_at.date() == later


@pytest.mark.clause("authority/4-waiver-2")
@pytest.mark.parametrize(("days", "soon"), [(0, True), (30, True), (31, False), (-1, False)])
def test_a_contract_that_ends_within_a_month(works: Works, days: int, soon: bool) -> None:
    project = bring(make_project(works, kind="compound", homes=2), "construction", works)
    contract = project.contract
    # A month from 23 November ends on 23 December, thirty days on.
    end = TODAY + timedelta(days=days)
    type(contract).objects.filter(pk=contract.pk).update(
        signed_on=TODAY - timedelta(days=90), ready_on=TODAY - timedelta(days=5), expires_on=end
    )
    assert contract_expires_within_month(project, TODAY) is soon
    assert contract_expires_within(project, "1 month", on=TODAY) is soon


@pytest.mark.clause("authority/4-priority-1")
def test_paid_as_agreed_asks_for_what_is_due_by_now(works: Works) -> None:
    project = bring(make_project(works), "payment", works, instalments=HALF)
    assert paid_as_agreed(project, on=TODAY)
    pay(project, works, "15000")
    assert project.status == "construction"
    assert paid_as_agreed(project, on=TODAY)
    late = bring(
        make_project(works),
        "payment",
        works,
        instalments=[Part("全款", Decimal("30000.00"), due_on=TODAY - timedelta(days=1))],
    )
    assert not paid_as_agreed(late, on=TODAY)


@settings(max_examples=15, deadline=None)
@given(
    parts=st.lists(st.integers(1, 500_000), min_size=1, max_size=6),
    cuts=st.lists(st.integers(1, 400_000), min_size=1, max_size=8),
)
def test_instalments_are_covered_in_their_order_and_nothing_is_lost(
    parts: list[int], cuts: list[int]
) -> None:
    owed = [Decimal(part) / 100 for part in parts]
    total = min(Decimal(sum(cuts)) / 100, sum(owed))
    got = cover(owed, total)
    assert sum(got) == total
    assert all(0 <= a <= b for a, b in zip(got, owed, strict=True))
    is_short = [a < b for a, b in zip(got, owed, strict=True)]
    assert is_short == sorted(is_short)


def test_fees_of_their_own_are_kept(works: Works) -> None:
    project = make_project(works, kind="compound")
    add_households(
        project,
        [
            Home(building="1", entrance="1", room="101", fee=Decimal("3000")),
            Home(building="1", entrance="1", room="102"),
        ],
        by=works.lu,
        now=NOW,
    )
    bring(project, "payment", works, amount=Decimal("5000.00"), paid_by="households")
    assert list(project.households.values_list("fee", flat=True)) == [
        Decimal("3000.00"),
        Decimal("2000.00"),
    ]
