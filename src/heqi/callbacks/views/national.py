"""The national centre's callbacks: the list, one of them, handing back what was done."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.callbacks import actions, queries
from heqi.callbacks.access import NATIONAL, VIEW
from heqi.callbacks.catalogue import opinion_label
from heqi.callbacks.forms.filters import NationalFilterForm
from heqi.callbacks.forms.handling import HandlingForm
from heqi.callbacks.models import NationalResult
from heqi.callbacks.states import (
    HAND_BACK_TONES,
    HandBack,
    OpinionStatus,
)
from heqi.callbacks.views.frame import clock_of, framed
from heqi.callbacks.works import matter_of, source_of
from heqi.clocks.queries import clocks_of
from heqi.customers.access import EXPORT
from heqi.customers.queries import CappedPaginator
from heqi.customers.sheets import Sheet as Leaving
from heqi.customers.sheets import behind, in_order, register_sheet
from heqi.customers.views.exports import let_out
from heqi.ledger.audit import history
from heqi.people.access import may, require, within
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, Sheet, download, marked_book

PAGE = 30
SHEET = "callbacks.national"
TABS = ("open", "late", "given", "all")
DONE = {
    "callbacks.national_result": pgettext_lazy("history", "Taken in"),
    "callbacks.hand_back": pgettext_lazy("history", "Handed back"),
}


def _filtered(request: Request) -> tuple[NationalFilterForm, str, Any]:
    form = NationalFilterForm(request.GET)
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    rows = queries.national_list(
        request.actor,
        tab=tab,
        filters=form.values(),
        sort=request.GET.get("sort", ""),
        now=request.now,
    )
    return form, tab, rows


@login_required
@require_GET
def results(request: Request) -> HttpResponse:
    """What the national centre heard, by when the answer is due."""
    require(request.actor, VIEW)
    form, tab, rows = _filtered(request)
    page = CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = queries.national_counts(request.actor, now=request.now)
    context = framed(
        request,
        "national",
        form=form,
        page=page,
        rows=[_line(row) for row in page.object_list],
        filtered=bool(form.values()),
        tab=tab,
        tabs=[
            {"key": "open", "label": _("To hand back"), "count": counts["open"]},
            {
                "key": "late",
                "label": _("Late"),
                "count": counts["late"],
                "tone": "over" if counts["late"] else "",
            },
            {"key": "given", "label": HandBack.GIVEN.label},
            {"key": "all", "label": _("All")},
        ],
        exchanges=may(request.actor, NATIONAL),
        export=reverse("callbacks:national_export") if may(request.actor, EXPORT) else "",
    )
    return render(request, "callbacks/national.html", context)


def _line(row: NationalResult) -> dict[str, Any]:
    opinion = getattr(row.task, "opinion_row", None)
    return {
        "result": row,
        "task": row.task,
        "clock": clock_of(row, row.received_at, row.handed_back_at),
        "kind": opinion_label(row.task.opinion) if row.task.opinion else "",
        "state": {"label": row.get_status_display(), "tone": HAND_BACK_TONES[row.status]},
        "opinion": opinion,
        "handled": OpinionStatus(opinion.status).label if opinion else "",
    }


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def export(request: Request) -> HttpResponse:
    """The list as Excel, as it goes back: more than a few rows leave with approval."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    _form, _tab, rows = _filtered(request)
    return let_out(request, within(rows, request.actor, EXPORT), SHEET)


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    found = NationalResult.objects.select_related("task__opinion_row")
    rows = [_line(row) for row in in_order(found, ids)]
    heads = [
        _("Number of the national centre"), _("Number of the matter"),
        pgettext("a callback", "Called at"), _("Score"),
        _("Class of the opinion"), _("What the customer said"), _("Opinion"), _("How far it is"),
        _("State"), _("What was done"), _("Due"), _("Handed back"),
    ]  # fmt: skip
    lines = (
        [
            row["result"].reference, row["task"].label, row["task"].done_at, row["task"].score,
            row["kind"], row["task"].opinion_text,
            row["opinion"].number if row["opinion"] else "", str(row["handled"]),
            str(row["state"]["label"]), row["result"].handling, row["result"].due_at,
            row["result"].handed_back_at,
        ]
        for row in rows
    )  # fmt: skip
    mark = Mark.of(request.actor, now=request.now, number=number)
    content = marked_book([Sheet(_("National centre's callbacks"), heads, lines)], mark=mark)
    return download(content, f"national-callbacks-{timezone.localdate(request.now):%Y%m%d}")


def register_list() -> None:
    """Let these callbacks leave with approval, as any list of customers does (data-entry/9.3)."""
    register_sheet(
        Leaving(
            SHEET,
            gettext_lazy("National centre's callbacks"),
            EXPORT,
            lambda by: within(NationalResult.objects.visible_to(by), by, EXPORT),
            _leave,
            behind(NationalResult, "task__party_id"),
            "callbacks",
            "callbacks:national",
        )
    )


@login_required
@require_GET
@never_cache
def result(request: Request, pk: int) -> HttpResponse:
    """One result: what was said, how far the handling is, the answer."""
    return _page(request, _found(request, pk))


@login_required
@require_POST
@never_cache
def hand_back(request: Request, pk: int) -> HttpResponse:
    """Tell the national centre."""
    row = _found(request, pk)
    form = HandlingForm(request.POST)
    if form.is_valid():
        try:
            actions.hand_back(row, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Handed back: {number}.").format(number=row.reference))
            return redirect("callbacks:national_result", row.pk)
    return _page(request, row, form, status=422)


def _found(request: Request, pk: int) -> NationalResult:
    require(request.actor, VIEW)
    try:
        return queries.get_national(request.actor, min(pk, 2**62))
    except NationalResult.DoesNotExist:
        raise Http404(_("There is no such result.")) from None


def _page(
    request: Request, row: NationalResult, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    line = _line(row)
    answers = row.is_open and may(request.actor, NATIONAL, row.company)
    own = request.actor.id in row.task.handlers
    context = framed(
        request,
        "national",
        **line,
        source=source_of(row.task.subject)[0].label,
        url=matter_of(row.task.subject).url,
        clocks=[clock for clock in clocks_of(row) if clock.started_at],
        form=(form or HandlingForm(initial={"handling": _proposal(line)}))
        if answers and not own
        else None,
        own=answers and own,
        history=[(entry, DONE.get(entry.code, "")) for entry in history(row, limit=30)],
    )
    return render(request, "callbacks/national_result.html", context, status=status)


def _proposal(line: dict[str, Any]) -> str:
    """What may be answered by what is known of the opinion; somebody reads it before it goes."""
    opinion = line["opinion"]
    if opinion is None:
        return ""
    if opinion.solution or opinion.answer:
        return str(opinion.solution or opinion.answer)
    if opinion.request is not None:
        return pgettext("an answer to the national centre", "Taken up as {number}.").format(
            number=opinion.request.number
        )
    return ""
