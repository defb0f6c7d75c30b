"""What complaints tell, as a page and as an Excel file."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from heqi.complaints.access import VIEW
from heqi.complaints.export import analysis_book
from heqi.complaints.queries.analysis import Analysis
from heqi.complaints.queries.analysis import analysis as analyse
from heqi.complaints.views.frame import company_of_page, framed
from heqi.people.access import require
from heqi.people.requests import Request
from heqi.people.workbooks import download

PERIODS = {
    "year": pgettext_lazy("period", "This year"),
    "quarter": pgettext_lazy("period", "This quarter"),
    "month": pgettext_lazy("period", "This month"),
    "twelve": pgettext_lazy("period", "Twelve months"),
}
WORDS = {
    "per_10000": pgettext_lazy("complaints", "Valid complaints per 10,000 customers and year"),
    "in_time_respond": pgettext_lazy("complaints", "Responded in time"),
    "in_time_solution": pgettext_lazy("complaints", "Solution offered in time"),
    "in_time_close": pgettext_lazy("complaints", "Closed in time"),
    "in_time_vip": pgettext_lazy("complaints", "In time for VIP customers"),
    "satisfied": pgettext_lazy("complaints", "Satisfied"),
    "repeated": pgettext_lazy("complaints", "Repeated"),
    "escalated": pgettext_lazy("complaints", "Escalated"),
    "upheld": pgettext_lazy("complaints", "Upheld or partly upheld"),
    "returned": pgettext_lazy("complaints", "Returned to the national centre"),
    "right_reply": pgettext_lazy("complaints", "VIP replied to by the right post"),
}


def _span(code: str, today: date) -> tuple[date, date]:
    until = today + timedelta(days=1)
    if code == "month":
        return today.replace(day=1), until
    if code == "quarter":
        return today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1), until
    if code == "twelve":
        return today - timedelta(days=365), until
    return today.replace(month=1, day=1), until


def _read(request: Request) -> tuple[str, Analysis]:
    require(request.actor, VIEW)
    code = request.GET.get("period", "")
    code = code if code in PERIODS else "year"
    since, until = _span(code, timezone.localdate(request.now))
    company = company_of_page(request)
    return code, analyse(request.actor, company, since=since, until=until, now=request.now)


@require_GET
@login_required
@never_cache
def analysis(request: Request) -> HttpResponse:
    """The figures of a period."""
    code, found = _read(request)
    most = max((line.received for line in found.months), default=0)
    page: dict[str, Any] = framed(
        request,
        "complaints:analysis",
        found=found,
        indicators=[(WORDS[one.code], one) for one in found.indicators],
        months=[(line, line.received * 100 // most if most else 0) for line in found.months],
        periods=[
            {"key": key, "label": label, "active": key == code, "href": f"?period={key}"}
            for key, label in PERIODS.items()
        ],
        export=f"{reverse('complaints:export_analysis')}?period={code}",
        last_day=found.until - timedelta(days=1),
    )
    return render(request, "complaints/analysis.html", page)


@require_GET
@login_required
@never_cache
def export_analysis(request: Request) -> HttpResponse:
    """The same as an Excel file."""
    code, found = _read(request)
    content = analysis_book(found, WORDS, by=request.actor, now=request.now)
    day = timezone.localdate(request.now)
    return download(content, f"complaint-analysis-{code}-{day:%Y%m%d}")
