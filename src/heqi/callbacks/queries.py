"""Reading callbacks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q

from heqi.callbacks.access import CALL, SOLVE
from heqi.callbacks.models import (
    Attempt,
    CallbackTask,
    Draw,
    Drawing,
    NationalFile,
    NationalResult,
    Opinion,
    Review,
)
from heqi.callbacks.states import OPEN_STATES, TO_CALL
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.models import UnitKind
from heqi.policies.data import read_data
from heqi.service.queries import capped_count

# Lines of a stratum that the page of one piece of work shows.
NEIGHBOURS = 60


def get_task(actor: Actor, pk: int) -> CallbackTask:
    """One callback the actor may see; ``DoesNotExist`` otherwise."""
    return (
        CallbackTask.objects.visible_to(actor)
        .select_related(
            "worker", "team", "order__unit", "order__request", "party", "draw", "unit", "company",
            "caller", "request", "follows",
        )
        .get(pk=pk)
    )  # fmt: skip


def task_list(
    actor: Actor,
    *,
    tab: str = "open",
    callable_only: bool = False,
    filters: Mapping[str, Any] | None = None,
    now: datetime,
) -> models.QuerySet[CallbackTask]:
    """Callbacks: ``open`` by what is due first, ``late``, ``done`` newest first, ``all``.

    ``callable_only`` leaves out what the actor or his team handled and what rests between attempts.
    ``filters``: ``q`` (number of the callback, the matter or the customer), ``business``,
    ``result``, ``round``.
    """
    rows = CallbackTask.objects.visible_to(actor).select_related(
        "worker", "team", "party", "caller", "draw"
    )
    for name, value in (filters or {}).items():
        if name == "q":
            rows = rows.filter(
                Q(number__iexact=value) | Q(label__iexact=value) | Q(party__number=value)
            )
        elif name in ("business", "result", "round"):
            rows = rows.filter(**{name: value})
    if tab in ("open", "late"):
        rows = rows.filter(is_open=True)
        if tab == "late":
            rows = rows.filter(due_at__lt=now)
    elif tab in ("done", "all"):
        over = rows.filter(is_open=False) if tab == "done" else rows
        return over.order_by("-done_at", "-id")
    if callable_only:
        # Who took a complaint up did not handle it; who took an order or an enquiry up did.
        own = Q(request__opened_by_id=actor.id) & ~Q(business="complaint")
        of_team = Q(team_id=actor.unit_id, team__kind=UnitKind.TEAM)
        rows = rows.exclude(worker_id=actor.id).exclude(own).exclude(of_team)
        rows = rows.filter(status__in=TO_CALL).exclude(next_attempt_at__gt=now)
    return rows.order_by("queue_at", "id")


def task_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs, each counted to 1,000 at most."""
    return {
        tab: capped_count(task_list(actor, tab=tab, now=now)) for tab in ("open", "late", "done")
    }


def is_barred(actor: Actor) -> bool:
    """Whether the actor lost the role by a false record and has not been given it back."""
    rows = Review.objects.filter(barred=True, given_back_at__isnull=True)
    return actor.kind == "staff" and rows.filter(caller=actor.id).exists()


def may_call(actor: Actor, task: CallbackTask) -> bool:
    """Whether the actor may call: has the right and has not lost it, and neither he nor his team
    did the work."""
    return task.status in TO_CALL and may_record(actor, task)


def may_record(actor: Actor, task: CallbackTask) -> bool:
    """Whether the actor may record an answer: also of who was sent a link and rings back."""
    callable_now = task.status in OPEN_STATES and may(actor, CALL, task)
    return callable_now and not task.is_own_work(actor) and not is_barred(actor)


def script(business: str = "") -> Sequence[Mapping[str, Any]]:
    """The questions for a business as the pack has them: code, kind, zh, en, options, when."""
    page = read_data("callbacks", "script")
    wanted = page["businesses"].get(business, page["businesses"]["default"])
    by_code = {row["code"]: row for row in page["questions"]}
    return [by_code[code] for code in wanted]


def script_of(task: CallbackTask) -> Sequence[Mapping[str, Any]]:
    """The questions to ask in one callback."""
    return script(task.business)


def attempts_of(task: CallbackTask) -> list[Attempt]:
    """The calls that did not reach the customer, oldest first."""
    return list(Attempt.objects.filter(task=task))


def opinion_list(
    actor: Actor,
    *,
    tab: str = "open",
    filters: Mapping[str, Any] | None = None,
    now: datetime,
) -> models.QuerySet[Opinion]:
    """Opinions: ``open`` by what is due first, ``route``, ``late``, ``over`` newest first.

    ``filters``: ``q`` (number of the opinion or the callback), ``kind``, ``unit``.
    """
    rows = Opinion.objects.visible_to(actor).select_related("unit", "task", "party")
    for name, value in (filters or {}).items():
        if name == "q":
            rows = rows.filter(Q(number__iexact=value) | Q(task__number__iexact=value))
        elif name in ("kind", "unit"):
            rows = rows.filter(**{name: value})
    if tab == "over":
        return rows.filter(is_open=False).order_by("-ended_at", "-id")
    rows = rows.filter(is_open=True)
    if tab == "late":
        rows = rows.filter(due_at__lt=now)
    elif tab == "route":
        rows = rows.filter(status="recorded")
    return rows.order_by("queue_at", "id")


def opinion_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs, each counted to 1,000 at most."""
    return {
        tab: capped_count(opinion_list(actor, tab=tab, now=now))
        for tab in ("open", "route", "late")
    }


def get_opinion(actor: Actor, pk: int) -> Opinion:
    """One opinion the actor may see; ``DoesNotExist`` otherwise."""
    rows = Opinion.objects.visible_to(actor).select_related(
        "unit", "company", "task__team", "task__company", "task__service_point", "task__party",
        "party", "handler", "request",
    )  # fmt: skip
    return rows.get(pk=pk)


def may_solve(actor: Actor, row: Opinion) -> bool:
    """Whether the actor may answer for an opinion that rests with his unit."""
    return row.is_open and may(actor, SOLVE, row)


def draw_list(
    actor: Actor, *, reason: str = "", q: str = "", business: str = "", drawing: int | None = None
) -> models.QuerySet[Draw]:
    """What the draw made of each piece of finished work, newest first.

    ``reason`` as ``Reason`` has it, or ``drawn`` for all that is called about; ``drawing`` of one
    day alone.
    """
    rows = Draw.objects.visible_to(actor)
    if reason == "drawn":
        rows = rows.filter(drawn=True)
    elif reason:
        rows = rows.filter(reason=reason)
    if q:
        rows = rows.filter(label__iexact=q)
    if business:
        rows = rows.filter(business=business)
    if drawing:
        rows = rows.filter(drawing=drawing)
    return rows.select_related("unit", "worker", "company").order_by("-id")


def get_draw(actor: Actor, pk: int) -> Draw:
    """One piece of work in the draw that the actor may see; ``DoesNotExist`` otherwise."""
    rows = Draw.objects.visible_to(actor)
    return rows.select_related("unit", "worker", "company", "decision", "drawing").get(pk=pk)


def beside(draw: Draw) -> list[Draw]:
    """The random order of the stratum that a piece of work was drawn in."""
    rows = Draw.objects.filter(
        drawing=draw.drawing_id,
        business=draw.business,
        tier=draw.tier,
        ratio=draw.ratio,
        unit=draw.unit_id,
        worker=draw.worker_id,
    )
    return list(rows.order_by("place", "pk")[:NEIGHBOURS]) if draw.drawing_id else []


def drawing_list(actor: Actor) -> models.QuerySet[Drawing]:
    """The draws of the days, newest first."""
    return Drawing.objects.visible_to(actor).select_related("company").order_by("-day", "-id")


def review_list(
    actor: Actor, *, month: date, caller: int | None = None, tab: str = "open"
) -> models.QuerySet[Review]:
    """Calls of a month to be reviewed, or reviewed (``done``)."""
    rows = Review.objects.visible_to(actor).filter(month=month)
    rows = rows.filter(reviewed_at__isnull=tab == "open")
    if caller:
        rows = rows.filter(caller=caller)
    return rows.select_related("task", "caller", "reviewer")


NATIONAL_SORTS = {
    "due": ("queue_at", "id"),
    "-due": ("-queue_at", "-id"),
    "received": ("received_at", "id"),
    "-received": ("-received_at", "-id"),
    "score": ("task__score", "id"),
    "-score": ("-task__score", "-id"),
}


def national_list(
    actor: Actor,
    *,
    tab: str = "open",
    filters: Mapping[str, Any] | None = None,
    sort: str = "",
    now: datetime,
) -> models.QuerySet[NationalResult]:
    """Results of the national centre: ``open`` to hand back, ``late``, ``given``, ``all``.

    ``filters``: ``q`` (their number, ours or that of the matter), ``score``, ``opinion``.
    """
    rows = NationalResult.objects.visible_to(actor)
    for name, value in (filters or {}).items():
        if name == "q":
            rows = rows.filter(
                Q(reference__iexact=value)
                | Q(task__number__iexact=value)
                | Q(task__label__iexact=value)
            )
        elif name in ("score", "opinion"):
            rows = rows.filter(**{f"task__{name}": value})
    if tab in ("open", "late"):
        rows = rows.filter(is_open=True)
    if tab == "late":
        rows = rows.filter(due_at__lt=now)
    elif tab == "given":
        rows = rows.filter(status="given")
    default = "due" if tab in ("open", "late") else "-received"
    rows = rows.select_related("task__party", "task__opinion_row", "task__worker", "task__team")
    return rows.order_by(*NATIONAL_SORTS.get(sort, NATIONAL_SORTS[default]))


def national_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs, each counted to 1,000 at most."""
    return {tab: capped_count(national_list(actor, tab=tab, now=now)) for tab in ("open", "late")}


def get_national(actor: Actor, pk: int) -> NationalResult:
    """One result that the actor may see; ``DoesNotExist`` otherwise."""
    rows = NationalResult.objects.visible_to(actor).select_related(
        "company", "decision", "file", "task__party", "task__worker", "task__team",
        "task__opinion_row__unit", "task__opinion_row__request",
    )  # fmt: skip
    return rows.get(pk=pk)


def file_list(actor: Actor) -> models.QuerySet[NationalFile]:
    """Files of results, newest first; without their rows."""
    return NationalFile.objects.visible_to(actor).defer("rows").select_related("company")
