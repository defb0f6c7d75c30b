"""Reading callbacks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from heqi.callbacks.models import CallbackTask
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.service.kinds import read_data
from heqi.service.queries import capped_count


def get_task(actor: Actor, pk: int) -> CallbackTask:
    """One callback the actor may see; ``DoesNotExist`` otherwise."""
    return (
        CallbackTask.objects.visible_to(actor)
        .select_related("order__assignee", "order__unit", "order__request", "party", "draw", "unit")
        .get(pk=pk)
    )


def task_list(
    actor: Actor, *, tab: str = "open", callable_only: bool = False, now: datetime
) -> models.QuerySet[CallbackTask]:
    """Callbacks: ``open`` by what is due first, ``late``, ``done`` newest first, ``all``.

    ``callable_only`` leaves out those the actor handled himself and those whose gap is not over.
    """
    rows = CallbackTask.objects.visible_to(actor).select_related(
        "order__assignee", "order__unit", "party", "caller"
    )
    if tab in ("open", "late"):
        rows = rows.filter(is_open=True)
        if tab == "late":
            rows = rows.filter(due_at__lt=now)
    elif tab == "done":
        return rows.filter(is_open=False).order_by("-done_at", "-id")
    if callable_only:
        rows = rows.exclude(order__assignee_id=actor.id).exclude(request__opened_by_id=actor.id)
        rows = rows.exclude(next_attempt_at__gt=now)
    return rows.order_by("queue_at", "id")


def task_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs, each counted to 1,000 at most."""
    return {
        tab: capped_count(task_list(actor, tab=tab, now=now)) for tab in ("open", "late", "done")
    }


def may_call(actor: Actor, task: CallbackTask) -> bool:
    """Whether the actor may call: has the right, and did not handle the order."""
    return task.is_open and may(actor, "callbacks.call", task) and actor.id not in task.handlers


def script(business: str = "") -> Sequence[Mapping[str, Any]]:
    """The questions for a business as the pack has them: code, kind, zh, en, options, when."""
    page = read_data("callbacks", "script")
    wanted = page["businesses"].get(business, page["businesses"]["default"])
    by_code = {row["code"]: row for row in page["questions"]}
    return [by_code[code] for code in wanted]


def script_of(task: CallbackTask) -> Sequence[Mapping[str, Any]]:
    """The questions to ask in one callback."""
    facts = task.decision.facts if task.decision else {}
    return script(str(facts.get("business", "")))
