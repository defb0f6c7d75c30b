"""Who cannot be reached is sent a link: one answer, once, and without one he is unreachable."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from heqi.callbacks.actions import expire_callbacks, record_attempt, record_result
from heqi.callbacks.doors import token_of
from heqi.callbacks.models import CallbackTask, Opinion
from heqi.callbacks.queries import may_call, task_list
from heqi.callbacks.tests.makers import task_of
from heqi.ledger.models import Event
from heqi.notices.models import Notice
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture
def task(cast: Cast, django_capture_on_commit_callbacks: object) -> CallbackTask:
    return task_of(cast, django_capture_on_commit_callbacks)


def in_vain(task: CallbackTask, cast: Cast, *, site: str) -> datetime:
    """Attempts until the policy has had enough of them."""
    at = NOW + timedelta(hours=2)
    record_attempt(task, outcome="no_answer", site=site, off_hours="客户约定", by=cast.he, now=at)
    while task.status == "trying":
        at = task.next_attempt_at + timedelta(hours=2)
        record_attempt(
            task, outcome="no_answer", site=site, off_hours="客户约定", by=cast.he, now=at
        )
    return at


@pytest.mark.clause("callback/timing")
def test_after_attempts_in_vain_the_customer_answers_by_a_link_once(
    cast: Cast, task: CallbackTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch).pass_by(hours=30)
    in_vain(task, cast, site="https://gas.example/")
    assert (task.status, task.is_open) == ("linked", True)
    assert not may_call(cast.he, task)
    assert not task_list(cast.he, callable_only=True, now=NOW + timedelta(days=3))
    notice = Notice.objects.get(template="callbacks.reply_link")
    path = f"/callbacks/reply/{token_of(task)}/"
    assert notice.address == task.contact_phone
    assert f"https://gas.example{path}" in notice.body
    client = Client()
    page = client.get(path).content.decode()
    assert task.contact_phone not in page
    assert task.contact_name not in page
    assert client.post(path, {"text": "x"}).status_code == 422
    assert client.post(path, {"score": "2", "text": "没修好"}).status_code == 302
    task.refresh_from_db()
    assert (task.status, task.score, task.result, task.caller) == ("done", 2, "opinion", None)
    opinion = Opinion.objects.get(task=task)
    assert (opinion.kind, opinion.text) == ("dissatisfied", "没修好")
    # A second answer changes nothing.
    client.post(path, {"score": "5"})
    task.refresh_from_db()
    assert task.score == 2
    assert "已收到您的评价" in client.get(path).content.decode()


@pytest.mark.clause("callback/opinion")
def test_the_customer_names_the_class_of_his_opinion_himself(
    cast: Cast, task: CallbackTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch).pass_by(hours=30)
    in_vain(task, cast, site="https://gas.example/")
    path, client = f"/callbacks/reply/{token_of(task)}/", Client()
    assert client.post(path, {"score": "5", "opinion": "praise"}).status_code == 422
    wrong = {"score": "5", "opinion": "dissatisfied", "text": "x"}
    assert client.post(path, wrong).status_code == 422
    poor = {"score": "2", "opinion": "praise", "text": "x"}
    assert client.post(path, poor).status_code == 422
    given = {"score": "5", "opinion": "praise", "text": "师傅很好"}
    assert client.post(path, given).status_code == 302
    assert Opinion.objects.get(task=task).kind == "praise"


def test_a_link_is_of_one_callback_and_of_no_staff(
    cast: Cast, task: CallbackTask, sign_in: SignIn
) -> None:
    path = f"/callbacks/reply/{token_of(task)}/"
    assert Client().get(path).status_code == 410
    assert Client().get(f"/callbacks/reply/{task.pk}.forged/").status_code == 404
    assert sign_in("he").get(path).status_code == 403


@pytest.mark.clause("callback/timing")
def test_who_was_sent_a_link_and_rings_back_answers_by_telephone(
    cast: Cast, task: CallbackTask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = still_clock(monkeypatch)
    clock.pass_by(hours=50)
    in_vain(task, cast, site="https://gas.example/")
    page = sign_in("he").get(f"/callbacks/{task.pk}/").content.decode()
    assert f'action="/callbacks/{task.pk}/record/"' in page
    assert f'action="/callbacks/{task.pk}/attempt/"' not in page
    given = {"q_overall": "5", "off_hours": "客户来电"}
    assert sign_in("he").post(f"/callbacks/{task.pk}/record/", given).status_code == 302
    task.refresh_from_db()
    assert (task.status, task.score, task.caller_id) == ("done", 5, cast.he.id)
    # He was called in time; that he rings back later is nobody's fault.
    assert not Event.objects.filter(name="callbacks.CallbackFaulted").exists()
    # His link is used up.
    Client().post(f"/callbacks/reply/{token_of(task)}/", {"score": "1"})
    task.refresh_from_db()
    assert task.score == 5


@pytest.mark.clause("callback/script")
def test_who_does_not_agree_to_be_recorded_is_not(
    cast: Cast, task: CallbackTask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch).pass_by(hours=3)
    client, path = sign_in("he"), f"/callbacks/{task.pk}/record/"
    given = {"q_overall": "5", "q_consent": "no", "recording": "R-1", "off_hours": "客户约定"}
    page = client.post(path, given)
    assert page.status_code == 422
    assert "客户不同意录音" in page.content.decode()
    assert client.post(path, {**given, "recording": ""}).status_code == 302
    task.refresh_from_db()
    assert (task.status, task.recording) == ("done", "")


@pytest.mark.clause("callback/timing")
def test_without_an_answer_he_is_unreachable_not_forgotten(cast: Cast, task: CallbackTask) -> None:
    in_vain(task, cast, site="https://gas.example/")
    expire_callbacks(now=task.expires_at)
    task.refresh_from_db()
    assert (task.status, task.result, task.is_open) == ("unreachable", "unreachable", False)
    assert not Event.objects.filter(name="callbacks.CallbackFaulted").exists()


@pytest.mark.clause("callback/results")
def test_a_late_call_and_a_missing_one_are_faults(cast: Cast, task: CallbackTask) -> None:
    late = task.due_at + timedelta(minutes=1)
    record_result(task, score=5, off_hours="客户约定", by=cast.he, now=late)
    said = Event.objects.get(name="callbacks.CallbackFaulted").data
    assert (said["fault"], said["staff_id"]) == ("late", cast.staff["he"].pk)


@pytest.mark.clause("callback/results")
def test_what_nobody_called_is_missing(cast: Cast, task: CallbackTask) -> None:
    expire_callbacks(now=task.expires_at)
    said = Event.objects.get(name="callbacks.CallbackFaulted").data
    assert (said["fault"], said["staff_id"]) == ("missing", None)


@pytest.mark.clause("callback/execution")
def test_the_record_of_a_callback_is_printed_and_a_pdf(
    cast: Cast, task: CallbackTask, sign_in: SignIn
) -> None:
    record_result(
        task, score=5, answers={"solved": "solved"}, off_hours="客户约定", by=cast.he, now=NOW
    )
    client = sign_in("he")
    page = client.get(f"/callbacks/{task.pk}/print/").content.decode()
    assert task.number in page
    assert task.contact_phone not in page
    file = client.get(f"/callbacks/{task.pk}/print/?as=pdf")
    assert file.content.startswith(b"%PDF")
