"""Closed orders are drawn, called about by somebody else, and answered."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.callbacks.actions import (
    expire_callbacks,
    plan_callback,
    record_attempt,
    record_result,
)
from heqi.callbacks.indicators import months_figures, months_results
from heqi.callbacks.models import CallbackTask, Draw
from heqi.callbacks.queries import may_call, script, task_counts, task_list
from heqi.callbacks.states import Result
from heqi.clocks.queries import clocks_of
from heqi.customers.models import MasterDataTask
from heqi.ledger.models import Event
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from heqi.policies.deciding import rule_on
from heqi.service.tests.makers import make_vip
from heqi.workorders.actions import review_order
from heqi.workorders.models import WorkOrder
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
CLOSED = NOW + timedelta(hours=1)


def _closed(cast: Cast, capture: object, **values: object) -> WorkOrder:
    order = make_order(cast, capture, **values)
    bring(order, "done", cast, crew="zhou")
    with capture(execute=True):  # type: ignore[operator]
        review_order(order, passed=True, by=cast.wu, now=CLOSED)
    return WorkOrder.objects.get(pk=order.pk)


@pytest.fixture
def task(cast: Cast, django_capture_on_commit_callbacks: object) -> CallbackTask:
    """The callback of a VIP's closed repair."""
    party, point = make_vip(cast)
    order = _closed(cast, django_capture_on_commit_callbacks, party=party, service_point=point)
    return CallbackTask.objects.select_related("order", "unit").get(order=order)


@pytest.mark.clause("callback/scope")
def test_every_order_of_a_vip_is_called_about(task: CallbackTask) -> None:
    assert task.number.startswith("HF261123-")
    assert task.order.status == "to_call_back"
    draw = Draw.objects.get(order=task.order)
    assert (draw.drawn, draw.ratio) == (True, 1)
    assert draw.decision.answer["mandatory"] is True
    windows = [c for c in clocks_of(task) if c.name == "window"]
    assert task.due_at == min(c.due_at for c in windows)
    assert task.due_clause.startswith("callback/")


@pytest.mark.clause("callback/1.3", "callback/1.3.2")
def test_who_handled_the_order_does_not_call(cast: Cast, task: CallbackTask) -> None:
    # Lin took the request up, so she may not ask how it went.
    assert not may_call(cast.lin, task)
    with pytest.raises(Refused):
        record_result(task, score=5, off_hours="客户约定", by=cast.lin, now=CLOSED)
    with pytest.raises(Refused):
        record_result(task, score=5, off_hours="客户约定", by=cast.ma, now=CLOSED)
    assert may_call(cast.he, task)


@pytest.mark.clause("callback/execution")
def test_who_calls_is_independent_of_the_team_that_did_the_work(
    cast: Cast, task: CallbackTask
) -> None:
    assert task.team == cast.units["repair1"]
    colleague = replace(cast.he, unit_id=cast.units["repair1"].pk)
    assert not may_call(colleague, task)
    assert task not in task_list(colleague, callable_only=True, now=CLOSED)
    with pytest.raises(Refused):
        record_result(task, score=5, off_hours="客户约定", by=colleague, now=CLOSED)
    other = replace(cast.he, unit_id=cast.units["repair2"].pk)
    assert may_call(other, task)
    assert task in task_list(other, callable_only=True, now=CLOSED)


def test_a_satisfied_customer_closes_the_matter(cast: Cast, task: CallbackTask) -> None:
    record_result(
        task, score=5, answers={"solved": "yes"}, off_hours="客户约定", by=cast.he, now=CLOSED
    )
    task.refresh_from_db()
    task.order.refresh_from_db()
    assert (task.status, task.result, task.order.status) == ("done", "satisfied", "archived")
    assert {c.state for c in clocks_of(task) if c.name == "window"} == {"met"}
    with pytest.raises(IllegalMove):
        record_result(task, score=1, off_hours="客户约定", by=cast.he, now=CLOSED)


@pytest.mark.clause("callback/opinion")
def test_a_low_score_opens_an_opinion(cast: Cast, task: CallbackTask) -> None:
    record_result(
        task, score=2, opinion_text="没修好", off_hours="客户约定", by=cast.he, now=CLOSED
    )
    assert task.opinion == "dissatisfied"
    event = Event.objects.get(name="callbacks.OpinionGiven")
    assert event.data["text"] == "没修好"


def test_a_score_off_the_scale_is_a_sentence(cast: Cast, task: CallbackTask) -> None:
    for score in (0, 6):
        with pytest.raises(ValidationError):
            record_result(task, score=score, off_hours="客户约定", by=cast.he, now=CLOSED)
    with pytest.raises(ValidationError):
        record_result(
            task, score=4, opinion="nonsense", off_hours="客户约定", by=cast.he, now=CLOSED
        )


@pytest.mark.clause("callback/timing")
def test_nobody_answers_as_often_as_the_policy_asks(cast: Cast, task: CallbackTask) -> None:
    at = CLOSED
    record_attempt(task, outcome="no_answer", off_hours="客户约定", by=cast.he, now=at)
    assert task.status == "trying"
    with pytest.raises(ValidationError):
        record_attempt(
            task,
            outcome="no_answer",
            off_hours="客户约定",
            by=cast.he,
            now=at + timedelta(minutes=1),
        )
    assert not task_list(cast.he, callable_only=True, now=at + timedelta(minutes=1))
    while task.is_open:
        at = task.next_attempt_at + timedelta(hours=2)
        record_attempt(task, outcome="no_answer", off_hours="客户约定", by=cast.he, now=at)
        assert task.attempts < 10
    rules = rule_on(
        "callbacks.attempts", {"subject": "other"}, on=NOW.date(), company_id=None
    ).answer
    assert task.attempts >= rules["attempts"]
    assert task.status == "unreachable"
    assert not any(clock.is_open() for clock in clocks_of(task))
    task.order.refresh_from_db()
    assert task.order.status == "archived"


def test_a_refusal_ends_it(cast: Cast, task: CallbackTask) -> None:
    record_attempt(task, outcome="refused", off_hours="客户约定", by=cast.he, now=CLOSED)
    assert task.status == "unreachable"


def test_of_two_callers_one_wins(cast: Cast, task: CallbackTask) -> None:
    rival = CallbackTask.objects.select_related("order", "unit").get(pk=task.pk)
    record_result(task, score=5, off_hours="客户约定", by=cast.he, now=CLOSED)
    with pytest.raises(StaleState):
        record_result(rival, score=1, off_hours="客户约定", by=cast.he, now=CLOSED)


def test_what_is_never_called_expires(cast: Cast, task: CallbackTask) -> None:
    assert expire_callbacks(now=task.expires_at - timedelta(seconds=1)) == 0
    assert expire_callbacks(now=task.expires_at) == 1
    task.refresh_from_db()
    assert (task.status, task.is_open) == ("expired", False)


def test_by_hand_a_callback_needs_right_and_reason(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    order = _closed(cast, django_capture_on_commit_callbacks)
    draw = order.callback_draw
    with pytest.raises(Refused):
        plan_callback(draw, reason="x", by=cast.lin, now=CLOSED)
    with pytest.raises(ValidationError):
        plan_callback(draw, reason="", by=cast.he, now=CLOSED)
    planned = plan_callback(draw, reason="领导关注", by=cast.he, now=CLOSED)
    assert (planned.reason, planned.why, planned.label) == ("领导关注", "领导关注", order.number)
    order.refresh_from_db()
    assert order.status == "to_call_back"
    with pytest.raises(ValidationError):
        plan_callback(draw, reason="再打一次", by=cast.he, now=CLOSED)


def test_lists_and_counts_ask_as_often_for_more_rows(
    cast: Cast,
    task: CallbackTask,
    django_assert_num_queries: object,
    django_capture_on_commit_callbacks: object,
) -> None:
    actor = cast.he

    def read() -> list[str]:
        return [f"{t.party} {t.team} {t.masked_phone}" for t in task_list(actor, now=CLOSED)]

    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(read()) == 1
    for room in ("1103", "1104"):
        party, point = make_vip(
            cast, room=room, account_no=f"0203-{room}", meter=f"41070{room}", name=f"客户{room}"
        )
        _closed(cast, django_capture_on_commit_callbacks, party=party, service_point=point)
    actor = cast.he
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(read()) == 3
    assert task_counts(actor, now=CLOSED)["open"] == 3
    assert not task_list(cast.other, now=CLOSED)
    assert {row["code"] for row in script()} >= {"solved", "overall"}


@pytest.mark.clause("callback/timing")
def test_outside_the_hours_nobody_is_called_without_a_reason(
    cast: Cast, task: CallbackTask
) -> None:
    noon = CLOSED.replace(hour=13)
    for act, given in ((record_result, {"score": 5}), (record_attempt, {"outcome": "no_answer"})):
        with pytest.raises(ValidationError) as refused:
            act(task, **given, by=cast.he, now=noon)
        assert "off_hours" in refused.value.message_dict
    assert not task.tries.exists()
    record_attempt(task, outcome="no_answer", off_hours="客户约定午间", by=cast.he, now=noon)
    assert task.tries.get().off_hours == "客户约定午间"
    evening = CLOSED.replace(hour=19)
    record_result(task, score=5, off_hours="无需理由", by=cast.he, now=evening)
    assert task.off_hours == ""


@pytest.mark.clause("callback/timing", "callback/results")
@pytest.mark.parametrize(
    ("outcome", "contacted"), [("wrong_number", 0), ("refused", 1), ("other_person", 0)]
)
def test_what_is_no_answer_is_a_result_of_its_own_in_list_and_figures(
    cast: Cast, task: CallbackTask, outcome: str, contacted: int
) -> None:
    at = CLOSED.replace(hour=10) + timedelta(days=1)
    while task.is_open:
        record_attempt(task, outcome=outcome, by=cast.he, now=at)
        at += timedelta(hours=5)  # 10:00, 15:00, 20:00
    task.refresh_from_db()
    assert (task.status, task.result) == ("unreachable", outcome)
    rows = task_list(cast.he, tab="done", filters={"result": outcome}, now=at)
    assert [row.get_result_display() for row in rows] == [str(Result(outcome).label)]
    assert not task_list(cast.he, tab="done", filters={"result": "unreachable"}, now=at)
    gas = cast.units["gas"]
    results = dict(months_results(gas, task.done_at.date().replace(day=1)))
    assert results[str(Result(outcome).label)] == 1
    assert results[str(Result.UNREACHABLE.label)] == 0
    figures = {row.code: row for row in months_figures(gas, task.done_at.date(), now=at)}
    assert (figures["contact"].kept, figures["contact"].total) == (contacted, 1)
    assert figures["satisfaction"].total == 0
    said = Event.objects.get(name="callbacks.CallbackGivenUp")
    assert said.data["why"] == outcome


@pytest.mark.clause("callback/timing", "data-entry/6.3")
def test_a_wrong_number_asks_for_the_customers_file_to_be_put_right(
    cast: Cast, task: CallbackTask
) -> None:
    record_attempt(task, outcome="wrong_number", off_hours="约定", by=cast.he, now=CLOSED)
    asked = MasterDataTask.objects.get()
    assert (asked.kind, asked.party_id, asked.source_number) == (
        "update",
        task.party_id,
        task.number,
    )
    assert asked.due_at is not None
