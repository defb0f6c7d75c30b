"""Pages of opinions for the staff."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.clocks.queries import clocks_of
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.lists import tabs_of
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download
from heqi.rectifications.queries import of_source
from heqi.supervision import actions
from heqi.supervision.access import ANSWER, HANDLE, VIEW
from heqi.supervision.catalogue import label_of
from heqi.supervision.export import opinion_book
from heqi.supervision.facts import level_label
from heqi.supervision.forms.fields import ReasonForm
from heqi.supervision.forms.opinions import (
    AnswerForm,
    AssignForm,
    FeedbackForm,
    JudgeForm,
    OpinionFilter,
    RecordForm,
)
from heqi.supervision.models import Opinion
from heqi.supervision.queries.opinions import TABS, Filters, opinions, tab_counts
from heqi.supervision.states import OPINION_FLOW
from heqi.supervision.views.frame import framed, lines_of, step_of

SIZE = 20
LABELS = {
    "open": pgettext_lazy("supervisor's opinion", "Open"),
    "late": pgettext_lazy("supervisor's opinion", "Overdue"),
    "assign": pgettext_lazy("supervisor's opinion", "To assign"),
    "answer": pgettext_lazy("supervisor's opinion", "To answer"),
    "judge": pgettext_lazy("supervisor's opinion", "To judge"),
    "tell": pgettext_lazy("supervisor's opinion", "To feed back"),
    "done": pgettext_lazy("supervisor's opinion", "Closed"),
    "all": pgettext_lazy("supervisor's opinion", "All"),
}
Act = Callable[..., Any]
# Step: the action, its form, who may, the move of the flow, heading and button; the last two aside.
STEPS: dict[str, tuple[Act, type[forms.Form], str, str, Any, Any]] = {
    "assign": (
        actions.assign_opinion, AssignForm, HANDLE, "assign",
        pgettext_lazy("supervisor's opinion", "Give it to a department"),
        pgettext_lazy("supervisor's opinion", "Assign"),
    ),
    "answer": (
        actions.answer_opinion, AnswerForm, ANSWER, "answer",
        pgettext_lazy("supervisor's opinion", "Answer"),
        pgettext_lazy("supervisor's opinion", "Send the answer"),
    ),
    "judge": (
        actions.judge_opinion, JudgeForm, HANDLE, "judge",
        pgettext_lazy("supervisor's opinion", "Judge it"),
        pgettext_lazy("supervisor's opinion", "Judge it"),
    ),
    "feedback": (
        actions.feed_back, FeedbackForm, HANDLE, "close",
        pgettext_lazy("supervisor's opinion", "Tell the supervisor the result"),
        pgettext_lazy("supervisor's opinion", "Feed back and close"),
    ),
    "return": (
        actions.return_answer, ReasonForm, HANDLE, "return",
        pgettext_lazy("supervisor's opinion", "Return the answer"),
        pgettext_lazy("supervisor's opinion", "Return the answer"),
    ),
    "withdraw": (
        actions.withdraw_opinion, ReasonForm, HANDLE, "withdraw",
        pgettext_lazy("supervisor's opinion", "Take it back"),
        pgettext_lazy("supervisor's opinion", "Take it back"),
    ),
}  # fmt: skip
LATER = ("return", "withdraw")


def _filters(request: Request, form: OpinionFilter) -> Filters:
    tab = request.GET.get("tab", "")
    return Filters(tab=tab if tab in TABS else "open", **form.values())


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """A page of the list."""
    require(request.actor, VIEW)
    form = OpinionFilter(request.GET, actor=request.actor)
    filters = _filters(request, form)
    counts = tab_counts(request.actor, now=request.now)
    tabs = tabs_of(LABELS, counts, filters.tab)
    rows = opinions(request.actor, filters, now=request.now)
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    row: Any
    for row in page:
        row.about = label_of("areas", row.area)
    values = framed(
        request,
        "opinions",
        form=form,
        tab=filters.tab,
        tabs=tabs,
        page=page,
        filtered=bool(form.values()),
        may_record=may(request.actor, HANDLE),
        export=reverse("supervision:export_opinions"),
    )
    return render(request, "supervision/opinions.html", values)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as Excel: same filters and order."""
    require(request.actor, VIEW)
    filters = _filters(request, OpinionFilter(request.GET, actor=request.actor))
    rows = opinions(request.actor, filters, now=request.now)[:MOST]
    book = opinion_book(rows, by=request.actor, now=request.now)
    return download(book, f"opinions-{timezone.localdate(request.now):%Y%m%d}")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write down what a supervisor said."""
    require(request.actor, HANDLE)
    form = RecordForm(request.POST or None, actor=request.actor)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = dict(form.cleaned_data)
            supervisor, channel = given.pop("supervisor"), given.pop("channel")
            try:
                made = actions.record_opinion(
                    supervisor,
                    actions.Said(**given),
                    channel=channel,
                    by=request.actor,
                    now=request.now,
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Recorded: {number}.").format(number=made.number))
                return redirect("supervision:opinion", made.pk)
    values = framed(request, "opinions", form=form)
    return render(request, "supervision/new_opinion.html", values, status=status)


@login_required
@require_GET
def opinion(request: Request, pk: int) -> HttpResponse:
    """One opinion with its next step."""
    return _shown(request, _row(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Carry out one step."""
    row = _row(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    act = STEPS[name][0]
    form = _form(request, name, row, request.POST)
    if form.is_valid():
        try:
            act(row, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("supervision:opinion", pk)
    return _shown(request, row, {name: form}, 422)


def _form(request: Request, name: str, row: Opinion, data: Any = None) -> forms.Form:
    kind = STEPS[name][1]
    if kind is AssignForm:
        return AssignForm(data, actor=request.actor)
    return JudgeForm(data, opinion=row) if kind is JudgeForm else kind(data)


def _row(request: Request, pk: int) -> Opinion:
    rows = Opinion.objects.visible_to(request.actor)
    return get_object_or_404(
        rows.select_related("unit__parent", "company", "supervisor", "decision", "concerned"), pk=pk
    )


def _shown(
    request: Request, row: Opinion, bound: dict[str, forms.Form], status: int
) -> HttpResponse:
    moves = OPINION_FLOW.moves_from(row.status)
    offered = [
        step_of(
            name, title, button, bound.get(name) or _form(request, name, row),
            later=name in LATER or (name == "assign" and row.status == "assigned"),
        )
        for name, (_act, _kind, right, needed, title, button) in STEPS.items()
        if needed in moves and may(request.actor, right, row)
    ]  # fmt: skip
    values = framed(
        request,
        "opinions",
        row=row,
        about=label_of("areas", row.area),
        channel=label_of("channels", row.channel),
        told_by=label_of("channels", row.told_by),
        level=level_label(row.level) if row.level else "",
        clocks=clocks_of(row),
        steps=[one for one in offered if not one["later"]],
        others=[one for one in offered if one["later"]],
        rectifications=of_source(row),
        lines=lines_of(row),
        whole=may(request.actor, VIEW, row.company),
    )
    return render(request, "supervision/opinion.html", values, status=status)
