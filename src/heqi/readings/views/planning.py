"""Routes of a team and their rounds of the month."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.people.access import may, require, visible_units
from heqi.people.models import Role, Staff
from heqi.people.requests import Request
from heqi.readings import actions, queries
from heqi.readings.access import PLAN, TAKE, VIEW
from heqi.readings.forms import AssignForm, CompoundForm, RoundForm, RouteForm
from heqi.readings.models import Round, Route, Stop

PAGE = 50


@require_GET
@login_required
def routes(request: Request) -> HttpResponse:
    """The routes with their rounds of a month: how many meters are read of how many."""
    require(request.actor, VIEW)
    month = month_of(request)
    page = Paginator(queries.routes(request.actor), PAGE).get_page(request.GET.get("page"))
    found = queries.rounds_of(page.object_list, month)
    context = {
        "page": page,
        "rows": [(route, found.get(route.pk)) for route in page],
        "month": month,
        "before": shifted(month, -1),
        "after": shifted(month, 1),
        "may_plan": may(request.actor, PLAN),
        "today": timezone.localdate(request.now),
    }
    return render(request, "readings/routes.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new_route(request: Request) -> HttpResponse:
    """Set up a route."""
    require(request.actor, PLAN)
    form = RouteForm(request.POST or None, units=_teams(request), readers=readers(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_route(**form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("readings:route", made.pk)
    context = {"form": form}
    return render(request, "readings/route_new.html", context, status=422 if form.errors else 200)


@require_GET
@login_required
def route(request: Request, pk: int) -> HttpResponse:
    """One route: who reads it, its stops, its rounds."""
    return _route_page(request, _route(request, pk))


@require_POST
@login_required
def change_route(request: Request, pk: int, what: str) -> HttpResponse:
    """Another reader, a compound more, a round for a month."""
    row = _route(request, pk)
    require(request.actor, PLAN, row)
    by: dict[str, Any] = {"by": request.actor, "now": request.now}
    forms = _forms(request, row, sent=what)
    acts: dict[str, Callable[[dict[str, Any]], Any]] = {
        "assign": lambda given: actions.assign_route(row, **given, **by),
        "compound": lambda given: actions.place_compound(row, **given, **by),
        "round": lambda given: actions.open_round(row, **given, **by),
    }
    if what not in acts:
        return _route_page(request, row, status=422)
    form = forms[what]
    if form.is_valid():
        try:
            made = acts[what](form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _said(what, made))
            return redirect("readings:route", row.pk)
    return _route_page(request, row, forms=forms, opened=what, status=422)


@require_POST
@login_required
def remove_stop(request: Request, pk: int) -> HttpResponse:
    """Take a point off its route."""
    stop = get_object_or_404(
        Stop.objects.filter(route__in=Route.objects.visible_to(request.actor)), pk=pk
    )
    actions.remove_stop(stop, by=request.actor, now=request.now)
    return redirect("readings:route", stop.route_id)


@require_POST
@login_required
def finish_round(request: Request, pk: int) -> HttpResponse:
    """Close a round."""
    row = get_object_or_404(Round.objects.visible_to(request.actor).select_related("unit"), pk=pk)
    actions.finish_round(row, by=request.actor, now=request.now)  # type: ignore[arg-type]
    messages.success(request, _("The round is closed"))
    return redirect("readings:route", row.route_id)  # type: ignore[attr-defined]


def _said(what: str, made: Any) -> str:
    if what == "compound":
        return ngettext("{n} stop added", "{n} stops added", made).format(n=made)
    return _("Saved")


def _route(request: Request, pk: int) -> Any:
    rows = Route.objects.visible_to(request.actor).select_related("unit", "reader", "company")
    return get_object_or_404(rows, pk=pk)


def _forms(request: Request, row: Route, sent: str = "") -> dict[str, Form]:
    def data(what: str) -> Any:
        return request.POST if what == sent else None

    today = timezone.localdate(request.now)
    compounds = queries.compounds_without_route(request.actor).filter(company=row.company_id)
    return {
        "assign": AssignForm(
            data("assign"), readers=readers(request), initial={"reader": row.reader_id}
        ),
        "compound": CompoundForm(data("compound"), compounds=compounds),
        "round": RoundForm(data("round"), initial={"month": today, "due_on": last_day(today)}),
    }


def _route_page(
    request: Request,
    row: Route,
    *,
    forms: dict[str, Form] | None = None,
    opened: str = "",
    status: int = 200,
) -> HttpResponse:
    plans = may(request.actor, PLAN, row)
    stops = row.stops.select_related("service_point__premises__compound")
    rounds = list(row.rounds.select_related("reader")[:12])
    page = Paginator(stops, PAGE).get_page(request.GET.get("page"))
    current = rounds[0] if rounds else None
    context = {
        "route": row,
        "rounds": rounds,
        "left": {one.pk: queries.left_of(one).count() for one in rounds[:1]},
        "current": current,
        "page": page,
        "calls": queries.walk(current, page) if current else [],
        "stops": page,
        "forms": (forms or _forms(request, row)) if plans else {},
        "opened": opened,
        "today": timezone.localdate(request.now),
    }
    return render(request, "readings/route.html", context, status=status)


def readers(request: Request) -> Any:
    """Who may be sent to read, among the people of the planner's units."""
    units = visible_units(request.actor, PLAN).values("pk")
    return (
        Staff.objects.filter(
            unit__in=units,
            left_on__isnull=True,
            holdings__role__in=_roles(),
        )
        .distinct()
        .order_by("number")
    )


def _roles() -> list[str]:
    return [role.pk for role in Role.objects.all() if TAKE in role.permissions]


def _teams(request: Request) -> Any:
    return visible_units(request.actor, PLAN, ["department", "team"])


def month_of(request: Request) -> date:
    """The month asked for; the present one where none or nonsense is asked for."""
    try:
        found = parse_date((request.GET.get("month") or "")[:7] + "-01")
    except ValueError:
        found = None
    today = timezone.localdate(request.now)
    good = found is not None and abs((found - today).days) < 3660
    return found if good and found else today.replace(day=1)


def shifted(month: date, by: int) -> date:
    """The first of another month."""
    years, index = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, index + 1, 1)


def last_day(day: date) -> date:
    """The last day of a day's month."""
    return date.fromordinal(shifted(day, 1).toordinal() - 1)
