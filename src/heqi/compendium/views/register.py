"""The register and framework plan of the company's policies."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from heqi.compendium.access import DRAFT, LEAD
from heqi.compendium.actions import plan_policy
from heqi.compendium.forms import PlanForm
from heqi.compendium.models import PlanItem, PolicySort
from heqi.compendium.queries.register import register_of
from heqi.compendium.terms import point_words, points_of
from heqi.compendium.views.frame import company_of_reader
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.people.workbooks import download, workbook


@login_required
@require_GET
def register(request: Request) -> HttpResponse:
    """Every required policy with its state, and what is missing."""
    company = company_of_reader(request)
    today = timezone.localdate(request.now)
    lines = register_of(company, on=today)
    context = {
        "company": company,
        "lines": lines,
        "required": sum(bool(line.sort) for line in lines),
        "held": sum(bool(line.sort) and not line.is_missing for line in lines),
        "missing": [line for line in lines if line.is_missing],
        "trials": sum(line.version is not None and line.version.state == "trial" for line in lines),
        "drafts_open": sum(line.open_draft is not None for line in lines),
        "may_plan": may(request.actor, LEAD, company),
        "plans_above": next((u for u in _above(company) if may(request.actor, LEAD, u)), None),
        "may_draft": may(request.actor, DRAFT),
    }
    return render(request, "compendium/register.html", context)


@login_required
@require_GET
def export_register(request: Request) -> HttpResponse:
    """The register as Excel."""
    company = company_of_reader(request)
    lines = register_of(company, on=timezone.localdate(request.now))
    heads = [
        _("Policy"), _("State"), _("Level"), _("Responsible department"), _("Document number"),
        _("Filing number"), _("Takes effect on"), _("On trial until"), _("In force since"),
        _("Planned for"),
    ]  # fmt: skip
    cells = [
        (
            line.title,
            str(line.version.get_state_display())
            if line.version
            else pgettext("a policy", "missing"),
            line.level,
            str(line.department or ""),
            line.last.issue_number if line.last else "",
            line.last.filing_number if line.last else "",
            _day(line.version.effective_from if line.version else None),
            _day(line.version.trial_until if line.version else None),
            _day(line.version.in_force_on if line.version else None),
            _day(line.plan.planned_on if line.plan else None),
        )
        for line in lines
    ]
    book = workbook(_("Register of policies"), heads, cells, by=request.actor, now=request.now)
    return download(book, "policies")


def _day(day: object) -> str:
    return str(day or "")


def _above(company: Unit) -> list[Unit]:
    """The units above a company, the nearest first."""
    ids = [int(part) for part in company.path.split(".") if part]
    return list(Unit.objects.filter(pk__in=ids[:-1]).order_by("-path"))


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: Request, sort: str) -> HttpResponse:
    """Who is responsible for a required policy, and by when; its content points. ``?for=`` names
    the group or another unit above, whose plan its companies then read."""
    company = company_of_reader(request)
    asked = request.GET.get("for", "")
    unit = next((one for one in _above(company) if str(one.pk) == asked), company)
    require(request.actor, LEAD, unit)
    own = Q(company=unit.company, kind="department")
    departments = Unit.objects.filter(own | Q(pk=unit.pk), path__startswith=unit.path)
    departments = departments.filter(closed_on=None).order_by("path")
    if unit == company:
        departments = departments.filter(own)
    row = PlanItem.objects.filter(unit=unit, sort=sort).first()
    first = {"sort": sort} | (
        {"department": row.department_id, "planned_on": row.planned_on, "note": row.note}
        if row
        else {}
    )
    form = PlanForm(request.POST or None, initial=first, departments=departments)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                plan_policy(unit, **form.cleaned_data, by=request.actor, now=request.now)
                return redirect("compendium:register")
            except ValidationError as error:
                put_errors(form, error)
    known = sort if sort in PolicySort.values else ""
    points = [point_words(p) for p in points_of(known, timezone.localdate(request.now), company)]
    context = {"form": form, "company": unit, "points": points, "sort": known}
    return render(request, "compendium/plan.html", context, status=status)
