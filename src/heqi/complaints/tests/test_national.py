"""The line to the national centre: over HTTP with a double that really speaks it, and by file."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from heqi.callbacks.actions import hand_back
from heqi.callbacks.models import NationalResult
from heqi.callbacks.tests.makers import task_of
from heqi.clocks.queries import clocks_of
from heqi.complaints import actions
from heqi.complaints.actions import national
from heqi.complaints.gateway import FakeCentre
from heqi.complaints.models import Complaint, NationalCase, NationalMessage, Plan
from heqi.complaints.tests.scenes import graded
from heqi.ledger.actors import SYSTEM
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.people.machines import Rejected
from tests.cast import NOW, Cast

CASE = {"kind": "case", "reference": "NC-1", "subject": "上门超时", "phone": "13800102207"}


def fresh(case: NationalCase) -> NationalCase:
    return NationalCase.objects.select_related(
        "complaint__unit", "complaint__company", "complaint__request", "company", "unit"
    ).get(pk=case.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("complaint/supervision-centre")
def test_a_case_comes_in_and_its_answer_goes_out_over_http(
    cast: Cast, live_server: LiveServer
) -> None:
    door = f"{live_server.url}/api/national/v1/messages/"
    with FakeCentre() as centre:
        token = national.open_line(
            cast.units["gas"], address=centre.url, new_token=True, by=cast.he, now=NOW
        )
        due = (datetime.now(UTC) + timedelta(hours=40)).isoformat()
        taken = centre.send(door, token, "a1", {**CASE, "due_at": due})
        assert taken.status_code == 200, taken.text
        assert taken.json()["their_due_at"]
        assert taken.json()["our_due_at"]
        # The same key is the same message; another message under it is a fault of theirs.
        assert centre.send(door, token, "a1", {**CASE, "due_at": due}).json() == taken.json()
        assert centre.send(door, token, "a1", {**CASE, "subject": "别的"}).status_code == 409
        assert centre.send(door, "wrong", "a2", CASE).status_code == 401
        refused = centre.send(door, token, "a3", {"kind": "gossip"})
        assert (refused.status_code, bool(refused.json()["error"])) == (422, True)
        assert centre.send(door, token, "a4", {"kind": "reminder", "reference": "NC-1"}).is_success
        score = {"kind": "score", "reference": "NC-1", "score": 92}
        assert centre.send(door, token, "a5", score).is_success
        assert Complaint.objects.count() == 1
        state = httpx.get(
            f"{live_server.url}/api/national/v1/cases/NC-1/",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert state.json()["state"] == "handed"

        case = fresh(NationalCase.objects.get())
        assert case.score == 92
        now = case.handed_over_at
        national.accept_case(case, by=cast.he, now=now)
        centre.failing = 1
        national.send_waiting(now=now)
        assert not centre.messages
        national.send_waiting(now=now + timedelta(minutes=2))
        national.send_waiting(now=now + timedelta(minutes=4))
        assert [one["kind"] for one in centre.messages.values()] == ["accepted"]
        assert NationalMessage.objects.get(direction="out").state == "sent"


@pytest.mark.django_db
@pytest.mark.clause("complaint/supervision-centre")
def test_a_case_that_is_not_ours_goes_back_with_the_reason_inside_its_limit(cast: Cast) -> None:
    national.take_message(cast.units["gas"], key="k", message=CASE, by=SYSTEM, now=NOW)
    case = fresh(NationalCase.objects.get())
    clocks = {clock.name: clock.due_at for clock in clocks_of(case)}
    assert clocks == {
        "accept": NOW + timedelta(hours=2),
        "return_within": NOW + timedelta(hours=2),
    }
    with pytest.raises(Refused):
        national.return_case(case, reason="不在供气范围", by=cast.lin, now=NOW)
    national.return_case(case, reason="不在供气范围", by=cast.he, now=NOW + timedelta(hours=1))
    assert case.state == "returned"
    assert fresh(case).complaint.status == "withdrawn"
    sent = NationalMessage.objects.get(direction="out")
    assert (sent.kind, sent.body["reason"]) == ("returned", "不在供气范围")
    file = national.take_out_file(cast.units["gas"], by=cast.he, now=NOW)
    assert "不在供气范围" in file
    assert national.take_out_file(cast.units["gas"], by=cast.he, now=NOW) == ""


@pytest.mark.django_db
def test_too_many_messages_in_a_minute_are_told_to_wait(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from heqi.complaints.actions.national import receiving

    few = {**receiving.settings(), "messages_per_minute": 1}
    monkeypatch.setattr(receiving, "settings", lambda: few)
    national.take_message(cast.units["gas"], key="k", message=CASE, by=SYSTEM, now=NOW)
    other = {**CASE, "reference": "NC-2"}
    with pytest.raises(Rejected) as refused:
        national.take_message(cast.units["gas"], key="k2", message=other, by=SYSTEM, now=NOW)
    assert refused.value.status == 429


@pytest.mark.django_db
@pytest.mark.clause("callback/supervision-centre")
def test_a_callback_of_theirs_comes_over_the_line_and_its_handling_goes_back(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    task = task_of(cast, django_capture_on_commit_callbacks)
    company = cast.units["gas"]
    token = national.open_line(company, new_token=True, by=cast.he, now=NOW)
    door = {"Authorization": f"Bearer {token}"}
    said = {"kind": "callback", "reference": "QG-9", "number": task.label, "score": 2,
            "called_at": f"{NOW:%Y-%m-%d %H:%M}", "text": "等了两小时"}  # fmt: skip

    def send(key: str, **more: Any) -> Any:
        answer = client.post(
            "/api/national/v1/messages/", json.dumps({**said, **more}), "application/json",
            headers={**door, "Idempotency-Key": key},
        )  # fmt: skip
        return answer.status_code, answer.json()

    assert send("1", number="WX000000-00000")[0] == 404
    assert send("2", score=9)[0] == 422
    status, taken = send("3")
    assert (status, taken["state"], taken["opinion"]) == (200, "waiting", "recorded")
    assert send("4")[1]["number"] == taken["number"]
    assert send("5", score=1)[0] == 422
    assert "等了两小时" not in json.dumps([row.body for row in NationalMessage.objects.all()])
    result = NationalResult.objects.select_related("company", "task").get()
    with django_capture_on_commit_callbacks(execute=True):
        hand_back(result, handling="已致歉", by=cast.he, now=datetime.now(UTC))
    state = client.get("/api/national/v1/callbacks/QG-9/", headers=door).json()
    assert (state["state"], state["handling"]) == ("given", "已致歉")
    assert client.get("/api/national/v1/callbacks/QG-9/").status_code == 401
    file = national.take_out_file(company, by=cast.he, now=NOW)
    assert json.loads(file)["reference"] == "QG-9"


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("complaint/plan-level-1", "complaint/supervision-centre")
def test_a_report_of_level_one_goes_to_the_centre_and_its_clock_stops_with_the_sending(
    cast: Cast,
) -> None:
    base = datetime.now(UTC)  # a signature holds for a few minutes of the real clock
    with FakeCentre() as centre:
        national.open_line(
            cast.units["gas"], address=centre.url, new_token=True, by=cast.he, now=NOW
        )
        plan = Plan.objects.get(complaint=graded(cast, signs=["major_media"], now=base))
        step = plan.steps.get(kind="report")
        at = base + timedelta(seconds=5)
        actions.finish_step(
            step, note="已上报总经理", spokesperson=cast.staff["he"], by=cast.he, now=at
        )
        step.refresh_from_db()
        assert (step.is_waiting, step.done_at) == (True, None)
        with pytest.raises(IllegalMove):
            actions.finish_step(
                step, note="再次", spokesperson=cast.staff["he"], by=cast.he, now=at
            )
        sent = at + timedelta(seconds=5)
        national.send_waiting(now=sent)
        step.refresh_from_db()
        assert step.done_at == sent
        assert [clock.state for clock in clocks_of(step)] == ["met"]
        told = next(iter(centre.messages.values()))
        assert (told["kind"], told["step"], told["number"]) == (
            "report", "report", plan.complaint.number,
        )  # fmt: skip
        assert "13800102207" not in json.dumps(told)
        # Carried in a file it counts as sent as well, here too late.
        interim = plan.steps.get(kind="interim")
        late = base + timedelta(hours=5)
        actions.finish_step(interim, note="初步情况", by=cast.he, now=base + timedelta(hours=3))
        assert plan.complaint.number in national.take_out_file(
            cast.units["gas"], by=cast.he, now=late
        )
        interim.refresh_from_db()
        assert interim.done_at == late
        assert [clock.state for clock in clocks_of(interim)] == ["missed"]


@pytest.mark.django_db
@pytest.mark.clause("complaint/plan-level-1")
def test_the_safety_part_of_level_one_goes_to_the_emergency(cast: Cast) -> None:
    plan = Plan.objects.get(complaint=graded(cast, signs=["injury"], grade={"signs": ["injury"]}))
    step = plan.steps.get(kind="confirm")
    given: dict[str, Any] = {"note": "家中有人受伤", "by": cast.he, "now": NOW}
    for answer, field in (
        ({}, "safety"),
        ({"safety": "none"}, "safety"),
        ({"safety": "known", "emergency": "QX-0"}, "emergency"),
        ({"safety": "open"}, "address"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.finish_step(step, **answer, **given)
        assert set(refused.value.message_dict) == {field}
    actions.finish_step(step, safety="open", address="滨江新城 3 幢 201", **given)
    plan.refresh_from_db()
    assert plan.emergency is not None
    assert (plan.emergency.kind, plan.emergency.description) == ("emergency", "家中有人受伤")
    # Another complaint of the same accident is handed to the same emergency.
    other = Plan.objects.get(complaint=graded(cast, signs=["fire"], contact_phone="13800000001"))
    actions.finish_step(
        other.steps.get(kind="confirm"),
        safety="known",
        emergency=plan.emergency.number,
        **given,
    )
    other.refresh_from_db()
    assert other.emergency == plan.emergency


@pytest.mark.django_db
@pytest.mark.clause("complaint/limits", "complaint/plan-level-1", "complaint/supervision-centre")
def test_a_report_inside_goes_to_the_centre_by_the_line_and_its_clock_stops_with_the_sending(
    cast: Cast,
) -> None:
    def states(case: Complaint) -> set[str]:
        return {str(clock.state) for clock in clocks_of(case) if clock.name == "report"}

    # Without a line the report to the general manager is all there is.
    alone = graded(cast, signs=["major_media"])
    actions.report_inside(alone, note="已上报", by=cast.he, now=NOW + timedelta(minutes=10))
    assert states(alone) == {"met"}
    assert not NationalMessage.objects.exists()
    told = Notice.objects.filter(template="complaints.reported", recipient=cast.zheng.id)
    assert told.exists()
    national.open_line(cast.units["gas"], new_token=True, by=cast.he, now=NOW)
    case = graded(cast, signs=["major_media"], category="other", contact_phone="13800102299")
    actions.report_inside(case, note="媒体到场", by=cast.he, now=NOW + timedelta(minutes=10))
    assert states(case) == {"running"}
    message = NationalMessage.objects.get(complaint=case)
    assert (message.kind, message.body["note"]) == ("report", "媒体到场")
    sent = NOW + timedelta(minutes=30)
    assert case.number in national.take_out_file(cast.units["gas"], by=cast.he, now=sent)
    assert states(case) == {"met"}
