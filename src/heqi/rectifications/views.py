"""Pages of rectifications: the list, one notice with its next step, the printed papers."""

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

from heqi.clocks.pages import href_of
from heqi.clocks.queries import clocks_of
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.lists import tabs_of
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.rectifications import actions
from heqi.rectifications.access import ANSWER, ISSUE, RECHECK, VIEW
from heqi.rectifications.export import MOST, rectification_book
from heqi.rectifications.forms import (
    FilterForm,
    NoticeForm,
    PlanForm,
    ReasonForm,
    RecheckForm,
    ReportForm,
)
from heqi.rectifications.models import Rectification
from heqi.rectifications.queries import TABS, Filters, rectifications, tab_counts
from heqi.rectifications.states import FLOW

SIZE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LABELS = {
    "open": pgettext_lazy("rectification", "Open"),
    "late": pgettext_lazy("rectification", "Overdue"),
    "recheck": pgettext_lazy("rectification", "To check again"),
    "done": pgettext_lazy("rectification", "Put right"),
    "all": pgettext_lazy("rectification", "All"),
}
Act = Callable[..., Any]
# Step: the action, its form, who may, the move of the flow, heading and button.
STEPS: dict[str, tuple[Act, type[forms.Form] | None, str, str, Any, Any]] = {
    "acknowledge": (
        actions.acknowledge_rectification, None, ANSWER, "acknowledge",
        pgettext_lazy("rectification", "Acknowledge the notice"),
        pgettext_lazy("rectification", "Received"),
    ),
    "plan": (
        actions.plan_rectification, PlanForm, ANSWER, "plan",
        pgettext_lazy("rectification", "Hand in the plan"),
        pgettext_lazy("rectification", "Hand in the plan"),
    ),
    "report": (
        actions.report_rectification, ReportForm, ANSWER, "report",
        pgettext_lazy("rectification", "Hand in the report"),
        pgettext_lazy("rectification", "Hand in the report"),
    ),
    "recheck": (
        actions.recheck_rectification, RecheckForm, RECHECK, "pass",
        pgettext_lazy("rectification", "Check again"),
        pgettext_lazy("rectification", "Record the re-check"),
    ),
    "archive": (
        actions.archive_rectification, None, RECHECK, "archive",
        pgettext_lazy("rectification", "Archive"),
        pgettext_lazy("rectification", "Archive"),
    ),
    "return_plan": (
        actions.return_plan, ReasonForm, RECHECK, "return_plan",
        pgettext_lazy("rectification", "Return the plan"),
        pgettext_lazy("rectification", "Return the plan"),
    ),
    "withdraw": (
        actions.withdraw_rectification, ReasonForm, ISSUE, "withdraw",
        pgettext_lazy("rectification", "Withdraw the notice"),
        pgettext_lazy("rectification", "Withdraw the notice"),
    ),
}  # fmt: skip
LATER = ("return_plan", "withdraw")
DONE = {
    "rectifications.issue": pgettext_lazy("history", "Notice issued"),
    "rectifications.acknowledge": pgettext_lazy("history", "Notice acknowledged"),
    "rectifications.plan": pgettext_lazy("history", "Plan handed in"),
    "rectifications.return_plan": pgettext_lazy("history", "Plan returned"),
    "rectifications.report": pgettext_lazy("history", "Report handed in"),
    "rectifications.send_back": pgettext_lazy("history", "Checked again: not put right"),
    "rectifications.recheck": pgettext_lazy("history", "Checked again: put right"),
    "rectifications.archive": pgettext_lazy("history", "Archived"),
    "rectifications.withdraw": pgettext_lazy("history", "Notice withdrawn"),
}


def _filters(request: Request, form: FilterForm) -> Filters:
    tab = request.GET.get("tab", "")
    return Filters(tab=tab if tab in TABS else "open", **form.values())


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """A page of the list."""
    require(request.actor, VIEW)
    form = FilterForm(request.GET, actor=request.actor)
    filters = _filters(request, form)
    rows = rectifications(request.actor, filters, now=request.now)
    counts = tab_counts(request.actor, now=request.now)
    tabs = tabs_of(LABELS, counts, filters.tab)
    page = {
        "form": form,
        "tab": filters.tab,
        "tabs": tabs,
        "page": Paginator(rows, SIZE).get_page(request.GET.get("page")),
        "filtered": bool(form.values()),
        "may_issue": may(request.actor, ISSUE),
        "export": reverse("rectifications:export"),
    }
    return render(request, "rectifications/list.html", page)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as Excel: same filters and order."""
    require(request.actor, VIEW)
    filters = _filters(request, FilterForm(request.GET, actor=request.actor))
    rows = rectifications(request.actor, filters, now=request.now)[:MOST]
    response = HttpResponse(
        rectification_book(rows, by=request.actor, now=request.now), content_type=XLSX
    )
    name = f"rectifications-{timezone.localdate(request.now):%Y%m%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Issue a notice."""
    require(request.actor, ISSUE)
    form = NoticeForm(request.POST or None, actor=request.actor)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.issue_rectification(
                    **form.cleaned_data, by=request.actor, now=request.now
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Issued: {number}.").format(number=made.number))
                return redirect("rectifications:rectification", made.pk)
    return render(request, "rectifications/new.html", {"form": form}, status=status)


@login_required
@require_GET
def rectification(request: Request, pk: int) -> HttpResponse:
    """One notice with its next step."""
    return _shown(request, _row(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Carry out one step."""
    row = _row(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    act, form_class = STEPS[name][:2]
    form = form_class(request.POST) if form_class else None
    if form is not None and not form.is_valid():
        return _shown(request, row, {name: form}, 422)
    try:
        act(row, **(form.cleaned_data if form else {}), by=request.actor, now=request.now)
    except ValidationError as refused:
        if form is None:
            raise
        put_errors(form, refused)
        return _shown(request, row, {name: form}, 422)
    messages.success(request, _("Saved."))
    return redirect("rectifications:rectification", pk)


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The notice and, once there is one, the report, as the papers look."""
    row = _row(request, pk)
    page = {"row": row, "clocks": _clocks(row), "rechecks": list(row.rechecks.all()[:20])}
    return paper(request, "rectifications/print.html", page, name=row.number)


def _clocks(row: Rectification) -> dict[str, Any]:
    return {clock.name: clock for clock in clocks_of(row)}


def _row(request: Request, pk: int) -> Rectification:
    rows = Rectification.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("unit__parent", "company", "decision"), pk=pk)


def _shown(
    request: Request, row: Rectification, bound: dict[str, forms.Form], status: int
) -> HttpResponse:
    moves = FLOW.moves_from(row.status)
    offered = [
        {
            "name": name,
            "title": title,
            "button": button,
            "form": bound.get(name) or (form() if form else None),
            "open": name in bound,
            "later": name in LATER,
        }
        for name, (_act, form, right, needed, title, button) in STEPS.items()
        if needed in moves and may(request.actor, right, row)
    ]
    lines = [
        {
            "at": entry.at,
            "text": DONE.get(entry.code, ""),
            "by": entry.actor_name,
            "note": entry.reason,
        }
        for entry in history(row, limit=40)
        if entry.code in DONE
    ]
    page = {
        "row": row,
        "source_url": href_of(row.source_type, row.source_id, row.source_number),
        "steps": [one for one in offered if not one["later"]],
        "others": [one for one in offered if one["later"]],
        "clocks": clocks_of(row),
        "rechecks": list(row.rechecks.all()[:20]),
        "lines": lines,
    }
    return render(request, "rectifications/rectification.html", page, status=status)
