"""What customers say is routed, answered, solved and confirmed by a second callback."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.callbacks import actions
from heqi.callbacks.catalogue import sensitive_subjects
from heqi.callbacks.indicators import months_figures
from heqi.callbacks.models import CallbackTask, Opinion
from heqi.callbacks.tests.makers import answered, said, task_of
from heqi.clocks.actions import watch_clocks
from heqi.clocks.queries import clocks_of
from heqi.ledger.models import Entry, Event
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.policies.deciding import rule_on
from heqi.rectifications.models import Rectification
from heqi.service.models import ServiceRequest
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

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
    answer = rule_on("callbacks.opinion", facts, on=NOW.date(), company_id=None).answer
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
    actions.record_result(
        second, score=4, off_hours="客户约定", by=cast.he, now=AT + timedelta(hours=1)
    )
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
        actions.record_result(
            second, score=5, off_hours="客户约定", by=cast.han, now=AT + timedelta(hours=4)
        )
    actions.record_result(
        second, score=5, off_hours="客户约定", by=cast.he, now=AT + timedelta(hours=4)
    )
    row.refresh_from_db()
    assert (row.status, row.is_open) == ("closed", False)
    assert not any(clock.is_open() for clock in clocks_of(row))


@pytest.mark.clause("callback/opinion", "callback/timing")
@pytest.mark.parametrize("why", ["wrong_number", "refused", "expired"])
def test_a_second_callback_that_reaches_nobody_ends_the_opinion_with_why(
    cast: Cast, task: CallbackTask, why: str
) -> None:
    row = said(task, cast, kind="need", score=4)
    actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    actions.solve_opinion(row, note="已更换软管", by=cast.han, now=AT)
    second = CallbackTask.objects.get(follows=row)
    assert second.expires_at is not None
    if why != "expired":
        actions.record_attempt(second, outcome=why, off_hours="客户约定", by=cast.he, now=AT)
    else:
        assert actions.expire_callbacks(now=second.expires_at) >= 1
    row.refresh_from_db()
    second.refresh_from_db()
    assert (second.is_open, second.result) == (False, why)
    # Confirmed it is not; and that nobody asked in time is no closing (callback/results).
    assert (row.status, row.is_open) == ("unasked", False)
    at = second.done_at + timedelta(days=1)
    month = row.recorded_at.date().replace(day=1)
    figures = {one.code: one for one in months_figures(row.company, month, now=at)}
    closed = figures["opinions_closed"]
    assert (closed.kept, closed.total) == (0 if why == "expired" else 1, 1)
    entry = Entry.objects.get(code="callbacks.leave_unconfirmed", subject_id=str(row.pk))
    assert entry.reason
    assert not any(clock.is_open() for clock in clocks_of(row))


@pytest.mark.clause("callback/opinion")
def test_dissatisfied_again_becomes_a_complaint(cast: Cast, task: CallbackTask) -> None:
    row = said(task, cast, kind="dissatisfied", score=1)
    actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    actions.solve_opinion(row, note="已道歉", by=cast.han, now=AT)
    second = CallbackTask.objects.get(follows=row)
    actions.record_result(
        second,
        score=2,
        opinion_text="还是不行",
        off_hours="客户约定",
        by=cast.he,
        now=AT + timedelta(hours=1),
    )
    row.refresh_from_db()
    assert (row.status, row.is_open) == ("handed", False)
    assert Event.objects.get(name="callbacks.OpinionUnresolved").data["opinion_id"] == row.pk
    assert (row.request.kind, row.request.source) == ("complaint", "callback")
    assert Opinion.objects.count() == 1


@pytest.mark.clause("callback/opinion")
def test_middling_again_is_followed_up_anew_and_no_complaint(
    cast: Cast, task: CallbackTask
) -> None:
    answered(task, cast, score=2)
    row = Opinion.objects.select_related("task", "company", "unit").get(task=task)
    actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    actions.solve_opinion(row, note="已道歉", by=cast.han, now=AT)
    second = CallbackTask.objects.select_related("follows", "company").get(follows=row)
    at = AT + timedelta(hours=1)
    actions.record_result(
        second, score=3, opinion_text="好一些", off_hours="客户约定", by=cast.he, now=at
    )
    row.refresh_from_db()
    assert (row.status, row.request) == ("handed", None)
    anew = Opinion.objects.get(task=second)
    assert (anew.kind, anew.status, anew.text) == ("follow_up", "recorded", "好一些")
    # Corrected to dissatisfied it is watched over by the opinion that is open already.
    actions.amend_result(second, score=2, reason="回听录音", by=cast.he, now=at)
    assert Opinion.objects.count() == 2


@pytest.mark.clause("callback/opinion", "callback/1.3.1")
def test_a_score_corrected_downwards_is_heard_like_one_given_at_once(
    cast: Cast, task: CallbackTask
) -> None:
    answered(task, cast, score=5, opinion_text="师傅没戴鞋套")
    assert not Opinion.objects.exists()
    actions.amend_result(task, score=2, reason="回听录音，客户并不满意", by=cast.he, now=AT)
    row = Opinion.objects.get(task=task)
    assert (row.kind, row.status, row.text) == ("dissatisfied", "recorded", "师傅没戴鞋套")
    assert row.due_at is not None


@pytest.mark.clause("callback/opinion")
def test_whoever_must_act_is_told_as_a_limit_nears_and_when_it_has_passed(
    cast: Cast, task: CallbackTask, django_capture_on_commit_callbacks: Any
) -> None:
    row = said(task, cast, kind="dissatisfied", score=2)
    assert row.due_at is not None
    told = Notice.objects.filter(subject_type="callbacks.opinion", channel="in_app")
    with django_capture_on_commit_callbacks(execute=True):
        watch_clocks(now=row.due_at - timedelta(minutes=2))
    nearing = told.filter(template="callbacks.opinion_nearing")
    assert cast.staff["he"].pk in set(nearing.values_list("recipient", flat=True))
    # Before it is routed no department hears of its limit.
    assert cast.staff["han"].pk not in set(told.values_list("recipient", flat=True))
    actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    with django_capture_on_commit_callbacks(execute=True):
        watch_clocks(now=row.due_at + timedelta(minutes=1))
    late = told.filter(template="callbacks.opinion_late")
    assert cast.staff["han"].pk in set(late.values_list("recipient", flat=True))


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
def test_a_low_score_is_not_lost_behind_praise(cast: Cast, task: CallbackTask) -> None:
    with pytest.raises(ValidationError) as refused:
        answered(task, cast, score=1, opinion="praise", opinion_text="好")
    assert "opinion" in refused.value.message_dict
    assert not Opinion.objects.exists()
    answered(task, cast, score=1, opinion_text="好")
    assert Opinion.objects.get(task=task).kind == "dissatisfied"


@pytest.mark.clause("callback/results")
def test_praise_of_nobody_in_particular_is_routed_instead_of_nominated(
    cast: Cast, task: CallbackTask
) -> None:
    CallbackTask.objects.filter(pk=task.pk).update(worker=None)
    task.refresh_from_db()
    row = said(task, cast, kind="praise", score=5)
    assert (row.status, row.is_open) == ("recorded", True)
    assert row.due_at is not None
    actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    assert row.status == "routed"


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


@pytest.mark.clause("callback/results")
def test_an_opinion_becomes_a_notice_once_and_each_links_the_other(
    cast: Cast, task: CallbackTask, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch).pass_by(hours=3)
    row = said(task, cast, kind="dissatisfied", score=2)
    url = f"/callbacks/opinions/{row.pk}/"
    he = sign_in("he")
    given = {
        "unit": str(cast.units["service"].pk),
        "severity": "ordinary",
        "title": "约时不准",
        "problem": "约定时间未上门",
        "requirement": "按约派单并回告",
    }
    # The department finds what rests with it; this one is not routed to it.
    assert sign_in("han").post(f"{url}rectify/", given).status_code == 404
    assert he.post(f"{url}rectify/", {**given, "title": ""}).status_code == 422
    assert he.post(f"{url}rectify/", given).status_code == 302
    notice = Rectification.objects.get()
    assert (notice.unit, notice.clause) == (cast.units["service"], "callback/results")
    assert notice.number in he.get(url).content.decode()
    page = he.get(f"/rectifications/{notice.pk}/").content.decode()
    assert f'href="{url}">{row.number}' in page
    assert he.post(f"{url}rectify/", given).status_code == 409
    # Praise shows nothing that has to be put right.
    assert "rectification" not in (
        rule_on(
            "callbacks.opinion",
            {"opinion": "praise", "sensitive": False, "round": "first"},
            on=NOW.date(),
            company_id=None,
        ).answer.get("may_become")
        or []
    )


@pytest.mark.clause("callback/execution", "callback/opinion")
def test_whoever_dealt_with_an_opinion_at_any_step_does_not_call_again(
    cast: Cast, task: CallbackTask
) -> None:
    row = said(task, cast, kind="need", score=4)
    actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    actions.contact_customer(row, note="已致电", by=cast.he, now=AT)
    actions.solve_opinion(row, note="已更换软管", by=cast.han, now=AT + timedelta(hours=3))
    second = CallbackTask.objects.get(follows=row)
    assert {cast.he.id, cast.han.id} <= set(second.handlers)
    # Of the order itself: who did the work, and who passed it in review.
    assert {cast.zhou.id, cast.wu.id} <= set(task.handlers)


@pytest.mark.clause("callback/opinion")
def test_a_sensitive_subject_of_his_own_work_is_told_past_the_lead(
    cast: Cast, task: CallbackTask
) -> None:
    subject = sensitive_subjects()[0].code
    CallbackTask.objects.filter(pk=task.pk).update(handlers=[cast.he.id])
    task.handlers = [cast.he.id]
    actions.open_opinion(task, kind="need", text="客户原话", sensitive=subject, by=cast.lin, now=AT)
    told = Notice.objects.filter(template="callbacks.sensitive")
    assert set(told.values_list("recipient", flat=True)) == {cast.zhoujm.id}


@pytest.mark.clause("callback/opinion", "callback/results")
@pytest.mark.parametrize("kind", ["need", "enquiry"])
def test_a_low_score_is_dissatisfaction_whatever_mild_class_was_named(
    cast: Cast, task: CallbackTask, kind: str
) -> None:
    row = said(task, cast, kind=kind, score=1)
    assert (row.kind, row.task.opinion) == ("dissatisfied", kind)
    # It may become a rectification like any other dissatisfaction.
    assert "rectification" in row.decision.answer["may_become"]
