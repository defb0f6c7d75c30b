"""Readings: what is doubted, confirmed or sent back."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers.access import EXPORT
from heqi.customers.sheets import Sheet, register_sheet
from heqi.customers.views.exports import let_out
from heqi.people.access import may, require, within
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download
from heqi.policies.speaking import spoken_chinese
from heqi.readings import actions, queries
from heqi.readings.access import REVIEW, VIEW
from heqi.readings.export import readings_book
from heqi.readings.forms import ReadingFilter, ReturnForm
from heqi.readings.models import Reading
from heqi.readings.states import Status

PAGE = 50
DEEPEST = 1000
SHEET = "readings.readings"


def _chosen(request: Request) -> tuple[ReadingFilter, str, QuerySet[Reading]]:
    """The filter, the tab and the readings that they choose."""
    form = ReadingFilter(request.GET)
    form.is_valid()
    tab = request.GET.get("tab", Status.TO_REVIEW)
    rows = queries.readings(
        request.actor,
        status=tab if tab in Status.values else "",
        route=form.cleaned_data.get("route") or 0,
        q=form.cleaned_data.get("q", ""),
    )
    return form, tab, rows


@require_GET
@login_required
def readings(request: Request) -> HttpResponse:
    """Readings by tab: to review first."""
    require(request.actor, VIEW)
    form, tab, rows = _chosen(request)
    # Counting ten million readings would take longer than reading the page.
    page = Paginator(rows[:DEEPEST], PAGE).get_page(request.GET.get("page"))
    waiting = queries.to_review(request.actor)
    context = {
        "page": page,
        "rows": [(row, doubts_of(row)) for row in page],
        "form": form,
        "tab": tab,
        "tabs": [
            {"key": "to_review", "label": _("To review"), "count": waiting, "tone": "soon"},
            {"key": "returned", "label": _("To read again"), "count": None},
            {"key": "all", "label": _("All"), "count": None},
        ],
        "may_review": may(request.actor, REVIEW),
        "return_form": ReturnForm(),
        "export": reverse("readings:export") if may(request.actor, EXPORT) else "",
        "capped": page.paginator.count >= DEEPEST,
        "filtered": bool(form.cleaned_data.get("q") or form.cleaned_data.get("route")),
    }
    return render(request, "readings/readings.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The list as Excel: where gas is used leaves logged and marked, more than a few approved."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    form, _tab, chosen = _chosen(request)
    query = form.cleaned_data.get("q", "")
    return let_out(request, within(chosen, request.actor, EXPORT), SHEET, query=query)


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    rows = queries.with_details(Reading.objects.filter(pk__in=ids))
    mark = Mark.of(request.actor, now=request.now, number=number)
    content = readings_book([(row, doubts_of(row)) for row in rows], mark=mark)
    return download(content, f"readings-{timezone.localdate(request.now):%Y%m%d}")


def _whose(ids: Sequence[int]) -> list[int]:
    return queries.users_of(Reading.objects.filter(pk__in=ids).values("service_point"))


def register_list() -> None:
    """Let readings leave with approval, as any list of customers does (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            gettext_lazy("Meter readings"),
            EXPORT,
            lambda by: within(Reading.objects.all(), by, EXPORT),
            _leave,
            _whose,
            "readings",
            "readings:readings",
        )
    )


@require_POST
@login_required
def confirm(request: Request, pk: int) -> HttpResponse:
    """The doubt is explained."""
    note = request.POST.get("note", "")[:200]
    actions.confirm_reading(_reading(request, pk), note=note, by=request.actor, now=request.now)
    messages.success(request, _("The reading stands"))
    return redirect("readings:readings")


@require_POST
@login_required
def send_back(request: Request, pk: int) -> HttpResponse:
    """To be read again."""
    reading = _reading(request, pk)
    form = ReturnForm(request.POST)
    given: dict[str, Any] = {"error": "", "reason": ""}
    if form.is_valid():
        given = form.cleaned_data
    actions.return_reading(reading, **given, by=request.actor, now=request.now)
    messages.success(request, _("The reading goes back to its reader"))
    return redirect("readings:readings")


def _reading(request: Request, pk: int) -> Reading:
    rows = Reading.objects.visible_to(request.actor).select_related("unit", "company", "meter")
    return cast(Reading, get_object_or_404(rows, pk=pk))


def doubts_of(reading: Reading) -> list[dict[str, str]]:
    """What was doubted, in the user's language, each with its clause and mark."""
    said = "zh" if spoken_chinese() else "en"
    return [
        {"text": one[said], "clause": one["clause"], "mark": one["mark"]}
        for one in reading.findings
    ]
