"""A callback that brought an opinion, and its review."""

from datetime import date, timedelta
from typing import Any

from heqi.callbacks.actions import draw_day, draw_reviews, record_result
from heqi.callbacks.doors import token_of
from heqi.callbacks.models import CallbackTask, Drawing, Opinion, Review
from heqi.service.tests.makers import make_request
from heqi.workorders.actions import close_order
from heqi.workorders.models import WorkOrder
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """An opinion that waits to be routed; its callback is drawn for review."""
    with capture(execute=True):
        request = make_request(
            cast,
            source="12345",
            address=f"{CANARY}苑{n}幢",
            contact_name=CANARY,
            description=f"{CANARY}{n}",
        )
    order = WorkOrder.objects.select_related("request", "unit", "company").get(request=request)
    with capture(execute=True):
        close_order(order, reason="已电话解决", by=cast.sun, now=NOW)
    # What 12345 forwards is always called about.
    task = CallbackTask.objects.select_related("order", "unit", "company").get(order=order)
    record_result(task, score=2, opinion="dissatisfied", opinion_text=CANARY, by=cast.he, now=NOW)
    draw_reviews(
        cast.units["gas"], month=date(2026, 11, 1), by=cast.zheng, now=NOW + timedelta(hours=1)
    )
    gas = cast.units["gas"]
    day = NOW.date() - timedelta(days=n)
    return {
        "callback_task": task,
        "callback_draw": task.draw,
        "callback_drawing": draw_day(gas, day=day, now=NOW) or Drawing.objects.get(day=day),
        "callback_opinion": Opinion.objects.get(task=task),
        "callback_review": Review.objects.get(task=task),
    }


def _pk(name: str) -> Any:
    return lambda samples: {"pk": getattr(samples, name).pk}


KWARGS = {
    "callbacks:phone": _pk("callback_task"),
    "callbacks:print": _pk("callback_task"),
    "callbacks:reply": lambda samples: {"token": token_of(samples.callback_task)},
    "callbacks:draw": _pk("callback_draw"),
    "callbacks:plan": _pk("callback_draw"),
    "callbacks:drawing": _pk("callback_drawing"),
    "callbacks:opinion": _pk("callback_opinion"),
    "callbacks:route": _pk("callback_opinion"),
    "callbacks:step": lambda samples: {"pk": samples.callback_opinion.pk, "name": "solve"},
    "callbacks:review": _pk("callback_review"),
    "callbacks:score": _pk("callback_review"),
}

LISTS = [
    ("callbacks:list", "?tab=done", "he"),
    ("callbacks:opinions", "", "he"),
    ("callbacks:draws", "", "he"),
    ("callbacks:drawings", "", "he"),
    ("callbacks:preview", "", "he"),
    ("callbacks:reviews", "", "zheng"),
]
