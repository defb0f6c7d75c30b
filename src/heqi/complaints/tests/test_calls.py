"""Complaints stand in the queue of callbacks with everything else that is called about."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from heqi.callbacks.actions import amend_result, expire_callbacks, record_attempt, record_result
from heqi.callbacks.indicators import months_figures
from heqi.callbacks.models import CallbackTask, Opinion
from heqi.callbacks.queries import may_call, task_list
from heqi.clocks.queries import clocks_of
from heqi.complaints import actions
from heqi.complaints.actions.calling import is_unreachable
from heqi.complaints.forms.handling import AssignForm, CallForm
from heqi.complaints.models import Complaint
from heqi.complaints.tests.scenes import assigned, fresh, graded, investigated, judged, replied
from heqi.customers.tests.makers import make_customer
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.policies.deciding import rule_on
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER, WEEK = NOW + timedelta(hours=1), timedelta(days=7)


@pytest.fixture
def delivered(django_capture_on_commit_callbacks: Any) -> AbstractContextManager[Any]:
    """Events reach their subscribers inside."""
    made: AbstractContextManager[Any] = django_capture_on_commit_callbacks(execute=True)
    return made


@pytest.fixture
def complaint(cast: Cast, delivered: AbstractContextManager[Any]) -> Complaint:
    with delivered:
        row = judged(cast, investigated(cast, assigned(cast, graded(cast))), verdict="not_upheld")
        replied(cast, row)
    return fresh(row)


def queued(complaint: Complaint) -> CallbackTask:
    rows = CallbackTask.objects.select_related("company", "unit", "request")
    return rows.get(subject=f"complaint:{complaint.pk}", is_open=True)


@pytest.mark.clause("callback/scope", "callback/timing")
def test_every_complaint_that_was_replied_to_is_to_be_called_within_a_day(
    cast: Cast, complaint: Complaint
) -> None:
    task = queued(complaint)
    assert (task.business, task.label) == ("complaint", complaint.number)
    assert task.due_at == complaint.finished_at + timedelta(hours=24)
    # Who looked into it does not call.
    assert task in task_list(cast.lin, callable_only=True, now=LATER)
    assert (may_call(cast.lin, task), may_call(cast.he, task)) == (True, False)


@pytest.mark.clause("complaint/process")
def test_the_answer_in_the_queue_is_the_callback_of_the_complaint(
    cast: Cast, complaint: Complaint, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record_result(queued(complaint), score=2, off_hours="客户约定", by=cast.lin, now=LATER)
    complaint = fresh(complaint)
    assert (complaint.status, complaint.satisfaction, complaint.disputed) == ("declined", 2, True)
    # It goes on as the complaint that it is, and is called about anew after the next reply.
    assert not Opinion.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        replied(cast, complaint, now=LATER + timedelta(hours=1))
    again = queued(complaint)
    with django_capture_on_commit_callbacks(execute=True):
        actions.call_back(
            fresh(complaint),
            score=5,
            off_hours="客户约定",
            by=cast.lin,
            now=LATER + timedelta(hours=2),
        )
    again.refresh_from_db()
    assert (again.status, again.score, again.caller_id) == ("done", 5, cast.lin.id)
    assert fresh(complaint).satisfaction == 5
    assert CallbackTask.objects.filter(subject=again.subject).count() == 2


@pytest.mark.clause("callback/timing")
def test_a_complainant_who_cannot_be_reached_is_left_to_the_lead(
    cast: Cast, complaint: Complaint, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record_attempt(
            queued(complaint), outcome="wrong_number", off_hours="客户约定", by=cast.lin, now=LATER
        )
    complaint = fresh(complaint)
    assert is_unreachable(complaint, now=LATER)
    posts = rule_on("callbacks.attempts", {"subject": "complaint"}, on=NOW.date(), company_id=None)
    assert list(posts.answer["confirm_by"]) == ["supervision_lead"]
    # The supervision lead is told, and nobody else confirms it: the service ends by his word.
    told = Notice.objects.filter(template="complaints.unreachable")
    assert set(told.values_list("recipient", flat=True)) == {cast.he.id}
    with pytest.raises(Refused):
        actions.end_service(complaint, reason="联系不上", by=cast.han, now=LATER)
    actions.end_service(complaint, reason="多次联系不上", by=cast.he, now=LATER)
    assert fresh(complaint).status == "ended"


@pytest.mark.clause("callback/timing", "complaint/process")
def test_a_complainant_whom_nobody_called_in_time_is_still_to_be_called(
    cast: Cast, complaint: Complaint, django_capture_on_commit_callbacks: Any
) -> None:
    first = queued(complaint)
    assert first.expires_at is not None
    at = first.expires_at
    with django_capture_on_commit_callbacks(execute=True):
        expire_callbacks(now=at)
    first.refresh_from_db()
    assert (first.status, first.is_open) == ("expired", False)
    assert [clock.state for clock in clocks_of(first)] == ["missed"]
    again = queued(complaint)
    # The limit is of its own: whoever calls now is not late for him who did not.
    assert again.due_at == at + timedelta(hours=24)
    told = Notice.objects.filter(template="complaints.callback_expired")
    assert set(told.values_list("recipient", flat=True)) == {cast.he.id}
    complaint = fresh(complaint)
    for hours in (1, 6, 25):
        made = actions.note_call_attempt(
            complaint,
            outcome="no_answer",
            off_hours="客户约定",
            by=cast.lin,
            now=at + timedelta(hours=hours),
        )
    assert made == 3
    actions.end_service(complaint, reason="联系不上", by=cast.he, now=at + timedelta(hours=26))
    assert fresh(complaint).status == "ended"
    # It is one callback in the figures: made in the end, though not in time.
    counted = [
        (row.code, row.kept, row.total)
        for month in (timezone.localdate(first.due_at), timezone.localdate(again.due_at))
        for row in months_figures(cast.units["gas"], month.replace(day=1), now=at + WEEK)
        if row.code in ("completion", "timeliness") and row.total
    ]
    assert counted == [("completion", 1, 1), ("timeliness", 0, 1)]


@pytest.mark.clause("callback/timing")
def test_a_complainant_who_was_sent_a_link_and_rings_back_is_heard_at_once(
    cast: Cast, complaint: Complaint
) -> None:
    task, at = queued(complaint), LATER
    while task.status != "linked":
        record_attempt(
            task,
            outcome="no_answer",
            site="https://gas.example/",
            off_hours="客户约定",
            by=cast.lin,
            now=at,
        )
        at += timedelta(hours=5)
    actions.call_back(complaint, score=5, off_hours="客户来电", by=cast.lin, now=at)
    task.refresh_from_db()
    assert (task.status, task.score, task.is_open) == ("done", 5, False)


@pytest.mark.clause("callback/timing")
def test_on_the_page_of_the_complaint_the_hours_for_calling_hold_as_well(
    cast: Cast, complaint: Complaint
) -> None:
    noon = NOW.replace(hour=13)
    with pytest.raises(ValidationError) as refused:
        actions.call_back(complaint, score=5, by=cast.lin, now=noon)
    assert "off_hours" in refused.value.message_dict
    with pytest.raises(ValidationError):
        actions.note_call_attempt(complaint, outcome="no_answer", by=cast.lin, now=noon)
    task = queued(complaint)
    assert "off_hours" in CallForm(complaint=complaint, now=noon).fields
    assert "off_hours" not in CallForm(complaint=complaint, now=NOW).fields
    actions.call_back(complaint, score=5, off_hours="客户约定", by=cast.lin, now=noon)
    task.refresh_from_db()
    assert (task.status, task.off_hours) == ("done", "客户约定")


@pytest.mark.clause("complaint/process", "callback/scope")
def test_of_a_group_every_household_is_called_and_then_the_group_is_closed(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for n in range(3):
            party, point = make_customer(
                cast.units["gas"],
                f"客户{n}",
                account_no=f"0203-11{n}",
                meter=f"41070{n}",
                room=str(n + 1),
                phones=(f"1380010220{n}",),
            )
            at = NOW + timedelta(minutes=n)
            graded(cast, now=at, party=party, service_point=point, grade={"category": "supply"})
    group = fresh(Complaint.objects.get(is_group=True))
    at = LATER
    if group.status == "received":
        actions.grade_complaint(group, category="supply", by=cast.he, now=at)
    with django_capture_on_commit_callbacks(execute=True):
        judged(cast, investigated(cast, assigned(cast, group, now=at), now=at), now=at)
        actions.offer_solution(group, text="已抢修通气", by=cast.han, now=at)
        households = list(group.children.all())
        for one in (group, *households):
            actions.answer_solution(fresh(one), accepted=True, answer="同意", by=cast.han, now=at)
        group = fresh(group)
        actions.reply(group, text="已通气", by=cast.han, now=at)
    # The group itself has no phone and nobody to call.
    queue = {f"complaint:{one.pk}" for one in households}
    assert set(CallbackTask.objects.values_list("subject", flat=True)) == queue
    with pytest.raises(IllegalMove):
        actions.call_back(group, score=5, off_hours="约定", by=cast.lin, now=at)
    given = {"result": "已通气", "corrective_action": "更换调压器", "by": cast.he, "now": at}
    for score, one in zip((5, 4, 5), households, strict=True):
        with pytest.raises(ValidationError):
            actions.close_complaint(fresh(group), **given)
        actions.call_back(fresh(one), score=score, off_hours="约定", by=cast.lin, now=at)
        actions.close_complaint(fresh(one), **given)
    actions.close_complaint(fresh(group), **given)
    group = fresh(group)
    assert (group.status, group.satisfaction) == ("closed", 4)


def test_who_takes_his_complaint_back_is_not_called(cast: Cast, complaint: Complaint) -> None:
    task = queued(complaint)
    actions.withdraw_complaint(
        complaint, reason="客户撤回", kind="recording", evidence="通话 R-1", by=cast.he, now=LATER
    )
    task.refresh_from_db()
    assert (task.status, task.is_open) == ("dropped", False)


@pytest.mark.clause("callback/quality", "complaint/process")
def test_a_corrected_score_counts_while_the_complaint_waits_and_reaches_the_office_after_it(
    cast: Cast, complaint: Complaint, django_capture_on_commit_callbacks: Any
) -> None:
    task = queued(complaint)
    with django_capture_on_commit_callbacks(execute=True):
        record_result(task, score=3, off_hours="客户约定", by=cast.lin, now=LATER)
    assert (fresh(complaint).status, fresh(complaint).satisfaction) == ("declined", 3)
    at = LATER + timedelta(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        replied(cast, fresh(complaint), now=at)
    task = queued(complaint)
    with django_capture_on_commit_callbacks(execute=True):
        record_result(task, score=4, off_hours="客户约定", by=cast.lin, now=at)
        amend_result(task, score=5, reason="回听录音", by=cast.lin, now=at)
    complaint = fresh(complaint)
    assert (complaint.status, complaint.satisfaction) == ("replied", 5)
    told = Notice.objects.filter(template="complaints.corrected")
    actions.close_complaint(
        complaint, result="已修好", corrective_action="自动派单", by=cast.he, now=at
    )
    with django_capture_on_commit_callbacks(execute=True):
        amend_result(task, score=4, reason="再次回听", by=cast.lin, now=at)
    assert not told.exists()
    with django_capture_on_commit_callbacks(execute=True):
        amend_result(task, score=2, reason="客户当时说不满意", by=cast.lin, now=at)
    # Whether it is opened again is for a person to decide; what was closed with stays.
    complaint = fresh(complaint)
    assert (complaint.status, complaint.satisfaction) == ("closed", 5)
    notice = told.get(channel="in_app", recipient=cast.he.id)
    assert complaint.number in notice.body


def test_who_may_investigate_is_found_in_one_look_however_many_units_there_are(
    cast: Cast, complaint: Complaint, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        form = AssignForm(complaint=complaint, now=LATER)
        offered = {row.pk for row in form.fields["investigator"].queryset}  # type: ignore[attr-defined]
    assert cast.he.id in offered
