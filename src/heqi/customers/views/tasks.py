"""Tasks of master data: the list by due instant, one task, what came of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.clocks.queries import clocks_of
from heqi.customers import actions, queries
from heqi.customers.access import CHANGE, TASKS, VIEW
from heqi.customers.forms.master import FinishForm, ReasonForm, ReopenForm, TaskFilterForm, TaskForm
from heqi.customers.models import MasterDataTask
from heqi.customers.states import TASK_FLOW, TaskState
from heqi.customers.views.answering import (
    add_errors,
    own_unit,
    party_numbered,
    point_numbered,
)
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.requests import Request

PAGE = 50
TONES = {TaskState.OPEN: "", TaskState.DONE: "ok", TaskState.CANCELLED: "hold"}


@require_GET
@login_required
@never_cache
def task_list(request: Request) -> HttpResponse:
    """What has to be created or updated, the earliest due first."""
    form = TaskFilterForm(request.GET)
    filters = form.values()
    tab = request.GET.get("tab", "")
    rows = queries.tasks(request.actor, now=request.now, tab=tab, **filters)
    page = queries.CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = queries.task_counts(request.actor, now=request.now)
    context = {
        "form": form,
        "page": page,
        "rows": [(row, clock_of(row, request)) for row in page.object_list],
        "filtered": bool(filters),
        "may_open": may(request.actor, CHANGE),
        "tabs": [
            {"key": "", "label": TaskState.OPEN.label, "count": counts["open"]},
            {
                "key": "late",
                "label": _("Late"),
                "count": counts["late"],
                "tone": "over" if counts["late"] else "",
            },
            {"key": "done", "label": TaskState.DONE.label},
            {"key": "cancelled", "label": TaskState.CANCELLED.label},
            {"key": "all", "label": _("All")},
        ],
    }
    return render(request, "customers/tasks.html", context)


def clock_of(task: MasterDataTask, request: Request) -> dict[str, Any]:
    """The governing limit as the components show a clock."""
    state = "running"
    if task.state == TaskState.DONE:
        state = "missed" if task.is_late(request.now) else "met"
    elif task.state == TaskState.CANCELLED:
        state = "cancelled"
    return {
        "label": "",  # the kind has a column of its own
        "state": state,
        "started_at": task.received_at,
        "due_at": task.due_at,
        "stopped_at": task.finished_at,
        "clauses": [task.clause] if task.clause else [],
    }


@require_GET
@login_required
@never_cache
def task(request: Request, number: str) -> HttpResponse:
    """One task with its clocks and the form that ends it."""
    return _page(request, _found(request, number))


def _page(
    request: Request, found: MasterDataTask, *, bound: forms.Form | None = None, name: str = ""
) -> HttpResponse:
    works = may(request.actor, TASKS, found)
    steps = TASK_FLOW.moves_from(found.state) if works else ()
    given = {form: bound if name == form and bound else _form(form) for form in FORMS}
    context = {
        "task": found,
        "tone": TONES[TaskState(found.state)],
        "clocks": clocks_of(found),
        "steps": {move: given[move] for move in steps},
        "late": found.is_late(request.now),
        "entries": [
            {"at": row.at, "text": said(row.code), "by": row.actor_name, "note": row.reason}
            for row in history(found, limit=20)
        ],
    }
    return render(request, "customers/task.html", context, status=422 if bound else 200)


def said(code: str) -> str:
    """What was done to a task."""
    return {
        "customers.open_task": _("task opened"),
        "customers.finish_task": _("task done"),
        "customers.cancel_task": _("task cancelled"),
        "customers.reopen_task": _("sent back for correction"),
    }.get(code, code)


FORMS: dict[str, type[forms.Form]] = {
    "finish": FinishForm,
    "cancel": ReasonForm,
    "reopen": ReopenForm,
}


def _form(name: str, data: Any = None) -> forms.Form:
    return FORMS[name](data, auto_id=f"id_{name}_%s")


@require_POST
@login_required
@never_cache
def act(request: Request, number: str, name: str) -> HttpResponse:
    """Finish, cancel or send back."""
    if name not in FORMS:
        raise Http404
    found = _found(request, number)
    require(request.actor, TASKS, found)
    form = _form(name, request.POST)
    if not form.is_valid():
        return _page(request, found, bound=form, name=name)
    try:
        if name == "finish":
            _finish(request, found, form.cleaned_data)
        else:
            do = actions.cancel_task if name == "cancel" else actions.reopen_task
            do(found, **form.cleaned_data, by=request.actor, now=request.now)
    except ValidationError as error:
        add_errors(form, error)
        return _page(request, found, bound=form, name=name)
    messages.success(
        request, _("{number}: {state}").format(number=number, state=found.get_state_display())
    )
    return redirect("customers:task", number=number)


def _finish(request: Request, found: MasterDataTask, given: dict[str, Any]) -> None:
    party = party_numbered(request.actor, given["customer"]) if given["customer"].strip() else None
    point = (
        point_numbered(request.actor, given["account_no"]) if given["account_no"].strip() else None
    )
    actions.finish_task(
        found,
        party=party,
        service_point=point,
        note=given["note"],
        by=request.actor,
        now=request.now,
    )


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def open_task(request: Request) -> HttpResponse:
    """Ask for master data by hand; orders and applications ask by themselves."""
    unit = own_unit(request)
    require(request.actor, CHANGE, unit)
    form = TaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_task(
                unit=unit, by=request.actor, now=request.now, **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Task {number} is open.").format(number=made.number))
            return redirect("customers:task", number=made.number)
    return render(
        request, "customers/open_task.html", {"form": form}, status=422 if form.is_bound else 200
    )


def _found(request: Request, number: str) -> MasterDataTask:
    rows: Any = MasterDataTask.objects.visible_to(request.actor, VIEW)
    found: MasterDataTask = get_object_or_404(
        rows.select_related("party", "service_point__premises", "unit"), number=number
    )
    return found
