"""A year of departments, and who may be put forward for the annual award."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from heqi.appraisal.access import VIEW
from heqi.appraisal.export import year_book
from heqi.appraisal.forms import YearForm
from heqi.appraisal.queries.years import year_lines
from heqi.appraisal.views.periods import companies_of
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import download


def _page(request: Request) -> dict[str, Any]:
    require(request.actor, VIEW)
    companies = companies_of(request.actor)
    form = YearForm(request.GET, companies=companies)
    form.is_valid()
    given = form.cleaned_data
    today = timezone.localdate(request.now)
    year = given.get("year") or today.year
    chosen = given.get("company") or (companies[0][0] if companies else 0)
    company = Unit.objects.filter(pk=chosen).first()
    shown = YearForm({"year": year, "company": chosen}, companies=companies)
    return {
        "form": shown,
        "year": year,
        "company": company,
        "lines": year_lines(request.actor, company, year, today=today) if company else [],
        "months": range(1, 13),
    }


@login_required
@require_GET
def year(request: Request) -> HttpResponse:
    """Twelve months of every department, points off the year, the award with its reasons."""
    page = _page(request)
    return render(
        request, "appraisal/year.html", {**page, "export": reverse("appraisal:export_year")}
    )


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The year as Excel."""
    page = _page(request)
    book = year_book(page["lines"], by=request.actor, now=request.now)
    return download(book, f"appraisal-{page['year']}")


@login_required
@require_GET
def printed(request: Request) -> HttpResponse:
    """The year on paper."""
    page = _page(request)
    return paper(request, "appraisal/print_year.html", page, name=f"appraisal-{page['year']}")
