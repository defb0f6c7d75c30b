"""The month as a calendar."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from heqi.duties.access import VIEW
from heqi.duties.queries import month_grid
from heqi.duties.views.frame import (
    chosen,
    framed,
    month_in_view,
    people_in_view,
    require_any,
    units_in_view,
)
from heqi.people.access import may
from heqi.people.models import Staff
from heqi.people.requests import Request


@login_required
@require_GET
def calendar(request: Request) -> HttpResponse:
    """What falls due on which day: of a person, a department, a company; the actor's own first."""
    require_any(request.actor)
    people = people_in_view(request.actor, on=timezone.localdate(request.now))
    units = list(units_in_view(request.actor)[:200])
    staff = chosen(people, request.GET.get("staff", ""))
    unit = chosen(units, request.GET.get("unit", ""))
    if not may(request.actor, VIEW):
        staff = Staff.objects.filter(pk=request.actor.id or 0).first()
    view = month_in_view(request)
    weeks = month_grid(request.actor, view["month"], staff=staff, unit=unit)
    page = framed(
        request, "calendar", weeks=weeks, people=people, units=units, staff=staff, unit=unit, **view
    )
    return render(request, "duties/calendar.html", page)
