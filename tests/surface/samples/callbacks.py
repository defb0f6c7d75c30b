"""A callback that brought an opinion, and its review."""

from datetime import date, timedelta
from typing import Any

from heqi.callbacks.actions import check_file, draw_day, draw_reviews, record_result, take_result
from heqi.callbacks.centre import results as centre
from heqi.callbacks.doors import rating_token, token_of
from heqi.callbacks.models import CallbackTask, Drawing, Opinion, Rating, Review
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
    heard = centre.Heard(
        reference=f"QG-{task.number}", subject=task.subject, label=task.label, called_at=NOW,
        score=1, text=CANARY,
    )  # fmt: skip
    at = f"{NOW:%Y-%m-%d %H:%M}"
    csv = f"回访编号,工单号,回访时间,评分\nQG-{n}-{task.number},{task.label},{at},5\n"
    asked = {"asked_at": NOW, "until": NOW, "answered_at": NOW, "score": 5}
    return {
        "callback_rating": Rating.objects.create(
            draw=task.draw, company=gas, decision=task.draw.decision, **asked
        ),
        "national_result": take_result(gas, heard, by=cast.he, now=NOW),
        "national_file": check_file([csv.encode()], name="a.csv", company=gas, by=cast.he, now=NOW),
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
    "callbacks:rate": lambda samples: {"token": rating_token(samples.callback_rating)},
    "callbacks:draw": _pk("callback_draw"),
    "callbacks:plan": _pk("callback_draw"),
    "callbacks:drawing": _pk("callback_drawing"),
    "callbacks:opinion": _pk("callback_opinion"),
    "callbacks:route": _pk("callback_opinion"),
    "callbacks:rectify": _pk("callback_opinion"),
    "callbacks:step": lambda samples: {"pk": samples.callback_opinion.pk, "name": "solve"},
    "callbacks:national_result": _pk("national_result"),
    "callbacks:hand_back": _pk("national_result"),
    "callbacks:national_file": _pk("national_file"),
    "callbacks:confirm_file": _pk("national_file"),
    "callbacks:discard_file": _pk("national_file"),
    "callbacks:review": _pk("callback_review"),
    "callbacks:score": _pk("callback_review"),
    "callbacks:give_back": _pk("callback_review"),
}

LISTS = [
    ("callbacks:list", "?tab=done", "he"),
    ("callbacks:opinions", "", "he"),
    ("callbacks:draws", "", "he"),
    ("callbacks:drawings", "", "he"),
    ("callbacks:preview", "", "he"),
    ("callbacks:reviews", "", "zheng"),
    ("callbacks:national", "?tab=all", "he"),
    ("callbacks:national_files", "", "he"),
]
