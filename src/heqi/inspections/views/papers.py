"""Monthly summaries and quarterly reports."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.inspections import actions
from heqi.inspections import forms as f
from heqi.inspections.access import ANSWER, REPORT, VIEW
from heqi.inspections.models import Report, Summary
from heqi.inspections.periods import read_quarter
from heqi.inspections.queries.drafts import month_draft
from heqi.inspections.states import PaperStatus
from heqi.inspections.views.frame import company_in_view, framed
from heqi.people.access import may, require, visible_units
from heqi.people.fields import put_errors
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download, workbook
from heqi.policies.measures import month_before, read_month

SIZE = 20


SORTS = {
    "month": ("month", "unit__path"),
    "unit": ("unit__path", "month"),
    "handed_in": ("handed_in_at", "month"),
}


def _summaries(request: Request, form: f.SummaryFilter) -> "QuerySet[Summary]":
    """The summaries by filters and order, the latest month first."""
    rows = Summary.objects.visible_to(request.actor).select_related("unit")
    rows = rows.filter(**form.values())
    sort = request.GET.get("sort", "")
    if (key := sort.removeprefix("-")) in SORTS:
        sign = "-" if sort.startswith("-") else ""
        return rows.order_by(*(sign + name for name in SORTS[key]))
    return rows.order_by("-month", "unit__path")


@login_required
@require_GET
def summaries(request: Request) -> HttpResponse:
    """The summaries, and the months for which one can be begun."""
    require(request.actor, VIEW)
    form = f.SummaryFilter(request.GET, actor=request.actor)
    month = timezone.localdate(request.now).replace(day=1)
    own = visible_units(request.actor, ANSWER, ["department"]).order_by("path")
    page = framed(
        request,
        "summaries",
        page=Paginator(_summaries(request, form), SIZE).get_page(request.GET.get("page")),
        form=form,
        filtered=bool(form.values()),
        export=reverse("inspections:export_summaries"),
        units=list(own[:50]),
        months=[f"{month:%Y-%m}", f"{month_before(month):%Y-%m}"],
    )
    return render(request, "inspections/summaries.html", page)


@login_required
@require_GET
def export_summaries(request: Request) -> HttpResponse:
    """The summaries as Excel, with their four parts: same filters and order."""
    require(request.actor, VIEW)
    form = f.SummaryFilter(request.GET, actor=request.actor)
    heads = [
        _("Month"), _("Department"), pgettext("inspection summary", "Achievements"),
        pgettext("inspection summary", "New measures"), pgettext("inspection sheet", "Problems"),
        pgettext("inspection summary", "Suggestions"), _("State"),
        pgettext("a summary", "Handed in"), _("By"), pgettext("a summary", "late"),
    ]  # fmt: skip
    lines = (
        [
            f"{row.month:%Y-%m}", str(row.unit), row.achievements, row.measures, row.problems,
            row.suggestions, str(row.get_status_display()), row.handed_in_at, row.handed_in_by,
            pgettext("a summary", "late") if row.late else "",
        ]
        for row in _summaries(request, form)[:MOST]
    )  # fmt: skip
    title = pgettext("inspections", "Monthly summaries")
    book = workbook(title, heads, lines, by=request.actor, now=request.now)
    return download(book, f"summaries-{timezone.localdate(request.now):%Y%m%d}")


@login_required
@require_POST
def begin_summary(request: Request) -> HttpResponse:
    """Begin a month's summary with what the system knows, or go to the one that there is."""
    text = request.POST.get("unit", "")[:12]
    units = visible_units(request.actor, ANSWER, ["department"])
    unit = get_object_or_404(units, pk=int(text) if text.isdecimal() else 0)
    month = read_month(request.POST.get("month", ""), today=timezone.localdate(request.now))
    known = Summary.objects.filter(unit=unit, month=month).first()
    row = known or actions.save_summary(
        unit, month=month, texts=month_draft(unit, month), by=request.actor, now=request.now
    )
    return redirect("inspections:summary", row.pk)


@login_required
@require_http_methods(["GET", "POST"])
def summary(request: Request, pk: int) -> HttpResponse:
    """One summary: written, kept, handed in."""
    rows = Summary.objects.visible_to(request.actor).select_related("unit", "company")
    row = get_object_or_404(rows, pk=pk)
    first = {name: getattr(row, name) for name in ("achievements", "measures", "problems")}
    form = f.SummaryForm(request.POST or None, initial={**first, "suggestions": row.suggestions})
    status = 200
    if request.method == "POST":
        require(request.actor, ANSWER, row)
        status = 422
        if form.is_valid():
            try:
                actions.save_summary(
                    row.unit, month=row.month, texts=form.cleaned_data,
                    by=request.actor, now=request.now,
                )  # fmt: skip
                row.refresh_from_db()
                if request.POST.get("do") == "hand_in":
                    actions.hand_in_summary(row, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("inspections:summary", pk)
    writes = row.status == PaperStatus.DRAFT and may(request.actor, ANSWER, row)
    page = framed(request, "summaries", row=row, form=form, writes=writes)
    return render(request, "inspections/summary.html", page, status=status)


@login_required
@require_GET
def print_summary(request: Request, pk: int) -> HttpResponse:
    """The summary on paper."""
    row = get_object_or_404(Summary.objects.visible_to(request.actor), pk=pk)
    name = f"summary-{row.month:%Y%m}-{row.pk}"
    return paper(request, "inspections/print/summary.html", {"row": row}, name=name)


@login_required
@require_GET
def reports(request: Request) -> HttpResponse:
    """The quarterly reports, and the quarters for which one can be begun."""
    company = company_in_view(request)
    rows = Report.objects.visible_to(request.actor).select_related("company")
    page = framed(
        request,
        "reports",
        page=Paginator(rows, SIZE).get_page(request.GET.get("page")),
        quarters=_quarters(timezone.localdate(request.now)),
        may_report=may(request.actor, REPORT, company),
    )
    return render(request, "inspections/reports.html", page)


def _quarters(today: date) -> list[tuple[str, str]]:
    """This quarter and the three before it."""
    found = []
    year, number = today.year, (today.month + 2) // 3
    for _n in range(4):
        found.append((f"{year}-{number}", f"{year} Q{number}"))
        year, number = (year, number - 1) if number > 1 else (year - 1, 4)
    return found


@login_required
@require_POST
def begin_report(request: Request) -> HttpResponse:
    """Draft a quarter's report from what was found."""
    company = company_in_view(request, REPORT)
    quarter = read_quarter(request.POST.get("quarter", ""), today=timezone.localdate(request.now))
    row = actions.draft_report(company, quarter=quarter, by=request.actor, now=request.now)
    return redirect("inspections:report", row.pk)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: Request, pk: int) -> HttpResponse:
    """One report with its figures: written, kept, handed in."""
    rows = Report.objects.visible_to(request.actor).select_related("company")
    row = get_object_or_404(rows, pk=pk)
    initial = {"overview": row.overview, "analysis": row.analysis, "measures": row.measures}
    form = f.ReportForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        require(request.actor, REPORT, row.company)
        status = 422
        if form.is_valid():
            try:
                actions.save_report(row, texts=form.cleaned_data, by=request.actor, now=request.now)
                if request.POST.get("do") == "hand_in":
                    actions.hand_in_report(row, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("inspections:report", pk)
    writes = row.status == PaperStatus.DRAFT and may(request.actor, REPORT, row.company)
    most = max((item["n"] for item in row.figures.get("items", [])), default=0)
    items = [
        {**item, "share": item["n"] * 100 / most if most else 0}
        for item in row.figures.get("items", [])
    ]
    page = framed(request, "reports", row=row, form=form, writes=writes, items=items)
    return render(request, "inspections/report.html", page, status=status)


@login_required
@require_GET
def print_report(request: Request, pk: int) -> HttpResponse:
    """The report on paper."""
    rows = Report.objects.visible_to(request.actor).select_related("company")
    row = get_object_or_404(rows, pk=pk)
    name = f"report-{row.quarter:%Y%m}-{row.pk}"
    return paper(request, "inspections/print/report.html", {"row": row}, name=name)
