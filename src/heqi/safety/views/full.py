"""VIP organisations: this half-year's full checks, this month's checks."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.people.access import may, require, visible_units
from heqi.people.models import Staff
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.safety import actions
from heqi.safety.access import LEAD, ORGANISE, PLAN, VIEW
from heqi.safety.checklist import level_label
from heqi.safety.facts import FULL, recurring
from heqi.safety.forms import BeginForm, FullForm, ReportForm
from heqi.safety.models import FullCheck, Hazard
from heqi.safety.periods import span_of
from heqi.safety.queries.full import find_full, monthly, waiting_for_full
from heqi.safety.queries.full import full_checks as full_rows
from heqi.safety.views.checks import answered
from heqi.safety.views.frame import attempt, framed
from heqi.workorders.guards import NeedsReason

PAGE = 30
WAITING = 100


@require_GET
@login_required
@never_cache
def full_checks(request: Request) -> HttpResponse:
    """The half-year's full checks, who waits for one, and who was checked this month."""
    require(request.actor, VIEW)
    today = timezone.localdate(request.now)
    rule = recurring(
        "vip_org", "industrial", scope=FULL, on=today, company_id=request.actor.company_id
    )
    half, until = rule.span(today)
    month = span_of(today, 1)
    page = Paginator(full_rows(request.actor), PAGE).get_page(request.GET.get("page"))
    routine = recurring("vip_org", "industrial", on=today, company_id=request.actor.company_id)
    months = monthly(request.actor, *month)
    context = framed(
        "full",
        page=page,
        rows=list(page),
        half=half,
        until=until,
        rule=rule,
        routine=routine,
        month=month[0],
        waiting=list(waiting_for_full(request.actor, half)[:WAITING]),
        monthly=months,
        monthly_done=sum(1 for _party, check in months if check),
        may_organise=may(request.actor, ORGANISE),
    )
    return render(request, "safety/full.html", context)


def _form(request: Request) -> FullForm:
    today = timezone.localdate(request.now)
    half, _until = recurring(
        "vip_org", "industrial", scope=FULL, on=today, company_id=request.actor.company_id
    ).span(today)
    units = visible_units(request.actor, ORGANISE, ["department", "team"])
    people = Staff.objects.filter(
        left_on__isnull=True, unit__in=visible_units(request.actor, ORGANISE).values("pk")
    ).select_related("post")
    return FullForm(
        request.POST or None,
        parties=waiting_for_full(request.actor, half),
        units=units,
        leads=people.order_by("post__rank", "number"),
        people=people.order_by("post__rank", "number"),
        initial={"party": request.GET.get("party", ""), "planned_on": today},
    )


@require_http_methods(["GET", "POST"])
@login_required
def new_full(request: Request) -> HttpResponse:
    """The deputy general manager initiates a full check."""
    require(request.actor, ORGANISE)
    form = _form(request)
    stop: NeedsReason | None = None
    if request.method == "POST":
        made: list[FullCheck] = []
        done, stop = attempt(form, lambda given: made.append(_initiate(request, given)))
        if done:
            return redirect("safety:full_check", made[0].number)
    status = 422 if form.errors or stop else 200
    return render(request, "safety/full_new.html", {"form": form, "stop": stop}, status=status)


def _initiate(request: Request, given: dict[str, Any]) -> FullCheck:
    values = {**given, "members": list(given["members"])}
    party = values.pop("party")
    return actions.initiate_full_check(party, **values, by=request.actor, now=request.now)


def _full(request: Request, number: str) -> FullCheck:
    require(request.actor, VIEW)
    found = find_full(request.actor, number)
    if found is None:
        raise Http404
    return found


@require_GET
@login_required
@never_cache
def full_check(request: Request, number: str) -> HttpResponse:
    """One full check: team and attendance, facilities, hazards, report."""
    return _page(request, _full(request, number))


def _page(
    request: Request, row: FullCheck, *, forms: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    members = list(row.members.select_related("staff"))
    leads = may(request.actor, PLAN, row) or (
        may(request.actor, LEAD, row) and request.actor.id == row.lead_id
    )
    shown: dict[str, Form] = {}
    if leads and row.status == "initiated":
        shown["begin"] = BeginForm(members=[(one.staff_id, one.staff.name) for one in members])
    if leads and row.status == "under_way":
        shown["report"] = ReportForm()
    context = {
        "full": row,
        "members": members,
        "checks": list(row.checks.select_related("inspector").order_by("place")),
        "hazards": _hazards(row),
        "forms": {**shown, **(forms or {})},
        "now": request.now,
    }
    return render(request, "safety/full_check.html", context, status=status)


def _hazards(row: FullCheck) -> list[tuple[Hazard, str]]:
    rows = Hazard.objects.filter(check_row__full=row).order_by("level", "id")[:200]
    return [(one, level_label(one.level)) for one in rows]


@require_POST
@login_required
def change_full(request: Request, number: str, what: str) -> HttpResponse:
    """The team is on site; the report is written."""
    row = _full(request, number)
    by: dict[str, Any] = {"by": request.actor, "now": request.now}
    members = [(one.staff_id, one.staff.name) for one in row.members.select_related("staff")]
    acts: dict[str, tuple[Form, Callable[[dict[str, Any]], Any]]] = {
        "begin": (
            BeginForm(request.POST, members=members),
            lambda given: actions.begin_full_check(row, **given, **by),
        ),
        "write": (
            ReportForm(request.POST),
            lambda given: actions.report_full_check(row, **given, **by),
        ),
    }
    if what not in acts:
        raise Http404
    require(request.actor, LEAD if may(request.actor, LEAD) else PLAN, row)
    form, act = acts[what]
    done, _stop = attempt(form, act)
    if done:
        messages.success(request, _("Saved"))
        return redirect("safety:full_check", row.number)
    key = "begin" if what == "begin" else "report"
    return _page(request, row, forms={key: form}, status=422)


@require_GET
@login_required
def report(request: Request, number: str) -> HttpResponse:
    """The report of a full check on paper."""
    row = _full(request, number)
    checks = list(row.checks.select_related("inspector").order_by("place"))
    context = {
        "full": row,
        "members": list(row.members.select_related("staff")),
        "checks": [(one, answered(one)) for one in checks],
        "hazards": _hazards(row),
        "now": request.now,
    }
    return paper(request, "safety/print/full.html", context, name=number)
