"""The month counted and reported, suggestions, and how long entries take."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.customers.actions import create_party
from heqi.duties.actions import keep_duties
from heqi.duties.models import Duty, Evidence, Occurrence
from heqi.ledger.events import deliver_open
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.people.models import Staff
from heqi.quality.actions import (
    answer_suggestion,
    correct_error,
    draw_sample,
    file_suggestion,
    judge_item,
    read_report,
    report_month,
    reward_suggestion,
)
from heqi.quality.actions.voices import remind_suggestions
from heqi.quality.models import EntryError, EntryTiming
from heqi.quality.queries.board import late_suggestions
from heqi.quality.queries.results import month_results, targets
from heqi.quality.tests.scenes import entered_party, found_error
from heqi.service.actions import open_request
from heqi.workorders.actions import accept_order, dispatch_order, return_order
from heqi.workorders.models import WorkOrder
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
DAY, ENDED = NOW.date(), NOW + timedelta(days=8)


@pytest.mark.clause("data-entry/8.1", "data-entry/8.2")
def test_errors_are_counted_by_person_department_class_and_rate(cast: Cast) -> None:
    error = found_error(cast)
    for name in "甲乙丙":
        entered_party(cast, name)
    correct_error(error, outcome="已更正", by=cast.qian, now=NOW + timedelta(days=5))
    results = month_results(cast.units["gas"], DAY)
    (line,) = [row for row in results.departments if row.unit == cast.units["service"]]
    (person,) = line.people
    assert person.staff == cast.staff["qian"]
    assert (person.figures.entered, person.figures.total, person.figures.late) == (4, 1, 1)
    assert person.figures.classes == {"wrong": 1}
    assert person.figures.rate("master_data") == 0.25
    assert person.figures.points == 1
    assert results.company.total == 1


def test_the_targets_come_from_the_policy() -> None:
    found = targets(DAY, company_id=None)
    assert str(found["order"].ratio) == "0.002"
    assert str(found["master_data"].ratio) == "0.01"
    assert found["order"].mark == "company_set"


@pytest.mark.clause("data-entry/9.1")
def test_the_month_is_reported_to_the_leader_who_reads_it(cast: Cast) -> None:
    found_error(cast)
    with pytest.raises(ValidationError):  # the month still runs
        report_month(cast.units["service"], month=DAY, by=cast.he, now=NOW)
    report = report_month(cast.units["service"], month=DAY, by=cast.he, now=ENDED)
    assert report.leader == cast.staff["han"]
    assert report.figures["errors"] == {"master_data": 1}
    assert [row["name"] for row in report.figures["people"]] == ["钱敏"]
    with pytest.raises(Refused):
        read_report(report, by=cast.he, now=NOW)
    read_report(report, by=cast.han, now=NOW)
    assert report.read_at == NOW
    with pytest.raises(ValidationError):
        report_month(cast.units["service"], month=DAY, by=cast.he, now=ENDED)


@pytest.mark.clause("data-entry/9.1")
def test_a_department_without_a_head_is_reported_to_nobody_and_says_so(cast: Cast) -> None:
    found_error(cast)
    Staff.objects.filter(pk=cast.staff["han"].pk).update(left_on=DAY)
    with pytest.raises(ValidationError, match="负责人"):
        report_month(cast.units["service"], month=DAY, by=cast.he, now=ENDED)


@pytest.mark.clause("data-entry/7.1", "data-entry/9.1")
def test_the_duties_of_the_month_are_done_by_the_check_and_the_report_themselves(
    cast: Cast,
) -> None:
    gas = cast.units["gas"]
    for code in ("entry_check", "entry_report"):
        Duty.objects.create(company=gas, code=code, since=DAY.replace(day=1))
    keep_duties(now=NOW)
    party = entered_party(cast)
    found_error(cast, party)
    check = draw_sample(gas, month=DAY, by=cast.he, now=NOW)
    for item in check.items.all():
        judge_item(item, by=cast.he, now=NOW)
    done = Occurrence.objects.get(code="entry_check", company=gas, first_on=DAY.replace(day=1))
    assert done.status == "done"
    keep_duties(now=ENDED)
    report_month(cast.units["service"], month=DAY, by=cast.he, now=ENDED)
    proof = Evidence.objects.get(occurrence__code="entry_report")
    assert proof.reference == "2026-11"
    people = proof.occurrence.participants.filter(came=True)
    assert list(people.values_list("name", flat=True)) == [cast.staff["han"].name]


@pytest.mark.clause("data-entry/9.4")
def test_a_suggestion_is_answered_adopted_and_rewarded(cast: Cast) -> None:
    row = file_suggestion(
        area="process", title="过户先核欠费", text="过户前自动核对欠费。", by=cast.qian, now=NOW
    )
    with pytest.raises(ValidationError):
        answer_suggestion(row, adopt=True, answer=" ", by=cast.he, now=NOW)
    with pytest.raises(Refused):
        answer_suggestion(row, adopt=True, answer="好", by=cast.qian, now=NOW)
    answer_suggestion(row, adopt=True, answer="下月上线", by=cast.he, now=NOW)
    reward_suggestion(row, reward="通报表扬，奖励 200 元", by=cast.he, now=NOW)
    row.refresh_from_db()
    assert (row.status, row.reward) == ("rewarded", "通报表扬，奖励 200 元")


@pytest.mark.clause("data-entry/9.4")
def test_a_suggestion_is_told_to_who_answers_and_is_late_after_its_limit(cast: Cast) -> None:
    row = file_suggestion(area="process", title="过户", text="先核欠费", by=cast.qian, now=NOW)
    told = Notice.objects.filter(template="quality.suggested")
    assert cast.staff["he"].pk in told.values_list("recipient", flat=True)
    assert cast.staff["qian"].pk not in told.values_list("recipient", flat=True)
    assert row.answer_by is not None
    later = row.answer_by + timedelta(minutes=1)
    assert remind_suggestions(now=row.answer_by - timedelta(minutes=1)) == 0
    assert remind_suggestions(now=later) == 1
    assert remind_suggestions(now=later) == 1
    late = Notice.objects.filter(template="quality.suggestion_late", recipient=cast.staff["he"])
    assert late.count() == 1  # told once, however often the loop looks
    assert late_suggestions(cast.he, now=later) == 1


def test_nobody_answers_his_own_suggestion(cast: Cast) -> None:
    row = file_suggestion(area="system", title="快捷键", text="加快捷键。", by=cast.he, now=NOW)
    with pytest.raises(Refused):
        answer_suggestion(row, adopt=True, answer="好", by=cast.he, now=NOW)
    with pytest.raises(ValidationError):
        file_suggestion(area="odd", title="", text="", by=cast.he, now=NOW)


def taken_up(cast: Cast) -> WorkOrder:
    """A repair that the agent took up."""
    party = create_party(
        unit=cast.units["gas"], name="王志远", phones=["13800102207"], by=cast.lin, now=NOW
    )
    open_request(
        kind="repair",
        company=cast.units["gas"],
        party=party,
        address="滨江新城 3-2-1102",
        contact_phone="13800102207",
        description="灶具打不着火",
        symptom="no_flame",
        source="phone",
        by=cast.lin,
        now=NOW,
    )
    while deliver_open(now=NOW):
        pass
    return WorkOrder.objects.get()


@pytest.mark.clause("data-entry/6.1", "data-entry/1.2.2")
def test_entry_and_passing_on_are_measured_against_their_limits(cast: Cast) -> None:
    order = taken_up(cast)
    timing = EntryTiming.objects.get()
    assert timing.staff == cast.staff["lin"]
    assert timing.subject_label == order.request.number
    assert timing.pass_on_by == NOW + timedelta(minutes=15)
    assert timing.passed_on_at == NOW
    assert not EntryError.objects.exists()


@pytest.mark.clause("data-entry/7.3")
def test_the_next_step_returns_an_order_with_the_class_of_the_error(cast: Cast) -> None:
    order = taken_up(cast)
    dispatch_order(order, assignee=cast.staff["ma"], by=cast.sun, now=NOW)
    order.refresh_from_db()
    accept_order(order, by=cast.ma, now=NOW)
    return_order(order, reason="地址写错楼栋", entry_error="wrong", by=cast.ma, now=NOW)
    deliver_open(now=NOW)
    error = EntryError.objects.get()
    assert (error.found_by, error.error, error.staff) == ("next_step", "wrong", cast.staff["lin"])
    assert error.note == "地址写错楼栋"
    assert error.status == "returned"
