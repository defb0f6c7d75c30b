"""The list of months, one month as a grid of departments and items, the announcement."""

from collections.abc import Callable
from typing import Any

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
from django.views.decorators.http import require_GET, require_POST

from heqi.appraisal import actions
from heqi.appraisal.access import REVIEW, VIEW
from heqi.appraisal.export import MOST, grid_book, periods_book
from heqi.appraisal.facts import item_words, items
from heqi.appraisal.forms import FilterForm
from heqi.appraisal.models import Period, Sheet
from heqi.appraisal.queries.corrections import differences
from heqi.appraisal.queries.course import course_clocks, unscored
from heqi.appraisal.queries.months import (
    SORTS,
    Filters,
    appeals_of,
    grid,
    periods,
    totals,
    uncounted_of,
)
from heqi.appraisal.reading.uncounted import MOST_UNCOUNTED
from heqi.appraisal.states import Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.models import Unit, UnitKind
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import download
from heqi.policies.measures import month_span

SIZE = 20
DONE = {
    "appraisal.open": pgettext_lazy("history", "Month opened"),
    "appraisal.review": pgettext_lazy("history", "Reviewed: the lines stand"),
    "appraisal.publish": pgettext_lazy("history", "Published"),
    "appraisal.close": pgettext_lazy("history", "Made final"),
}
STEPS: dict[str, Callable[..., Any]] = {
    "reckon": lambda period, *, by, now: actions.reckon(period, now=now),
    "review": actions.review_month,
    "publish": actions.publish_month,
    "close": actions.close_month,
}
NEXT = {
    Status.OPEN: ("review", pgettext_lazy("appraisal", "Finish the review")),
    Status.REVIEWED: ("publish", pgettext_lazy("appraisal", "Publish")),
    Status.PUBLISHED: ("close", pgettext_lazy("appraisal", "Make it final")),
}


def companies_of(actor: Actor) -> list[tuple[int, str]]:
    """The companies whose months the actor may see, for filters."""
    seen = Sheet.objects.visible_to(actor).order_by().values("company")
    rows = Unit.objects.filter(pk__in=seen, kind=UnitKind.COMPANY).order_by("path")
    return list(rows.values_list("pk", "name")[:50])


def _filters(request: Request, form: FilterForm) -> Filters:
    sort = request.GET.get("sort", "")
    return Filters(sort=sort if sort.removeprefix("-") in SORTS else "", **form.values())


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """The months with what they come to."""
    require(request.actor, VIEW)
    companies = companies_of(request.actor)
    form = FilterForm(request.GET, companies=companies)
    rows = periods(request.actor, _filters(request, form))
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    summed = totals(request.actor, list(page))
    shown = {
        "form": form,
        "page": page,
        "rows": [{"row": row, "totals": summed[row.pk]} for row in page],
        "many": len(companies) > 1,
        "filtered": bool(form.values()),
        "export": reverse("appraisal:export"),
    }
    return render(request, "appraisal/list.html", shown)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as Excel: same filters and order."""
    require(request.actor, VIEW)
    form = FilterForm(request.GET, companies=companies_of(request.actor))
    rows = list(periods(request.actor, _filters(request, form))[:MOST])
    book = periods_book(rows, totals(request.actor, rows), by=request.actor, now=request.now)
    return download(book, f"appraisal-{timezone.localdate(request.now):%Y%m%d}")


@login_required
@require_GET
def period(request: Request, pk: int) -> HttpResponse:
    """One month: a line for each department, a column for each item; each number opens."""
    return _shown(request, _row(request, pk), 200)


def _row(request: Request, pk: int) -> Period:
    rows = Period.objects.visible_to(request.actor).select_related("company")
    return get_object_or_404(rows, pk=pk)


def _shown(request: Request, row: Period, status: int, refused: str = "") -> HttpResponse:
    sheets = grid(request.actor, row)
    left_out = uncounted_of(request.actor, row, sheets)
    reviews = may(request.actor, REVIEW, row)
    over = request.now >= month_span(row.month)[1]
    changed = None
    if reviews and row.status == Status.CLOSED and "check" in request.GET:
        changed = list(differences(row, now=request.now))
    step = NEXT.get(Status(row.status)) if reviews and (over or row.status != Status.OPEN) else None
    page = {
        "row": row,
        "columns": [
            {"code": i.code, "label": item_words(i.code), "weight": i.weight}
            for i in items(row.month, company_id=row.company_id)
        ],
        "sheets": sheets,
        "clocks": course_clocks(row),
        "step": step,
        "refused": refused,
        "reviews": reviews,
        "over": over,
        "unscored": unscored(row) if reviews and row.status == Status.OPEN and over else [],
        "appeals": appeals_of(request.actor, row) if row.status == Status.PUBLISHED else [],
        "changed": changed,
        "left_out": left_out,
        "more_left_out": max(0, row.left_out - MOST_UNCOUNTED) if left_out else 0,
        "lines": [
            {"at": e.at, "text": DONE[e.code], "by": e.actor_name}
            for e in history(row, limit=20)
            if e.code in DONE
        ],
    }
    return render(request, "appraisal/period.html", page, status=status)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Add up, finish the review, publish, make final."""
    row = _row(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    require(request.actor, REVIEW, row)
    try:
        STEPS[name](row, by=request.actor, now=request.now)
    except ValidationError as refused:
        return _shown(request, _row(request, pk), 422, refused.messages[0])
    messages.success(request, _("Saved."))
    return redirect("appraisal:period", pk)


@login_required
@require_GET
def export_grid(request: Request, pk: int) -> HttpResponse:
    """The grid as Excel."""
    row = _row(request, pk)
    book = grid_book(row, grid(request.actor, row), by=request.actor, now=request.now)
    return download(book, f"appraisal-{row.month:%Y%m}")


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The announcement of a month, for everybody of the company once it is published."""
    rows = Period.objects.told_to(request.actor).select_related("company")
    row = get_object_or_404(rows, pk=pk)
    rows_of = row.sheets.select_related("unit").order_by("-score", "unit__path")
    # The leaders stand below the departments, which are ranked.
    sheets = sorted(rows_of, key=lambda sheet: sheet.leaders)
    page = {"row": row, "sheets": sheets, "columns": items(row.month, company_id=row.company_id)}
    return paper(request, "appraisal/print.html", page, name=f"appraisal-{row.month:%Y%m}")
