"""The month: statistics, reports to the leaders, timeliness, trainings."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.people.access import may, require, visible_units
from heqi.people.fields import put_errors
from heqi.people.models import Staff
from heqi.people.requests import Request
from heqi.people.workbooks import download, workbook
from heqi.policies.deciding import rule_on
from heqi.policies.measures import read_month
from heqi.quality.access import LEAD, VIEW
from heqi.quality.actions import read_report, record_training, report_month
from heqi.quality.forms import TrainingForm
from heqi.quality.models import ErrorClass, Group, MonthReport, Training
from heqi.quality.queries.results import Figures, MonthResults, month_results
from heqi.quality.queries.timing import late_entries, timing_lines
from heqi.quality.views.frame import company_in_view, framed, month_in_view

PAGE = 30


def _results(request: Request) -> MonthResults:
    """The company's month, or the part of it that the actor oversees."""
    company = company_in_view(request)
    month = month_in_view(request)["month"]
    if may(request.actor, VIEW, company):
        return month_results(company, month)
    unit = visible_units(request.actor, VIEW).order_by("path").first()
    return month_results(company, month, only=unit)


@login_required
@require_GET
def results(request: Request) -> HttpResponse:
    """Errors by person, department, class and frequency (8.1, 8.2), and the reports (9.1)."""
    found = _results(request)
    month = found.month
    reports = MonthReport.objects.visible_to(request.actor).filter(month=month)
    reported = {row.unit_id: row for row in reports.select_related("unit", "leader")}
    page = framed(
        request,
        "results",
        results=found,
        classes=ErrorClass.choices,
        groups=Group.choices,
        reported=reported,
        may_report=may(request.actor, LEAD),
        **month_in_view(request),
    )
    return render(request, "quality/results.html", page)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The month's statistics as an Excel file, a line for each person."""
    found = _results(request)
    heads = [
        _("Department"), pgettext("a person", "Name"),
        _("Entries of master data"), _("Errors of master data"),
        _("Entries of orders"), _("Errors of orders"), *(label for _c, label in ErrorClass.choices),
        _("Corrected late"), _("Not corrected"), _("Points"),
    ]  # fmt: skip
    lines = []
    for department in found.departments:
        for person in department.people:
            row = [department.unit.name, person.staff.name]
            lines.append([*row, *_cells(person.figures)])
        lines.append([department.unit.name, _("total"), *_cells(department.figures)])
    content = workbook(
        _("Entry quality"), [str(h) for h in heads], lines, by=request.actor, now=request.now
    )
    return download(content, f"entry-quality-{found.month:%Y%m}")


def _cells(figures: Figures) -> list[str | int | float]:
    return [
        figures.entries.get(Group.MASTER_DATA, 0),
        figures.errors.get(Group.MASTER_DATA, 0),
        figures.entries.get(Group.ORDER, 0),
        figures.errors.get(Group.ORDER, 0),
        *(figures.classes.get(code, 0) for code in ErrorClass.values),
        figures.late,
        figures.open,
        float(figures.points),
    ]


@login_required
@require_POST
def report(request: Request) -> HttpResponse:
    """Report a department's month to its head."""
    units = visible_units(request.actor, LEAD)
    number = request.POST.get("unit", "")
    unit = get_object_or_404(units, pk=int(number) if number.isdecimal() else 0)
    month = read_month(request.POST.get("month", ""), today=timezone.localdate(request.now))
    made = report_month(unit, month=month, by=request.actor, now=request.now)
    messages.success(request, _("Reported."))
    return redirect("quality:report", made.pk)


@login_required
@require_http_methods(["GET", "POST"])
def report_page(request: Request, pk: int) -> HttpResponse:
    """A report as it was made; its leader confirms reading it."""
    rows = MonthReport.objects.visible_to(request.actor).select_related("unit", "leader")
    row = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        read_report(row, by=request.actor, now=request.now)
        return redirect("quality:report", pk)
    page = framed(
        request,
        "results",
        report=row,
        classes=ErrorClass.choices,
        groups=Group.choices,
        reads=request.actor.id == row.leader_id and row.read_at is None,
    )
    return render(request, "quality/report.html", page)


@login_required
@require_GET
def timing(request: Request) -> HttpResponse:
    """How long entries take, against their limits."""
    require(request.actor, VIEW)
    view = month_in_view(request)
    today = timezone.localdate(request.now)
    page = framed(
        request,
        "timing",
        lines=timing_lines(request.actor, view["month"]),
        late=late_entries(request.actor, view["month"]),
        ruling=rule_on(
            "data.limits", {"entry": "request"}, on=today, company_id=request.actor.company_id
        ),
        **view,
    )
    return render(request, "quality/timing.html", page)


@login_required
@require_GET
def export_timing(request: Request) -> HttpResponse:
    """The month's times as an Excel file, a line for each unit and business."""
    require(request.actor, VIEW)
    month = month_in_view(request)["month"]
    heads = [
        _("Unit"), pgettext("timeliness", "Business"), _("Entries"), _("Entered in time"),
        _("From event to entry (minutes)"), _("Passed on"), _("Passed on in time"),
        _("From entry to passing on (minutes)"),
    ]  # fmt: skip
    lines: list[list[Any]] = [
        [
            line.unit.name,
            line.kind,
            line.entries,
            line.entered_in_time,
            _minutes(line.to_enter),
            line.passed_on,
            line.passed_on_in_time,
            _minutes(line.to_pass_on),
        ]
        for line in timing_lines(request.actor, month)
    ]
    content = workbook(_("Timeliness of entries"), heads, lines, by=request.actor, now=request.now)
    return download(content, f"entry-times-{month:%Y%m}")


def _minutes(span: timedelta | None) -> float | str:
    return round(span.total_seconds() / 60, 1) if span is not None else ""


@login_required
@require_GET
def trainings(request: Request) -> HttpResponse:
    """Trainings so far."""
    require(request.actor, VIEW)
    rows = Training.objects.visible_to(request.actor).select_related("unit")
    page = Paginator(rows.prefetch_related("staff"), PAGE).get_page(request.GET.get("page"))
    shown = framed(request, "trainings", page=page, may_add=may(request.actor, LEAD))
    return render(request, "quality/trainings.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def new_training(request: Request) -> HttpResponse:
    """Record a training that was held."""
    require(request.actor, LEAD)
    units = visible_units(request.actor, LEAD, ["company", "department"]).order_by("path")
    people = Staff.objects.filter(
        unit__in=visible_units(request.actor, LEAD), left_on__isnull=True
    ).order_by("unit__path", "number")
    form = TrainingForm(request.POST or None, units=units, people=people)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                record_training(**form.cleaned_data, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("quality:trainings")
    page = framed(request, "trainings", form=form)
    return render(request, "quality/new_training.html", page, status=status)
