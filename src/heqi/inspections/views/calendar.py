"""The year of inspections at a glance."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from heqi.inspections.access import ORGANISE, PLAN, VIEW
from heqi.inspections.queries.award import award_bars
from heqi.inspections.queries.calendar import calendar_of
from heqi.inspections.queries.group import answering_for
from heqi.inspections.views.frame import company_in_view, framed
from heqi.people.access import may
from heqi.people.requests import Request

LEAST, MOST = 2000, 2100


@login_required
@require_GET
def year(request: Request) -> HttpResponse:
    """Plans, special inspections by quarter, departments by month, who is out of the award."""
    company = company_in_view(request)
    today = timezone.localdate(request.now)
    text = request.GET.get("year", "")
    shown = int(text) if text.isdecimal() and LEAST <= int(text[:4]) <= MOST else today.year
    shown = min(max(shown, LEAST), MOST)
    bars = [bar for bar in award_bars(company, on=today) if may(request.actor, VIEW, bar.unit)]
    page = framed(
        request,
        "calendar",
        company=company,
        calendar=calendar_of(request.actor, company, shown, now=request.now),
        year_before=shown - 1,
        year_after=shown + 1,
        bars=bars,
        answering=answering_for(company, on=today),
        may_plan=may(request.actor, PLAN) or may(request.actor, ORGANISE),
    )
    return render(request, "inspections/calendar.html", page)
