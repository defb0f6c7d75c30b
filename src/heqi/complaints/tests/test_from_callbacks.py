"""A customer who is dissatisfied again after the second callback has a complaint."""

from datetime import timedelta

import pytest

from heqi.callbacks import actions
from heqi.callbacks.models import CallbackTask
from heqi.callbacks.tests.makers import said, task_of
from heqi.complaints.models import Complaint
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
AT = NOW + timedelta(hours=2)


@pytest.mark.clause("callback/opinion", "complaint/process")
def test_dissatisfied_again_opens_a_case(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    task = task_of(cast, django_capture_on_commit_callbacks)
    row = said(task, cast, kind="dissatisfied", score=1)
    actions.route_opinion(row, unit=cast.units["service"], by=cast.he, now=AT)
    actions.solve_opinion(row, note="已道歉", by=cast.han, now=AT)
    second = CallbackTask.objects.get(follows=row)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.record_result(
            second,
            score=1,
            opinion_text="还是不行",
            off_hours="客户约定",
            by=cast.he,
            now=AT + timedelta(hours=1),
        )
    row.refresh_from_db()
    case = Complaint.objects.get(request=row.request)
    assert case.is_open
