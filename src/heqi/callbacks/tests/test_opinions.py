"""What customers say is routed, answered, solved and confirmed by a second callback."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.callbacks import actions
from heqi.callbacks.models import CallbackTask, Opinion
from heqi.callbacks.tests.makers import answered, said, task_of
from heqi.clocks.queries import clocks_of
from heqi.ledger.models import Event
from heqi.people.access import Refused
from heqi.policies.deciding import rule_on
from heqi.service.models import ServiceRequest
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
AT = NOW + timedelta(hours=2)


@pytest.fixture
def task(cast: Cast, django_capture_on_commit_callbacks: object) -> CallbackTask:
    return task_of(cast, django_capture_on_commit_callbacks)


@pytest.mark.clause("callback/opinion")
def test_an_opinion_has_the_limits_of_the_policy(cast: Cast, task: CallbackTask) -> None:
    row = said(task, cast, kind="dissatisfied", score=2)
    limits = {clock.name: clock for clock in clocks_of(row)}
    facts = {"opinion": "dissatisfied", "sensitive": False, "round": "first"}
    answer = rule_on("callbacks.opinion", facts, on=NOW.date()).answer
    assert {"route", "contact", "reply", "solve"} <= set(answer)
    assert limits["route"].due_at is not None
    assert row.due_at == limits["route"].due_at
    assert row.status == "recorded"
    with pytest.raises(Refused):
        actions.route_opinion(row, unit=cast.units["dispatch"], by=cast.ma, now=AT)
    actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    limits = {clock.name: clock for clock in clocks_of(row)}
    assert limits["route"].state in ("met", "missed")
    assert limits["contact"].due_at is not None


@pytest.mark.clause("callback/opinion")
def test_a_middling_score_is_followed_up_with_the_limits_of_an_opinion(
    cast: Cast, task: CallbackTask
) -> None:
    answered(task, cast, score=3)
    row = Opinion.objects.select_related("task__order__unit", "company", "unit").get(task=task)
    assert (row.kind, row.status, row.due_clause) == ("follow_up", "recorded", "callback/opinion")
    assert {"route", "contact", "reply", "solve"} <= {clock.name for clock in clocks_of(row)}
    actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    actions.solve_opinion(row, note="已致电说明并改约", by=cast.han, now=AT)
    second = CallbackTask.objects.get(follows=row)
    actions.record_result(second, score=4, by=cast.he, now=AT + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.status, row.is_open) == ("closed", False)
    assert Opinion.objects.count() == 1


@pytest.mark.clause("callback/opinion")
def test_a_solved_opinion_is_confirmed_by_a_second_callback(cast: Cast, task: CallbackTask) -> None:
    row = said(task, cast, kind="need", score=4)
    actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    with pytest.raises(ValidationError):
        actions.solve_opinion(row, note=" ", by=cast.han, now=AT)
    actions.contact_customer(row, note="已致电", by=cast.han, now=AT)
    actions.solve_opinion(row, note="已更换软管", by=cast.han, now=AT + timedelta(hours=3))
    second = CallbackTask.objects.get(follows=row)
    assert (second.round, second.is_open) == ("second", True)
    # Who solved it does not ask whether it is solved.
    with pytest.raises(Refused):
        actions.record_result(second, score=5, by=cast.han, now=AT + timedelta(hours=4))
    actions.record_result(second, score=5, by=cast.he, now=AT + timedelta(hours=4))
    row.refresh_from_db()
    assert (row.status, row.is_open) == ("closed", False)
    assert not any(clock.is_open() for clock in clocks_of(row))


@pytest.mark.clause("callback/opinion")
def test_dissatisfied_again_becomes_a_complaint(cast: Cast, task: CallbackTask) -> None:
    row = said(task, cast, kind="dissatisfied", score=1)
    actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    actions.solve_opinion(row, note="已道歉", by=cast.han, now=AT)
    second = CallbackTask.objects.get(follows=row)
    actions.record_result(
        second, score=2, opinion_text="还是不行", by=cast.he, now=AT + timedelta(hours=1)
    )
    row.refresh_from_db()
    assert (row.status, row.is_open) == ("handed", False)
    assert Event.objects.get(name="callbacks.OpinionUnresolved").data["opinion_id"] == row.pk
    assert (row.request.kind, row.request.source) == ("complaint", "callback")
    assert Opinion.objects.count() == 1


@pytest.mark.clause("callback/opinion")
def test_a_hazard_becomes_an_emergency_order_at_once(cast: Cast, task: CallbackTask) -> None:
    row = said(task, cast, kind="hazard", score=3)
    request = ServiceRequest.objects.get(pk=row.request_id)
    assert request.kind == "emergency"
    assert request.address == task.order.address
    assert row.status == "handed"


@pytest.mark.clause("callback/results")
def test_praise_is_nominated_and_needs_no_routing(cast: Cast, task: CallbackTask) -> None:
    row = said(task, cast, kind="praise", score=5)
    assert (row.status, row.is_open) == ("closed", False)
    event = Event.objects.get(name="callbacks.OpinionEnded")
    assert event.data["kind"] == "praise"


@pytest.mark.clause("callback/opinion")
def test_a_sensitive_subject_goes_past_the_department_that_did_the_work(
    cast: Cast, task: CallbackTask
) -> None:
    row = said(task, cast, kind="dissatisfied", score=1, sensitive="money")
    with pytest.raises(ValidationError) as refused:
        actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    assert "客户服务部" in str(refused.value)
    actions.route_opinion(row, unit=cast.units["smo"], by=cast.he, now=AT)
    assert row.unit_id == cast.units["smo"].pk
    with pytest.raises(ValidationError):
        actions.route_opinion(row, unit=cast.units["dispatch"], by=cast.he, now=AT)
    with pytest.raises(ValidationError):
        actions.route_opinion(row, unit=cast.units["other-dispatch"], by=cast.he, now=AT)


def test_other_companies_see_no_opinion(cast: Cast, task: CallbackTask) -> None:
    row = said(task, cast, kind="suggestion", score=5)
    assert row in Opinion.objects.visible_to(cast.he)
    assert not Opinion.objects.visible_to(cast.other).exists()
