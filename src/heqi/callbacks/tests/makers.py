"""Callbacks for tests."""

from datetime import timedelta
from typing import Any

from heqi.callbacks.actions import record_result
from heqi.callbacks.models import CallbackTask, Opinion
from heqi.service.tests.makers import make_vip
from heqi.workorders.actions import review_order
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast


def task_of(cast: Cast, capture: Any, *, number: int = 1) -> CallbackTask:
    """The callback of a VIP's repair, closed an hour after ``NOW``."""
    party, point = make_vip(cast)
    order = make_order(cast, capture, party=party, service_point=point)
    bring(order, "done", cast, crew="zhou")
    with capture(execute=True):
        review_order(order, passed=True, by=cast.wu, now=NOW + timedelta(hours=number))
    rows = CallbackTask.objects.select_related("order__unit", "order__request", "unit", "company")
    found: CallbackTask = rows.get(order=order)
    return found


def answered(task: CallbackTask, cast: Cast, *, score: int, **more: Any) -> None:
    """The customer was reached two hours after ``NOW``."""
    record_result(
        task, score=score, off_hours="客户约定", by=cast.he, now=NOW + timedelta(hours=2), **more
    )


def said(task: CallbackTask, cast: Cast, *, kind: str, score: int, sensitive: str = "") -> Opinion:
    """What the customer of a callback said."""
    answered(task, cast, score=score, opinion=kind, opinion_text="客户原话", sensitive=sensitive)
    return Opinion.objects.select_related("task__order__unit", "company", "unit").get(task=task)
