"""Calls are drawn for review by share and by what must be heard again, and scored by the sheet."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.callbacks import actions
from heqi.callbacks.catalogue import score_sheet, short_call
from heqi.callbacks.indicators import months_figures
from heqi.callbacks.models import CallbackTask, Review
from heqi.callbacks.queries import may_call
from heqi.callbacks.tests.makers import answered, said, task_of
from heqi.ledger.models import Event
from heqi.ledger.states import StaleState
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.policies.deciding import rule_on
from heqi.workorders.actions import review_order
from heqi.workorders.models import WorkOrder
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
MONTH = date(2026, 11, 1)
LATER = NOW + timedelta(hours=5)


@pytest.fixture
def task(cast: Cast, django_capture_on_commit_callbacks: object) -> CallbackTask:
    return task_of(cast, django_capture_on_commit_callbacks)


def full() -> dict[str, Decimal]:
    return {item.code: item.marks for item in score_sheet()}


def test_the_score_sheet_makes_a_hundred() -> None:
    assert sum(full().values()) == 100


@pytest.mark.clause("callback/quality")
def test_each_agents_calls_are_drawn_and_drawing_again_adds_nothing(
    cast: Cast, task: CallbackTask
) -> None:
    answered(task, cast, score=5)
    with pytest.raises(Refused):
        actions.draw_reviews(cast.units["gas"], month=MONTH, by=cast.lin, now=LATER)
    assert actions.draw_reviews(cast.units["gas"], month=MONTH, by=cast.zheng, now=LATER) == 1
    assert actions.draw_reviews(cast.units["gas"], month=MONTH, by=cast.zheng, now=LATER) == 0
    row = Review.objects.get()
    assert row.caller_id == cast.staff["he"].pk
    assert row.because


@pytest.mark.clause("callback/quality")
def test_short_and_changed_calls_are_always_reviewed(cast: Cast, task: CallbackTask) -> None:
    answered(task, cast, score=5, talk_seconds=short_call() - 1)
    with pytest.raises(ValidationError):
        actions.amend_result(task, score=4, reason="", by=cast.he, now=LATER)
    actions.amend_result(task, score=3, reason="听错了", by=cast.he, now=LATER)
    assert (task.score, task.result) == (3, "follow_up")
    actions.draw_reviews(cast.units["gas"], month=MONTH, by=cast.zheng, now=LATER)
    assert Review.objects.get().must == ["short_call", "changed_later"]


@pytest.mark.clause("callback/quality")
def test_a_call_passes_at_the_mark_of_the_policy(cast: Cast, task: CallbackTask) -> None:
    answered(task, cast, score=5)
    actions.draw_reviews(cast.units["gas"], month=MONTH, by=cast.zheng, now=LATER)
    row = Review.objects.get()
    pass_mark = rule_on("callbacks.review", {}, on=NOW.date(), company_id=None).answer["pass_mark"]
    lost = {**full(), "script": full()["script"] - (100 - pass_mark)}
    with pytest.raises(Refused):
        actions.score_review(row, marks=full(), by=cast.he, now=LATER)
    with pytest.raises(ValidationError):
        actions.score_review(row, marks={**full(), "script": 99}, by=cast.zheng, now=LATER)
    rival = Review.objects.get()
    actions.score_review(row, marks=lost, by=cast.zheng, now=LATER)
    assert (row.score, row.passed) == (pass_mark, True)
    with pytest.raises(StaleState):
        actions.score_review(rival, marks=full(), by=cast.zheng, now=LATER)


@pytest.mark.clause("callback/quality", "callback/results")
def test_a_fatal_error_is_worth_nothing_and_is_told(cast: Cast, task: CallbackTask) -> None:
    answered(task, cast, score=5)
    actions.draw_reviews(cast.units["gas"], month=MONTH, by=cast.zheng, now=LATER)
    row = Review.objects.get()
    with pytest.raises(ValidationError):
        actions.score_review(row, marks=full(), fatal="leading", by=cast.zheng, now=LATER)
    actions.score_review(
        row, marks=full(), fatal="leading", remark="替客户打分", by=cast.zheng, now=LATER
    )
    fatal_score = rule_on("callbacks.review", {}, on=NOW.date(), company_id=None).answer[
        "fatal_score"
    ]
    assert (row.score, row.passed) == (fatal_score, False)
    event = Event.objects.get(name="callbacks.CallbackFaulted")
    assert event.data["fault"] == "leading"


@pytest.mark.clause("callback/results")
def test_the_months_figures_stand_beside_their_targets(cast: Cast, task: CallbackTask) -> None:
    said(task, cast, kind="dissatisfied", score=2)
    rows = {
        row.code: row for row in months_figures(cast.units["gas"], MONTH, now=NOW + timedelta(9))
    }
    assert (rows["completion"].kept, rows["completion"].total) == (1, 1)
    assert (rows["satisfaction"].kept, rows["satisfaction"].total) == (0, 1)
    assert (rows["opinions_closed"].kept, rows["opinions_closed"].total) == (0, 1)
    target = rule_on(
        "callbacks.results", {"indicator": "satisfaction"}, on=MONTH, company_id=None
    ).answer
    assert rows["satisfaction"].target == target["at_least"]
    assert rows["satisfaction"].below


@pytest.mark.clause("callback/results")
def test_a_false_record_costs_the_role_of_calling_until_it_is_given_back(
    cast: Cast, task: CallbackTask, django_capture_on_commit_callbacks: Any
) -> None:
    answered(task, cast, score=5)
    actions.draw_reviews(cast.units["gas"], month=MONTH, by=cast.zheng, now=LATER)
    row = Review.objects.get()
    actions.score_review(
        row, marks=full(), fatal="false_record", remark="没有打电话", by=cast.zheng, now=LATER
    )
    costs = rule_on("callbacks.faults", {"fault": "false_record"}, on=MONTH, company_id=None).answer
    assert costs["loses_role"]
    assert row.barred
    assert Notice.objects.filter(template="callbacks.barred", recipient=cast.he.id).exists()
    order = make_order(cast, django_capture_on_commit_callbacks)
    bring(order, "done", cast, crew="zhou")
    with django_capture_on_commit_callbacks(execute=True):
        review_order(order, passed=True, by=cast.wu, now=LATER)
    draw = WorkOrder.objects.get(pk=order.pk).callback_draw
    other = actions.plan_callback(draw, reason="抽查", by=cast.he, now=LATER)
    assert not may_call(cast.he, other)
    with pytest.raises(Refused):
        actions.record_result(other, score=5, off_hours="约定", by=cast.he, now=LATER)
    with pytest.raises(Refused):
        actions.record_attempt(other, outcome="no_answer", off_hours="约定", by=cast.he, now=LATER)
    with pytest.raises(Refused):
        actions.give_role_back(row, reason="我要", by=cast.he, now=LATER)
    with pytest.raises(ValidationError):
        actions.give_role_back(row, reason=" ", by=cast.zheng, now=LATER)
    actions.give_role_back(row, reason="培训合格", by=cast.zheng, now=LATER)
    assert may_call(cast.he, other)
    with pytest.raises(StaleState):
        actions.give_role_back(row, reason="再一次", by=cast.zheng, now=LATER)
