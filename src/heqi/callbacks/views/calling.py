"""The list of callbacks and the call itself."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.callbacks import actions, queries
from heqi.callbacks.access import CALL, PLAN, VIEW
from heqi.callbacks.catalogue import business_label, opinion_label
from heqi.callbacks.contexts import vouch
from heqi.callbacks.facts import attempt_answer, window_at
from heqi.callbacks.forms.calling import AmendForm, AttemptForm, ScriptForm
from heqi.callbacks.forms.fields import SOLVED, YES_NO
from heqi.callbacks.forms.filters import TaskFilterForm
from heqi.callbacks.models import CallbackTask
from heqi.callbacks.states import Round, Status
from heqi.callbacks.views.frame import clock_of, framed
from heqi.callbacks.works import matter_of, source_of
from heqi.clocks.queries import clocks_of
from heqi.customers.access import OPEN
from heqi.customers.queries import CappedPaginator
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.workorders.queries import sums_of

PAGE = 30


@login_required
@require_GET
def task_list(request: Request) -> HttpResponse:
    """What is to be called, by what is due first."""
    require(request.actor, VIEW)
    form = TaskFilterForm(request.GET)
    tab = request.GET.get("tab", "open")
    tab = tab if tab in ("open", "late", "done", "all") else "open"
    filters = form.values()
    rows = queries.task_list(request.actor, tab=tab, filters=filters, now=request.now)
    page = CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = queries.task_counts(request.actor, now=request.now)
    context = framed(
        request,
        "list",
        form=form,
        page=page,
        rows=[
            {
                "task": row,
                "clock": clock_of(row, row.planned_at, row.done_at),
                "business": business_label(row.business) if row.business else "",
                "result": row.get_result_display(),
                "own": row.is_own_work(request.actor),
            }
            for row in page.object_list
        ],
        filtered=bool(filters),
        calls=may(request.actor, CALL),
        tabs=[
            {"key": "open", "label": _("To call"), "count": counts["open"]},
            {
                "key": "late",
                "label": _("Late"),
                "count": counts["late"],
                "tone": "over" if counts["late"] else "",
            },
            {"key": "done", "label": _("Ended")},
            {"key": "all", "label": _("All")},
        ],
        tab=tab,
    )
    return render(request, "callbacks/list.html", context)


@login_required
@require_GET
@never_cache
def call(request: Request, pk: int) -> HttpResponse:
    """One callback: what it is about, the script, what was tried."""
    return _page(request, _found(request, pk))


@login_required
@require_GET
def next_call(request: Request) -> HttpResponse:
    """The next customer that the actor may call now; back to the list where there is none."""
    require(request.actor, CALL)
    rows = queries.task_list(request.actor, callable_only=True, now=request.now)
    for row in rows[:50]:
        if not row.is_own_work(request.actor):
            return redirect("callbacks:call", row.pk)
    messages.info(request, _("Nobody is to be called now."))
    return redirect("callbacks:list")


@login_required
@require_POST
@never_cache
def record(request: Request, pk: int) -> HttpResponse:
    """The customer answered."""
    task = _found(request, pk)
    form = _script(request, task, request.POST)
    if form.is_valid():
        try:
            actions.record_result(task, **form.result(), by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Recorded: {number}.").format(number=task.number))
            return redirect("callbacks:next" if "next" in request.POST else "callbacks:list")
    return _page(request, task, script=form, status=422)


@login_required
@require_POST
@never_cache
def attempt(request: Request, pk: int) -> HttpResponse:
    """The customer was not reached."""
    task = _found(request, pk)
    form = AttemptForm(request.POST, outside=_is_outside(request, task))
    if form.is_valid():
        try:
            actions.record_attempt(
                task,
                **form.cleaned_data,
                site=settings.SITE,
                by=request.actor,
                now=request.now,
            )
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Recorded: {number}.").format(number=task.number))
            return redirect("callbacks:call", task.pk)
    return _page(request, task, tried=form, status=422)


@login_required
@require_POST
@never_cache
def amend(request: Request, pk: int) -> HttpResponse:
    """Correct a score."""
    task = _found(request, pk)
    form = AmendForm(request.POST)
    if form.is_valid():
        try:
            actions.amend_result(
                task,
                score=int(form.cleaned_data["score"]),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                now=request.now,
            )
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("callbacks:call", task.pk)
    return _page(request, task, amending=form, status=422)


@login_required
@require_POST
@never_cache
def phone(request: Request, pk: int) -> HttpResponse:
    """The whole number of the customer; logged."""
    task = _found(request, pk)
    number = actions.reveal_phone(task, by=request.actor, now=request.now)
    context = {"number": number, "task": task}
    if request.headers.get("HX-Request"):
        return render(request, "workorders/parts/phone.html", context)
    return render(request, "callbacks/phone.html", context)


@login_required
@require_GET
@never_cache
def printed(request: Request, pk: int) -> HttpResponse:
    """The record of a callback as the paper looks, or as a PDF."""
    task = _found(request, pk)
    page = {
        "task": task,
        "source": source_of(task.subject)[0].label,
        "business": business_label(task.business) if task.business else "",
        "attempts": queries.attempts_of(task),
        "answers": _answers(task),
        "opinion": opinion_label(task.opinion) if task.opinion else "",
        "result": task.get_result_display(),
    }
    return paper(request, "callbacks/print.html", page, name=task.number)


def _answers(task: CallbackTask) -> list[dict[str, Any]]:
    labels = {str(row["code"]): row for row in queries.script_of(task)}
    return [
        {"row": labels[code], "value": _spoken_answer(labels[code], value)}
        for code, value in task.answers.items()
        if code in labels
    ]


def _found(request: Request, pk: int) -> CallbackTask:
    try:
        return queries.get_task(request.actor, pk)
    except CallbackTask.DoesNotExist:
        raise Http404(_("There is no such callback.")) from None


def _script(request: Request, task: CallbackTask, data: Any = None) -> ScriptForm:
    known = matter_of(task.subject).known
    outside = _is_outside(request, task)
    return ScriptForm(data, script=queries.script_of(task), known=known, outside=outside)


def _is_outside(request: Request, task: CallbackTask) -> bool:
    """Whether it is no hour for calling customers now."""
    rules = attempt_answer(company_id=task.company_id, now=request.now)
    return not window_at(rules, request.now)


def _page(
    request: Request,
    task: CallbackTask,
    *,
    script: forms.Form | None = None,
    tried: forms.Form | None = None,
    amending: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    rules = attempt_answer(company_id=task.company_id, now=request.now)
    outside = not window_at(rules, request.now)
    answerable = queries.may_record(request.actor, task)
    waits = bool(task.next_attempt_at and request.now < task.next_attempt_at)
    matter = matter_of(task.subject)
    context = {
        "task": task,
        "matter": matter,
        "source": source_of(task.subject)[0].label,
        "business": business_label(task.business) if task.business else "",
        "clocks": clocks_of(task),
        "sums": sums_of(task.order) if task.order else None,
        "attempts": queries.attempts_of(task),
        "callable": queries.may_call(request.actor, task),
        "waits": waits,
        "own": task.is_own_work(request.actor),
        "opens": task.party is not None
        and may(request.actor, OPEN, task.party)
        and vouch(request.actor, str(task.pk), task.party, request.now),
        "barred": task.is_open and queries.is_barred(request.actor),
        "rules": rules,
        "outside": outside,
        "hours": "、".join(str(hour) for hour in rules.get("hours") or []),
        "script": (script or _script(request, task)) if answerable else None,
        "site": settings.SITE,
        "tried": tried or AttemptForm(outside=outside),
        "answers": _answers(task),
        "opinion": opinion_label(task.opinion) if task.opinion else "",
        "opinion_row": getattr(task, "opinion_row", None),
        "result": task.get_result_display(),
        "amending": amending or AmendForm(),
        "may_amend": task.status == Status.DONE
        and task.round != Round.NATIONAL
        and (may(request.actor, PLAN, task) or request.actor.id == task.caller_id),
        "history": history(task),
        "day": timezone.localdate(request.now),
    }
    return render(request, "callbacks/call.html", context, status=status)


def _spoken_answer(row: Any, value: str) -> Any:
    words: dict[str, Any] = {"yes_no": dict(YES_NO), "one_of": dict(SOLVED)}.get(row["kind"], {})
    return words.get(value, value)
