"""The pages of callbacks: the call with one key an answer, opinions, draws, reviews, figures."""

from collections.abc import Callable

import pytest
from django.test import Client

from heqi.callbacks.models import CallbackTask, Opinion, Review
from heqi.callbacks.tests.makers import task_of
from heqi.customers.purposes import vouched
from tests.cast import Cast
from tests.surface.clock import Clock, still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]

# The clock on the wall of these tests may stand outside the hours for calling.
HOUR = {"off_hours": "客户约定此时"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The pages are asked two hours after the order was closed."""
    still = still_clock(monkeypatch)
    still.pass_by(hours=3)
    return still


@pytest.fixture
def task(cast: Cast, django_capture_on_commit_callbacks: object) -> CallbackTask:
    return task_of(cast, django_capture_on_commit_callbacks)


@pytest.mark.clause("callback/script", "callback/execution", "callback/1.1", "callback/1.2")
def test_a_customer_is_called_by_the_script_of_his_business(
    sign_in: SignIn, task: CallbackTask
) -> None:
    client = sign_in("he")
    assert client.get("/callbacks/next/").headers["Location"] == f"/callbacks/{task.pk}/"
    page = client.get(f"/callbacks/{task.pk}/").content.decode()
    assert "q_solved" in page
    assert task.order.contact_phone not in page
    wrong = client.post(f"/callbacks/{task.pk}/record/", {"q_solved": "yes"})
    assert wrong.status_code == 422
    done = client.post(
        f"/callbacks/{task.pk}/record/",
        HOUR | {"q_overall": "5", "q_solved": "solved", "talk_seconds": "95", "recording": "R-1"},
    )
    assert done.status_code == 302
    task.refresh_from_db()
    assert (task.score, task.answers["solved"], task.talk_seconds) == (5, "solved", 95)
    assert "R-1" in client.get(f"/callbacks/{task.pk}/").content.decode()


@pytest.mark.clause("callback/script")
def test_an_answer_that_differs_from_the_order_must_be_noted(
    sign_in: SignIn, task: CallbackTask
) -> None:
    client = sign_in("he")
    given = HOUR | {"q_overall": "4", "q_charged": "yes", "q_amount": "50"}
    refused = client.post(f"/callbacks/{task.pk}/record/", given)
    assert refused.status_code == 422
    assert "不一致" in refused.content.decode()
    given |= {"opinion": "dissatisfied", "opinion_text": "收了 50 元没有票", "sensitive": "money"}
    assert client.post(f"/callbacks/{task.pk}/record/", given).status_code == 302
    row = Opinion.objects.get()
    assert row.sensitive == "money"
    page = client.get(f"/callbacks/opinions/{row.pk}/").content.decode()
    assert "收费未上交" in page


def test_who_handled_the_matter_gets_no_script(sign_in: SignIn, task: CallbackTask) -> None:
    page = sign_in("lin").get(f"/callbacks/{task.pk}/").content.decode()
    assert "q_overall" not in page
    assert sign_in("lin").get("/callbacks/next/").headers["Location"] == "/callbacks/"
    assert sign_in("other").get(f"/callbacks/{task.pk}/").status_code == 404


@pytest.mark.clause("callback/timing")
def test_a_second_attempt_too_early_is_a_sentence(sign_in: SignIn, task: CallbackTask) -> None:
    client = sign_in("he")
    url = f"/callbacks/{task.pk}/attempt/"
    assert client.post(url, HOUR | {"outcome": "no_answer"}).status_code == 302
    again = client.post(url, HOUR | {"outcome": "no_answer"})
    assert again.status_code == 422
    assert "下一次拨打" in again.content.decode() or "不早于" in again.content.decode()


def test_opinions_are_routed_and_solved_through_the_pages(
    cast: Cast, sign_in: SignIn, task: CallbackTask
) -> None:
    client = sign_in("he")
    given = HOUR | {"q_overall": "2", "opinion": "dissatisfied", "opinion_text": "来晚了"}
    client.post(f"/callbacks/{task.pk}/record/", given)
    row = Opinion.objects.get()
    assert row.number in client.get("/callbacks/opinions/?tab=route").content.decode()
    route = f"/callbacks/opinions/{row.pk}/route/"
    assert client.post(route, {"unit": ""}).status_code == 422
    assert client.post(route, {"unit": cast.units["service"].pk}).status_code == 302
    head = sign_in("han")
    assert row.number in head.get("/callbacks/opinions/").content.decode()
    step = f"/callbacks/opinions/{row.pk}/solve/"
    assert head.post(step, {"note": ""}).status_code == 422
    assert head.post(step, {"note": "已上门道歉"}).status_code == 302
    assert head.post(step, {"note": "再来"}).status_code == 409
    assert head.post(f"/callbacks/opinions/{row.pk}/nonsense/", {"note": "x"}).status_code == 404


def test_draws_reviews_and_figures_have_pages(sign_in: SignIn, task: CallbackTask) -> None:
    client = sign_in("he")
    client.post(f"/callbacks/{task.pk}/record/", HOUR | {"q_overall": "5"})
    assert task.order.number in client.get("/callbacks/draws/").content.decode()
    assert "95%" in client.get("/callbacks/figures/").content.decode()
    manager = sign_in("zheng")
    assert manager.post("/callbacks/reviews/draw/", {"month": "2026-11"}).status_code == 302
    row = Review.objects.get()
    assert task.number in manager.get("/callbacks/reviews/").content.decode()
    page = manager.get(f"/callbacks/reviews/{row.pk}/").content.decode()
    assert "评分表" in page
    refused = manager.post(f"/callbacks/reviews/{row.pk}/score/", {"script": "99"})
    assert refused.status_code == 422
    marks = {
        "opening": 10,
        "script": 25,
        "neutral": 20,
        "listening": 15,
        "record": 20,
        "closing": 5,
    }
    assert manager.post(f"/callbacks/reviews/{row.pk}/score/", marks).status_code == 302
    assert "95" in manager.get("/callbacks/reviews/?tab=done").content.decode()
    assert sign_in("lin").get("/callbacks/reviews/").status_code == 403


@pytest.mark.clause("callback/timing")
def test_outside_the_hours_the_page_asks_why_the_customer_is_called(
    sign_in: SignIn, task: CallbackTask, clock: Clock
) -> None:
    clock.pass_by(hours=1)  # from 13:00 to 14:00
    client = sign_in("he")
    page = client.get(f"/callbacks/{task.pk}/").content.decode()
    assert page.count('name="off_hours"') == 2
    refused = client.post(f"/callbacks/{task.pk}/attempt/", {"outcome": "no_answer"})
    assert refused.status_code == 422
    assert "09:00-12:00" in refused.content.decode()
    given = {"outcome": "no_answer", "off_hours": "客户约定午间"}
    assert client.post(f"/callbacks/{task.pk}/attempt/", given).status_code == 302
    assert "客户约定午间" in client.get(f"/callbacks/{task.pk}/").content.decode()
    clock.pass_by(hours=3)  # 17:00
    page = client.get(f"/callbacks/{task.pk}/").content.decode()
    assert 'name="off_hours"' not in page
    assert client.post(f"/callbacks/{task.pk}/record/", {"q_overall": "5"}).status_code == 302


@pytest.mark.clause("data-entry/9.3")
def test_a_callback_that_is_to_be_made_explains_why_its_customer_is_opened(
    cast: Cast, sign_in: SignIn, task: CallbackTask
) -> None:
    client, party = sign_in("he"), task.party
    assert party is not None
    page = client.get(f"/callbacks/{task.pk}/").content.decode()
    assert f"/customers/{party.pk}/?via=callback:{task.pk}" in page
    reason = vouched(f"callback:{task.pk}", actor=cast.he, party=party, now=cast.now)
    assert reason is not None
    assert (reason.code, reason.source) == ("callback", "auto")
    CallbackTask.objects.update(is_open=False)
    assert vouched(f"callback:{task.pk}", actor=cast.he, party=party, now=cast.now) is None
    assert "via=callback" not in client.get(f"/callbacks/{task.pk}/").content.decode()
