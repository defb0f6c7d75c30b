"""Tasks of master data for their list."""

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from heqi.customers.access import VIEW
from heqi.customers.models import MasterDataTask
from heqi.customers.states import TaskState
from heqi.ledger.actors import Actor
from heqi.people.access import require

MOST_COUNTED = 1000


def tasks(
    actor: Actor, *, now: datetime, tab: str = "", q: str = "", kind: str = "", **_rest: Any
) -> "QuerySet[Any]":
    """The actor's tasks; ``tab``: open (the earliest due first), late, done, cancelled, all."""
    require(actor, VIEW)
    rows: QuerySet[Any] = MasterDataTask.objects.visible_to(actor)
    if q.strip():
        text = q.strip()
        rows = rows.filter(
            Q(number__iexact=text) | Q(source_number__iexact=text) | Q(title__contains=text)
        )
    if kind:
        rows = rows.filter(kind=kind)
    if tab == "late":
        rows = rows.filter(_late(now)).order_by("due_at", "id")
    elif tab in (TaskState.DONE, TaskState.CANCELLED):
        rows = rows.filter(state=tab).order_by("-finished_at", "-id")
    elif tab == "all":
        rows = rows.order_by("-id")
    else:
        rows = rows.filter(state=TaskState.OPEN).order_by("due_at", "id")
    return rows.select_related("party", "service_point")


def task_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many wait and how many are late, up to a thousand each."""
    rows: QuerySet[Any] = MasterDataTask.objects.visible_to(actor).filter(state=TaskState.OPEN)
    return {
        "open": len(rows.values_list("pk", flat=True)[:MOST_COUNTED]),
        "late": len(rows.filter(due_at__lt=now).values_list("pk", flat=True)[:MOST_COUNTED]),
    }


def _late(now: datetime) -> Q:
    return Q(state=TaskState.OPEN, due_at__lt=now) | Q(
        state=TaskState.DONE, finished_at__gt=F("due_at")
    )
