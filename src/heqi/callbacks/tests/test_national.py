"""The national centre's callbacks come in by file, are handled, and their handling goes back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from heqi.callbacks import actions
from heqi.callbacks.centre.results import understand
from heqi.callbacks.indicators import months_figures
from heqi.callbacks.models import CallbackTask, NationalFile, NationalResult, Opinion
from heqi.callbacks.tests.makers import task_of
from heqi.clocks.actions import watch_clocks
from heqi.clocks.queries import clocks_of
from heqi.ledger.actors import SYSTEM
from heqi.notices.models import Notice
from heqi.people.access import Refused
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
AT = NOW + timedelta(hours=4)
HEAD = "回访编号,工单号,回访时间,评分,意见类别,客户意见\n"


@pytest.fixture
def task(cast: Cast, django_capture_on_commit_callbacks: Any) -> CallbackTask:
    return task_of(cast, django_capture_on_commit_callbacks)


def upload(cast: Cast, text: str, name: str = "回访结果.csv") -> NationalFile:
    return actions.check_file(
        [text.encode()], name=name, company=cast.units["gas"], by=cast.he, now=AT
    )


def taken(cast: Cast, task: CallbackTask, score: int = 1, said: str = "") -> NationalResult:
    day = f"{NOW:%Y-%m-%d %H:%M}"
    file = upload(cast, f"{HEAD}QG-1,{task.label},{day},{score},{said},师傅没戴鞋套\n")
    actions.confirm_file(file, by=cast.he, now=AT)
    return NationalResult.objects.select_related("company", "task__opinion_row").get()


@pytest.mark.clause("callback/supervision-centre")
def test_a_file_is_judged_row_by_row_and_nothing_changes_before_it_is_confirmed(
    cast: Cast, task: CallbackTask
) -> None:
    day = f"{NOW:%Y/%m/%d %H:%M}"
    rows = [
        f"QG-1,{task.label},{day},1,,师傅没戴鞋套",
        f"QG-2,{task.number},{day},5,,",
        f"QG-2,{task.label},{day},5,,",
        f"QG-4,WX000000-00000,{day},4,,",
        f"QG-5,{task.label},2099-01-01,9,闲聊,",
    ]
    file = upload(cast, HEAD + "\n".join(rows))
    assert [row["verdict"] for row in file.rows] == ["opinion", "new", "error", "error", "error"]
    assert [[f["field"] for f in row["findings"]] for row in file.rows[2:]] == [
        ["reference"],
        ["number"],
        ["called_at", "score", "opinion"],
    ]
    assert not NationalResult.objects.exists()
    assert not Opinion.objects.exists()
    with pytest.raises(ValidationError):
        actions.confirm_file(file, by=cast.he, now=AT)
    assert actions.confirm_file(file, leave_out=True, by=cast.he, now=AT) == 2
    # What the customer said stands on the opinion alone, and the same file brings nothing twice.
    assert "text" not in NationalFile.objects.get().rows[0]["values"]
    again = upload(cast, HEAD + rows[0])
    assert again.counts == {"known": 1}
    with pytest.raises(ValidationError) as refused:
        upload(cast, "编号,评分\n1,5\n")
    assert "业务编号" in str(refused.value)


@pytest.mark.clause("callback/supervision-centre", "callback/opinion")
def test_dissatisfaction_opens_the_handling_and_it_goes_back_inside_its_limit(
    cast: Cast, task: CallbackTask
) -> None:
    result = taken(cast, task)
    opinion = result.task.opinion_row
    assert (opinion.kind, opinion.status, opinion.text) == (
        "dissatisfied", "recorded", "师傅没戴鞋套"
    )  # fmt: skip
    (clock,) = clocks_of(result)
    assert (clock.name, clock.due_at, result.due_at) == ("hand_back", result.due_at, clock.due_at)
    assert result.due_clause == "callback/supervision-centre"
    # Our own callback about the same order stays to be made, and theirs is none of our figures.
    task.refresh_from_db()
    assert task.is_open
    figures = {one.code: one for one in months_figures(cast.units["gas"], NOW.date(), now=AT)}
    assert figures["satisfaction"].total == 0
    with pytest.raises(Refused):
        actions.hand_back(result, handling="已道歉", by=cast.lin, now=AT)
    with pytest.raises(ValidationError):
        actions.hand_back(result, handling=" ", by=cast.he, now=AT)
    actions.hand_back(result, handling="已道歉并培训", by=cast.he, now=AT + timedelta(days=1))
    assert (result.status, result.is_open, clocks_of(result)[0].state) == ("given", False, "met")


@pytest.mark.clause("callback/supervision-centre")
def test_who_hands_back_is_told_of_what_came_and_of_its_limit(
    cast: Cast, task: CallbackTask, django_capture_on_commit_callbacks: Any
) -> None:
    told = Notice.objects.filter(url__startswith="/callbacks/national/", channel="in_app")
    day = timezone.localtime(NOW)
    values = {"reference": "QG-9", "number": task.label, "score": "2", "text": "态度差"}
    found = understand(values | {"called_at": f"{day:%Y-%m-%d %H:%M}"}, cast.units["gas"], now=AT)
    result = actions.take_result(cast.units["gas"], found.heard, by=SYSTEM, now=AT)
    assert cast.staff["he"].pk in set(told.values_list("recipient", flat=True))
    assert result.due_at is not None
    with django_capture_on_commit_callbacks(execute=True):
        watch_clocks(now=result.due_at - timedelta(hours=20))
        watch_clocks(now=result.due_at + timedelta(minutes=1))
    assert set(told.values_list("template", flat=True)) == {
        f"callbacks.national_{word}" for word in ("received", "nearing", "late")
    }
    # A file is told of once, and not to who took it in.
    again = upload(cast, f"{HEAD}QG-10,{task.label},{day:%Y-%m-%d %H:%M},1,,又一次\n")
    actions.confirm_file(again, by=cast.he, now=AT)
    of_file = told.filter(template="callbacks.national_file")
    assert cast.staff["he"].pk not in set(of_file.values_list("recipient", flat=True))


@pytest.mark.clause("callback/supervision-centre", "callback/opinion")
def test_what_the_centre_calls_praise_is_none_beside_a_low_score(
    cast: Cast, task: CallbackTask
) -> None:
    row = taken(cast, task, said="表扬")
    assert (row.task.opinion_row.kind, row.status) == ("dissatisfied", "waiting")


def test_a_satisfied_customer_needs_no_answer(cast: Cast, task: CallbackTask) -> None:
    result = taken(cast, task, score=5)
    assert (result.status, result.is_open) == ("nothing", False)
    assert not Opinion.objects.exists()
    assert not any(clock.is_open() for clock in clocks_of(result))


def test_the_pages_lead_from_the_file_to_the_answer(
    sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch, task: CallbackTask
) -> None:
    still_clock(monkeypatch).pass_by(hours=3)
    client = sign_in("he")
    assert client.get("/callbacks/national/template/").status_code == 200
    day = f"{NOW - timedelta(days=1):%Y-%m-%d %H:%M}"
    csv = f"{HEAD}QG-1,{task.label},{day},2,,态度差\n".encode("gb18030")
    sent = client.post("/callbacks/national/files/", {"file": SimpleUploadedFile("a.csv", csv)})
    assert sent.status_code == 302
    page = client.get(sent["Location"])
    assert "态度差" in page.content.decode()
    file = NationalFile.objects.get()
    client.post(f"/callbacks/national/files/{file.pk}/confirm/")
    result = NationalResult.objects.get()
    assert "QG-1" in client.get("/callbacks/national/").content.decode()
    empty = client.post(f"/callbacks/national/{result.pk}/hand-back/", {"handling": ""})
    assert empty.status_code == 422
    client.post(f"/callbacks/national/{result.pk}/hand-back/", {"handling": "已上门致歉"})
    assert "已上门致歉" in client.get(f"/callbacks/national/{result.pk}/").content.decode()
    assert client.get("/callbacks/national/export/?tab=given").status_code == 200
    client = sign_in("other")
    assert client.get(f"/callbacks/national/{result.pk}/").status_code == 404
    assert client.get(f"/callbacks/national/files/{file.pk}/").status_code in (403, 404)
