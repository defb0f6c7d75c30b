"""Pages of yearly ratings and reports."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.people.access import may
from heqi.people.fields import put_errors
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.supervision import actions
from heqi.supervision.access import MANAGE
from heqi.supervision.catalogue import choices, label_of, most_marks
from heqi.supervision.forms.ratings import ReportForm, RoundForm
from heqi.supervision.models import Round, YearReport
from heqi.supervision.queries.figures import averages, figures_of
from heqi.supervision.states import Group
from heqi.supervision.views.frame import company_in_view, framed

ROUNDS = 10


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """The yearly ratings with their marks, and the reports."""
    company = company_in_view(request)
    today = timezone.localdate(request.now)
    rounds = Round.objects.visible_to(request.actor).prefetch_related("ratings__supervisor")
    figures = figures_of(company, today.year, now=request.now)
    values = framed(
        request,
        "ratings",
        rounds=[_told(row) for row in rounds[:ROUNDS]],
        reports=list(YearReport.objects.visible_to(request.actor)[:ROUNDS]),
        figures=figures,
        form=RoundForm(years=[today.year, today.year - 1]),
        may_manage=may(request.actor, MANAGE, company),
        most=most_marks(),
    )
    return render(request, "supervision/ratings.html", values)


@login_required
@require_POST
def begin(request: Request) -> HttpResponse:
    """Open the rating of a year."""
    company = company_in_view(request, MANAGE)
    today = timezone.localdate(request.now)
    form = RoundForm(request.POST, years=[today.year, today.year - 1])
    if not form.is_valid():
        messages.error(request, _("Choose a year."))
        return redirect("supervision:ratings")
    try:
        actions.open_round(
            company, year=form.cleaned_data["year"], by=request.actor, now=request.now
        )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Every serving supervisor is asked to rate."))
    return redirect("supervision:ratings")


@login_required
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """Close a rating before its time."""
    rows = Round.objects.visible_to(request.actor)
    row = get_object_or_404(rows.select_related("company", "unit"), pk=pk)
    actions.close_round(row, by=request.actor, now=request.now)
    messages.success(request, _("Saved."))
    return redirect("supervision:ratings")


@login_required
@require_http_methods(["GET", "POST"])
def new_report(request: Request) -> HttpResponse:
    """Make the report of a year from its figures."""
    company = company_in_view(request, MANAGE)
    today = timezone.localdate(request.now)
    form = ReportForm(request.POST or None, years=[today.year, today.year - 1])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.make_report(
                    company, **form.cleaned_data, by=request.actor, now=request.now
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                return redirect("supervision:report", made.pk)
    figures = figures_of(company, today.year, now=request.now)
    values = framed(request, "ratings", form=form, figures=figures)
    return render(request, "supervision/new_report.html", values, status=status)


@login_required
@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    """The yearly report as a paper."""
    row = get_object_or_404(YearReport.objects.visible_to(request.actor), pk=pk)
    labels = dict(Group.choices)
    page = {
        "row": row,
        "f": row.figures,
        "groups": [(labels.get(code, code), n) for code, n in row.figures["groups"].items()],
        "areas": [(label_of("areas", code), n) for code, n in row.figures["areas"].items()],
        "marks": [
            (label_of("aspects", code), f"{n / 100:.2f}")
            for code, n in row.figures["marks"].items()
        ],
        "most": most_marks(),
    }
    return paper(request, "supervision/report.html", page, name=f"supervision-{row.year}")


def _told(row: Round) -> dict[str, Any]:
    ratings = list(row.ratings.all())
    marks = averages(ratings)
    given = list(marks.values())
    return {
        "row": row,
        "ratings": len(ratings),
        "marks": [
            {
                "label": label,
                "mark": f"{marks[code] / 100:.2f}" if code in marks else "",
                "share": marks.get(code, 0) // most_marks(),
            }
            for code, label in choices("aspects")
        ],
        "average": f"{sum(given) / len(given) / 100:.2f}" if given else "",
        "words": [one for one in ratings if one.words],
    }
