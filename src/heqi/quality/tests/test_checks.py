"""The monthly sample, the daily self-check, the check of the stock, verification in business."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from heqi.customers.actions import change_contact, create_party
from heqi.people.access import Refused
from heqi.quality.actions import (
    check_piece,
    continue_stock_checks,
    dismiss_error,
    draw_sample,
    finish_self_check,
    judge_item,
    start_stock_check,
    verify_party,
)
from heqi.quality.actions.sampling import draw_the_rest
from heqi.quality.models import Check, EntryError, SelfCheck, Verification
from heqi.quality.tests.scenes import PARTIES, WRONG, entered_party
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
DAY = NOW.date()


@pytest.mark.clause("data-entry/7.1")
def test_the_monthly_sample_can_be_drawn_again_from_its_seed(cast: Cast) -> None:
    for name in "甲乙丙丁戊己庚辛":
        entered_party(cast, name, id_number="")
    gas = cast.units["gas"]
    check = draw_sample(gas, month=DAY, seed="seed", by=cast.he, now=NOW)
    assert (check.population, check.total) == (8, 3)  # 2 %, at least three per person
    drawn = {item.entry_id for item in check.items.all()}
    check.delete()
    again = draw_sample(gas, month=DAY, seed="seed", by=cast.he, now=NOW)
    assert {item.entry_id for item in again.items.all()} == drawn
    with pytest.raises(ValidationError):
        draw_sample(gas, month=DAY, by=cast.he, now=NOW)
    with pytest.raises(Refused):
        draw_sample(cast.units["other"], month=DAY, by=cast.he, now=NOW)


@pytest.mark.clause("data-entry/7.1")
def test_a_sample_drawn_in_the_middle_of_the_month_takes_in_what_is_entered_later(
    cast: Cast,
) -> None:
    for name in "甲乙丙丁":
        entered_party(cast, name, id_number="")
    gas = cast.units["gas"]
    first = draw_sample(gas, month=DAY, seed="seed", by=cast.he, now=NOW)
    drawn = {item.entry_id for item in first.items.all()}
    later = NOW + timedelta(days=6)
    for name in "戊己庚辛壬癸":
        entered_party(cast, name, at=later, id_number="")
    again = draw_sample(gas, month=DAY, by=cast.he, now=later)
    assert (again.pk, again.seed, again.population) == (first.pk, "seed", 10)
    assert {item.entry_id for item in again.items.all()} > drawn
    assert again.total == again.items.count()
    assert again.items.filter(entered_at=later).exists()
    with pytest.raises(ValidationError):
        draw_sample(gas, month=DAY, by=cast.he, now=later)


@pytest.mark.clause("data-entry/7.1")
def test_the_rest_of_the_month_is_drawn_by_itself_once_the_month_is_over(cast: Cast) -> None:
    entered_party(cast, "甲")
    gas = cast.units["gas"]
    first = draw_sample(gas, month=DAY, seed="seed", by=cast.he, now=NOW)
    for name in "乙丙":
        entered_party(cast, name, at=NOW + timedelta(days=6))
    assert draw_the_rest(now=NOW + timedelta(days=6)) == 0
    assert draw_the_rest(now=NOW + timedelta(days=8)) == 1
    assert draw_the_rest(now=NOW + timedelta(days=8)) == 0
    first.refresh_from_db()
    assert (first.seed, first.population, first.total) == ("seed", 3, 3)


@pytest.mark.clause("data-entry/1.2.3")
def test_what_was_dismissed_does_not_come_back_until_it_is_entered_anew(cast: Cast) -> None:
    party = entered_party(cast, id_number="")
    gas = cast.units["gas"]

    def checked() -> int:
        start_stock_check(gas, PARTIES, by=cast.he, now=NOW)
        while continue_stock_checks(now=NOW):
            pass
        return EntryError.objects.count()

    assert checked() == 1
    dismiss_error(EntryError.objects.get(), outcome="客户无证件，已核实", by=cast.he, now=NOW)
    assert checked() == 1
    change_contact(party, name="王志高", by=cast.qian, now=NOW + timedelta(minutes=1))
    assert checked() == 2


@pytest.mark.clause("data-entry/7.1")
def test_a_drawn_entry_is_right_or_an_error_and_judged_once(cast: Cast) -> None:
    entered_party(cast, "甲")
    entered_party(cast, "乙", id_number="")
    check = draw_sample(cast.units["gas"], month=DAY, by=cast.he, now=NOW)
    first, second = check.items.all()
    assert judge_item(first, by=cast.he, now=NOW) is None
    error = judge_item(second, wrong=WRONG, by=cast.he, now=NOW)
    assert error is not None
    assert (error.found_by, error.check_run) == ("sample", check)
    check.refresh_from_db()
    assert (check.done, check.found, check.finished_at) == (2, 1, NOW)
    with pytest.raises(ValidationError):
        judge_item(first, wrong=WRONG, by=cast.he, now=NOW)


@pytest.mark.clause("data-entry/7.2")
def test_the_operator_closes_his_day_and_what_is_wrong_comes_back(cast: Cast) -> None:
    entered_party(cast, "甲")
    entered_party(cast, "乙", id_number="990106198503122418")
    check = finish_self_check(on=DAY, by=cast.qian, now=NOW + timedelta(hours=7))
    assert (check.entries, check.errors) == (2, 1)
    error = EntryError.objects.get()
    assert (error.field, error.error, error.found_by) == ("id_number", "wrong", "self_check")
    assert error.staff == cast.staff["qian"]
    with pytest.raises(ValidationError):
        finish_self_check(on=DAY, by=cast.qian, now=NOW)
    with pytest.raises(ValidationError):
        finish_self_check(on=DAY + timedelta(days=1), by=cast.qian, now=NOW)
    with pytest.raises(Refused):
        finish_self_check(on=DAY, by=cast.national, now=NOW)
    assert SelfCheck.objects.count() == 1


@pytest.mark.clause("data-entry/7.4")
def test_data_are_verified_with_the_customer(cast: Cast) -> None:
    party = entered_party(cast)
    verify_party(party, by=cast.lin, now=NOW)
    verify_party(party, wrong=WRONG, by=cast.lin, now=NOW)
    assert [row.in_order for row in Verification.objects.order_by("pk")] == [True, False]
    assert EntryError.objects.get().found_by == "business"
    with pytest.raises(Refused):
        verify_party(party, by=cast.other, now=NOW)


@pytest.mark.clause("data-entry/1.2.1")
def test_the_stock_is_checked_in_pieces_and_the_same_when_run_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heqi.quality.actions.stock.PIECE", 2)
    for name in "甲乙丙丁戊":
        entered_party(cast, name, id_number="990106198503122418" if name == "丙" else "")
    run = start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=NOW)
    with pytest.raises(ValidationError):
        start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=NOW)
    assert [check_piece(run, now=NOW) for _ in range(4)] == [2, 2, 1, 0]
    assert (run.done, run.found, run.share) == (5, 5, 100)
    errors = set(EntryError.objects.values_list("field", "error", "subject_id", "number"))
    assert {error for _, error, _, _ in errors} == {"missing", "wrong"}
    again = start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=NOW)
    while continue_stock_checks(now=NOW):
        pass
    again.refresh_from_db()
    assert (again.found, again.finished_at) == (0, NOW)
    assert set(EntryError.objects.values_list("field", "error", "subject_id", "number")) == errors


def test_what_the_stock_check_finds_no_more_is_closed(cast: Cast) -> None:
    from heqi.customers.actions import change_party

    party = entered_party(cast, id_number="")
    start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=NOW)
    continue_stock_checks(now=NOW)
    error = EntryError.objects.get()
    assert (error.field, error.error, error.staff) == (
        "id_number",
        "missing",
        cast.staff["qian"],
    )
    change_party(party, id_number="990106198503122413", by=cast.qian, now=NOW)
    start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=NOW)
    continue_stock_checks(now=NOW)
    error.refresh_from_db()
    assert error.status == "corrected"


def test_two_customers_with_one_number_are_told_as_duplicates(cast: Cast) -> None:
    entered_party(cast, "甲")
    entered_party(cast, "乙")
    start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=NOW)
    continue_stock_checks(now=NOW)
    assert set(EntryError.objects.values_list("field", "error")) == {("id_number", "duplicate")}
    assert EntryError.objects.count() == 2


def test_a_piece_is_claimed_by_one_loop_only(cast: Cast) -> None:
    entered_party(cast)
    run = start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=NOW)
    rival = Check.objects.get(pk=run.pk)
    assert check_piece(run, now=NOW) == 1
    assert check_piece(rival, now=NOW) == 0


def test_the_command_checks_everything_and_finds_nothing_new_again(cast: Cast) -> None:
    entered_party(cast, id_number="")

    def told() -> list[dict[str, object]]:
        out = StringIO()
        call_command("quality", "check", "--company", "gas", "--json", stdout=out)
        found: list[dict[str, object]] = json.loads(out.getvalue())
        return found

    assert {row["kind"]: row["found"] for row in told()}["customers.party"] == 1
    assert sum(int(str(row["found"])) for row in told()) == 0


@pytest.mark.clause("data-entry/5-agent")
def test_what_an_agent_need_not_ask_on_the_telephone_is_no_error_of_his(cast: Cast) -> None:
    told = {"unit": cast.units["gas"], "phones": ["13800102207"], "now": NOW}
    create_party(name="王志远", by=cast.lin, **told)
    create_party(name="李思远", by=cast.qian, **told)
    start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=NOW)
    while continue_stock_checks(now=NOW):
        pass
    by_clerk = EntryError.objects.get(staff=cast.staff["qian"], field="id_number")
    assert (by_clerk.error, by_clerk.status) == ("missing", "found")
    left = EntryError.objects.get(staff=None, field="id_number")
    assert left.status == "doubted"
    assert "待补全" in left.note


@pytest.mark.clause("data-entry/5-agent", "data-entry/1.2.3")
def test_an_agents_gap_never_falls_on_the_clerk_who_changed_another_field(cast: Cast) -> None:
    party = create_party(
        name="王志远", unit=cast.units["gas"], phones=["13800102207"], by=cast.lin, now=NOW
    )
    change_contact(party, phones=["13800102208"], by=cast.qian, now=NOW)
    check = finish_self_check(on=DAY, by=cast.qian, now=NOW + timedelta(hours=7))
    assert (check.entries, check.errors) == (1, 0)
    start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=NOW)
    while continue_stock_checks(now=NOW):
        pass
    left = EntryError.objects.get(field="id_number")
    assert (left.staff, left.status) == (None, "doubted")
