"""A complaint about an agent: he finds it by no door, whatever brought it."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from heqi.callbacks import actions as calls
from heqi.callbacks.models import CallbackTask, Draw, Opinion
from heqi.callbacks.tests.makers import task_of
from heqi.complaints import actions
from heqi.complaints.models import Complaint
from heqi.complaints.tests.scenes import assigned, fresh, graded
from heqi.notices.models import Notice
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    still_clock(monkeypatch).pass_by(hours=4)


def shown(client: Client, name: str, **query: str) -> str:
    return client.get(reverse(name), query).content.decode()


@pytest.mark.clause("complaint/bodies")
def test_the_agent_finds_it_in_no_list_search_file_or_message(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        case = graded(cast, grade={"accused": cast.staff["lin"]})
        assigned(cast, case)
    lin = sign_in("lin")
    for name, query in (
        ("complaints:list", {"tab": "all"}),
        ("customers:search", {"q": "王志远"}),
        ("desk:calls", {}),
        ("callbacks:list", {"tab": "all"}),
        ("callbacks:opinions", {}),
        ("home", {}),
        ("notices:inbox", {}),
    ):
        assert case.number not in shown(lin, name, **query), name
    assert not Notice.objects.filter(
        recipient=cast.staff["lin"], subject_id=str(case.pk), subject_type="complaints.complaint"
    ).exists()
    file = lin.get(reverse("complaints:export"))
    if file.status_code == 200:
        with ZipFile(BytesIO(file.content)) as book:
            assert not any(case.number.encode() in book.read(part) for part in book.namelist())
    assert lin.get(reverse("complaints:case", args=[case.pk])).status_code == 404
    # Somebody whom it does not concern finds it by the same doors.
    assert case.number in shown(sign_in("he"), "complaints:list", tab="all")


@pytest.mark.clause("complaint/bodies", "callback/opinion")
def test_nor_the_callback_and_the_opinion_that_brought_it(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    task = task_of(cast, django_capture_on_commit_callbacks)
    at = NOW + timedelta(hours=2)
    with django_capture_on_commit_callbacks(execute=True):
        calls.record_result(
            task,
            score=1,
            opinion="complaint",
            opinion_text="接线员态度差",
            off_hours="客户约定",
            by=cast.he,
            now=at,
        )
    opinion = Opinion.objects.get(task=task)
    lin = sign_in("lin")
    assert "接线员态度差" in lin.get(f"/callbacks/{task.pk}/").content.decode()
    case = fresh(Complaint.objects.get(request=opinion.request))
    actions.grade_complaint(
        case, category="attitude", accused=cast.staff["lin"], by=cast.he, now=at
    )
    for path in (
        f"/callbacks/{task.pk}/",
        f"/callbacks/{task.pk}/print/",
        f"/callbacks/opinions/{opinion.pk}/",
    ):
        assert lin.get(path).status_code == 404, path
        assert sign_in("he").get(path).status_code == 200, path
    assert task.number not in shown(lin, "callbacks:list", tab="all")
    assert opinion.number not in shown(lin, "callbacks:opinions", tab="over")
    assert not CallbackTask.objects.visible_to(cast.lin).filter(pk=task.pk).exists()


@pytest.mark.clause("complaint/bodies")
def test_nor_the_draw_of_its_callback(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    task = task_of(cast, django_capture_on_commit_callbacks)
    assert Draw.objects.visible_to(cast.lin).filter(pk=task.draw_id).exists()
    case = graded(cast, grade={"accused": cast.staff["lin"]})
    CallbackTask.objects.filter(pk=task.pk).update(request=case.request)
    assert Draw.objects.visible_to(cast.he).filter(pk=task.draw_id).exists()
    assert not Draw.objects.visible_to(cast.lin).filter(pk=task.draw_id).exists()
