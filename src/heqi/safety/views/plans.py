"""Plans and their routes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers.models import Compound
from heqi.ledger.states import IllegalMove
from heqi.people.access import may, require, visible_units
from heqi.people.requests import Request
from heqi.safety import actions
from heqi.safety.access import ORGANISE, PLAN, VIEW
from heqi.safety.facts import calls
from heqi.safety.forms import AddForm, AssignForm, OrganiseForm, PlanForm, SplitForm
from heqi.safety.models import Plan, Route
from heqi.safety.periods import span_of
from heqi.safety.queries.plans import plans as plan_rows
from heqi.safety.queries.plans import progress_of, progress_of_routes
from heqi.safety.states import PlanStatus
from heqi.safety.views.frame import attempt, framed, inspectors
from heqi.workorders.guards import NeedsReason

PAGE = 20
DOORS = 50


@require_GET
@login_required
@never_cache
def plans(request: Request) -> HttpResponse:
    """The plans with how far they are."""
    require(request.actor, VIEW)
    status = request.GET.get("status", "")
    rows = plan_rows(request.actor, status=status if status in PlanStatus.values else "")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    progress = progress_of(page)
    context = framed(
        "plans",
        page=page,
        rows=[(row, progress[row.pk]) for row in page],
        status=status,
        statuses=PlanStatus.choices,
        may_plan=may(request.actor, PLAN),
        today=timezone.localdate(request.now),
    )
    return render(request, "safety/plans.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new_plan(request: Request) -> HttpResponse:
    """Who is due in some compounds, or among the VIPs, between two days."""
    require(request.actor, PLAN)
    today = timezone.localdate(request.now)
    initial = {"since": today, "until": span_of(today, 1)[1]}
    form = PlanForm(
        request.POST or None,
        units=visible_units(request.actor, PLAN, ["department", "team"]),
        compounds=_compounds(request),
        initial=initial,
    )
    if request.method == "POST":
        made: list[Plan] = []
        done, _stop = attempt(
            form,
            lambda given: made.append(
                actions.make_plan(**given, by=request.actor, now=request.now)
            ),
        )
        if done:
            return redirect("safety:plan", made[0].pk)
    context = {"form": form}
    return render(request, "safety/plan_new.html", context, status=422 if form.errors else 200)


def _compounds(request: Request) -> Any:
    """The compounds of the companies for whose teams the planner plans."""
    companies = visible_units(request.actor, PLAN).values("company")
    return Compound.objects.filter(company__in=companies).order_by("district", "name")


@require_GET
@login_required
@never_cache
def plan(request: Request, pk: int) -> HttpResponse:
    """A plan: its routes with who walks them and how far they are."""
    return _plan_page(request, _plan(request, pk))


def _plan(request: Request, pk: int) -> Plan:
    found: Plan = get_object_or_404(
        Plan.objects.visible_to(request.actor).select_related("unit", "company"), pk=pk
    )
    return found


def _plan_page(
    request: Request,
    row: Plan,
    *,
    opened: int = 0,
    form: Form | None = None,
    stop: NeedsReason | None = None,
    organising: bool = False,
    status: int = 200,
) -> HttpResponse:
    plans_it = may(request.actor, PLAN, row) and row.status != PlanStatus.CLOSED
    routes = list(
        row.routes.select_related("inspector__post", "compound", "organiser").order_by(
            "reach", "name", "building", "id"
        )[:300]
    )
    progress = progress_of_routes(routes)
    people = list(inspectors(request, row.unit.path)[:200]) if plans_it else []
    whole = progress_of([row])[row.pk]
    rule = calls(on=timezone.localdate(request.now), company_id=row.company_id)
    context = {
        "plan": row,
        "whole": whole,
        "routes": [(route, progress[route.pk]) for route in routes],
        "people": people,
        "may_plan": plans_it,
        "may_organise": may(request.actor, ORGANISE, row),
        "opened": opened,
        "form": form,
        "stop": stop,
        "organising": organising,
        "calls": rule,
        "today": timezone.localdate(request.now),
    }
    return render(request, "safety/plan.html", context, status=status)


@require_POST
@login_required
def change_plan(request: Request, pk: int, what: str) -> HttpResponse:
    """Send the inspectors out, or end the plan."""
    row = _plan(request, pk)
    require(request.actor, PLAN, row)
    if what == "open":
        try:
            actions.open_plan(row, by=request.actor, now=request.now)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return _plan_page(request, row, status=422)
        messages.success(request, _("The inspectors are told"))
    elif what == "close":
        left = actions.close_plan(row, by=request.actor, now=request.now)
        messages.success(
            request,
            ngettext(
                "Closed; {n} door was not checked", "Closed; {n} doors were not checked", left
            ).format(n=left),
        )
    else:
        raise Http404
    return redirect("safety:plan", row.pk)


def _route(request: Request, pk: int) -> Route:
    rows = Route.objects.filter(plan__in=Plan.objects.visible_to(request.actor).values("pk"))
    related = ("plan__unit", "plan__company", "unit", "compound", "inspector__unit")
    found: Route = get_object_or_404(rows.select_related(*related), pk=pk)
    return found


@require_GET
@login_required
@never_cache
def route(request: Request, pk: int) -> HttpResponse:
    """The doors of a route in their order."""
    return _route_page(request, _route(request, pk))


def _route_page(
    request: Request,
    row: Route,
    *,
    form: Form | None = None,
    adding: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = row.checks.select_related("inspector", "party").order_by("place", "id")
    page = Paginator(rows, DOORS).get_page(request.GET.get("page"))
    plans_it = may(request.actor, PLAN, row) and row.plan.status != PlanStatus.CLOSED
    buildings = _buildings(row) if plans_it and not row.is_vip else []
    context = {
        "route": row,
        "page": page,
        "progress": progress_of_routes([row])[row.pk],
        "form": form or (SplitForm(buildings=buildings) if len(buildings) > 1 else None),
        "adding": adding or (AddForm() if plans_it else None),
        "today": timezone.localdate(request.now),
    }
    return render(request, "safety/route.html", context, status=status)


def _buildings(row: Route) -> list[str]:
    found = row.checks.order_by().values_list("service_point__premises__building", flat=True)
    return sorted({one for one in found.distinct() if one})[:200]


@require_POST
@login_required
def change_route(request: Request, pk: int, what: str) -> HttpResponse:
    """Another inspector, the one who organises, a building apart."""
    row = _route(request, pk)
    by: dict[str, Any] = {"by": request.actor, "now": request.now}
    if what == "split":
        require(request.actor, PLAN, row)
        form: Form = SplitForm(request.POST, buildings=_buildings(row))
        done, _none = attempt(form, lambda given: actions.split_route(row, **given, **by))
        if done:
            return redirect("safety:plan", row.plan_id)
        return _route_page(request, row, form=form, status=422)
    if what == "add":
        require(request.actor, PLAN, row)
        adding = AddForm(request.POST)
        done, _none = attempt(adding, lambda given: actions.add_point(row, **given, **by))
        if done:
            messages.success(request, _("Added at the end of the route"))
            return redirect("safety:route", row.pk)
        return _route_page(request, row, adding=adding, status=422)
    acts: dict[str, tuple[str, Callable[[dict[str, Any]], Any]]] = {
        "assign": (PLAN, lambda given: actions.assign_route(row, **given, **by)),
        "organise": (ORGANISE, lambda given: actions.organise_route(row, **given, **by)),
    }
    if what not in acts:
        raise Http404
    right, act = acts[what]
    require(request.actor, right, row)
    people = inspectors(request, row.plan.unit.path)
    form = (
        AssignForm(request.POST, people=people) if what == "assign" else OrganiseForm(request.POST)
    )
    try:
        done, stop = attempt(form, act)
    except IllegalMove as error:
        messages.error(request, str(error))
        return redirect("safety:plan", row.plan_id)
    if done:
        messages.success(request, _("Saved"))
        return redirect("safety:plan", row.plan_id)
    return _plan_page(
        request,
        row.plan,
        opened=row.pk,
        form=form,
        stop=stop,
        organising=what == "organise",
        status=422,
    )
