"""The random check of tiering: draw it, judge its cases, propose points."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.ledger.states import IllegalMove
from heqi.people.access import may, require
from heqi.people.requests import Request
from heqi.policies.deciding import spoken_chinese
from heqi.policies.pages import company_in_view
from heqi.reports.access import CHECK, VIEW
from heqi.reports.actions import close_check, draw_check, judge_case
from heqi.reports.models import CheckCase, TierCheck
from heqi.reports.queries.checking import check_rules, looks_of

PAGE = 50
WORDS = {
    "right": gettext_lazy("in order"),
    "wrong": gettext_lazy("not in order"),
    "not_applicable": gettext_lazy("not applicable"),
}


def _checks(request: Request) -> Any:
    require(request.actor, VIEW)
    return TierCheck.objects.visible_to(request.actor).select_related("company")


@require_GET
@login_required
def checks(request: Request) -> HttpResponse:
    """Checks, the newest first."""
    return _list(request)


def _list(request: Request, *, fault: str = "", status: int = 200) -> HttpResponse:
    page = Paginator(_checks(request).prefetch_related("cases"), PAGE)
    company = company_in_view(request.actor)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "may_draw": bool(company and may(request.actor, CHECK, company)),
        "fault": fault,
        "rules": check_rules(timezone.localdate(request.now), company_id=request.actor.company_id),
    }
    return render(request, "reports/checks.html", context, status=status)


@require_POST
@login_required
def draw(request: Request) -> HttpResponse:
    """Draw this month's cases."""
    require(request.actor, CHECK)
    company = company_in_view(request.actor)
    if company is None:
        return _list(request, fault=_("There is no company to check."), status=422)
    try:
        made = draw_check(
            company, timezone.localdate(request.now), by=request.actor, now=request.now
        )
    except ValidationError as error:
        return _list(request, fault=" ".join(error.messages), status=422)
    except IllegalMove as error:
        return _list(request, fault=str(error), status=409)
    return redirect("reports:check", pk=made.pk)


@require_GET
@login_required
def check(request: Request, pk: int) -> HttpResponse:
    """One check with its cases and, once closed, its points."""
    return _page(request, get_object_or_404(_checks(request), pk=pk))


def _page(
    request: Request, row: TierCheck, *, error: ValidationError | None = None, status: int = 200
) -> HttpResponse:
    cases = list(row.cases.select_related("party", "department"))
    faults = error.message_dict if error is not None and hasattr(error, "error_dict") else {}
    departments: dict[int, dict[str, Any]] = {}
    for one in cases:
        found = departments.setdefault(
            one.department_id,
            {
                "unit": one.department,
                "cases": 0,
                "wrong": 0,
                "points": request.POST.get(f"points_{one.department_id}", "0"),
                "reason": request.POST.get(f"reason_{one.department_id}", ""),
                "faults": faults.get(f"points_{one.department_id}", [])
                + faults.get(f"reason_{one.department_id}", []),
            },
        )
        found["cases"] += 1
        found["wrong"] += bool(one.wrong)
    context = {
        "check": row,
        "cases": cases,
        "departments": list(departments.values()),
        "points": list(row.points.select_related("department")),
        "rules": check_rules(timezone.localdate(request.now), company_id=row.company_id),
        "left": sum(one.checked_at is None for one in cases),
        "may_check": row.closed_at is None and may(request.actor, CHECK, row.company),
        "fault": " ".join(error.messages) if error is not None and not faults else "",
    }
    return render(request, "reports/check.html", context, status=status)


@require_POST
@login_required
def close(request: Request, pk: int) -> HttpResponse:
    """Close the check with points for each department."""
    row = get_object_or_404(_checks(request), pk=pk)
    ids = row.cases.values_list("department", flat=True)
    points = {
        unit: (request.POST.get(f"points_{unit}", ""), request.POST.get(f"reason_{unit}", ""))
        for unit in ids
    }
    try:
        close_check(row, points=points, by=request.actor, now=request.now)
    except ValidationError as error:
        return _page(request, row, error=error, status=422)
    return redirect("reports:check", pk=row.pk)


@require_http_methods(["GET", "POST"])
@login_required
def case(request: Request, pk: int) -> HttpResponse:
    """The sheet of one case: what the system shows, and what is found."""
    rows = CheckCase.objects.filter(check_of__in=_checks(request)).select_related(
        "check_of__company", "party__unit__parent", "party__company", "department"
    )
    row = get_object_or_404(rows, pk=pk)
    faults: dict[str, list[str]] = {}
    if request.method == "POST":
        found = {look.code: request.POST.get(look.code, "") for look in _looks(request, row)}
        note = request.POST.get("note", "")
        try:
            judge_case(row, findings=found, note=note, by=request.actor, now=request.now)
            return redirect("reports:check", pk=row.check_of_id)
        except ValidationError as error:
            faults = error.message_dict
            row.findings, row.note = found, note
    context = {
        "case": row,
        "because": row.because_zh if spoken_chinese() else row.because_en,
        "looks": [
            {
                "look": look,
                "value": row.findings.get(look.code, ""),
                "faults": faults.get(look.code, []),
            }
            for look in _looks(request, row)
        ],
        "words": WORDS.items(),
        "note_faults": faults.get("note", []),
        "may_check": row.check_of.closed_at is None
        and may(request.actor, CHECK, row.check_of.company),
    }
    return render(request, "reports/case.html", context, status=422 if faults else 200)


def _looks(request: Request, row: CheckCase) -> Any:
    return looks_of(row.party, now=request.now)
