"""A unit's week: who is on duty when."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from heqi.people import actions, organisation
from heqi.people.access import may, require, visible_units
from heqi.people.forms import ShiftForm
from heqi.people.models import RosterShift, Staff, Unit
from heqi.people.requests import Request
from heqi.people.views.sending import done


@require_http_methods(["GET", "POST"])
@login_required
def roster(request: Request) -> HttpResponse:
    """The roster of a week; leaders add and take away."""
    require(request.actor, "people.view")
    units = visible_units(request.actor, "people.view", ["department", "team"])
    unit = _unit(request, units)
    monday = organisation.monday_of(_day(request))
    manages = bool(unit) and _keeps(request, unit)
    people = Staff.objects.filter(left_on__isnull=True, unit=unit).select_related("unit", "post")
    form = ShiftForm(request.POST or None, people=people, initial={"day": monday.date()})
    if unit and request.method == "POST" and _sent(request, form, unit):
        return redirect(_week(unit, monday))
    context = {
        "unit": unit,
        "units": units[:500],
        "lines": organisation.week(unit, monday) if unit else [],
        "days": [monday.date() + timedelta(days=n) for n in range(organisation.WEEK)],
        "today": timezone.localdate(request.now),
        "monday": monday.date(),
        "before": monday.date() - timedelta(days=7),
        "after": monday.date() + timedelta(days=7),
        "form": form,
        "may_manage": manages,
    }
    return render(request, "people/roster.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a shift off."""
    units = visible_units(request.actor, "people.view")
    shift = get_object_or_404(RosterShift.objects.filter(unit__in=units), pk=pk)
    back = _week(shift.unit, organisation.monday_of(timezone.localdate(shift.since)))
    actions.remove_shift(shift, by=request.actor, now=request.now)
    return redirect(back)


@require_POST
@login_required
def repeat(request: Request, pk: int) -> HttpResponse:
    """Copy the week before."""
    unit = get_object_or_404(visible_units(request.actor, "people.view"), pk=pk)
    monday = organisation.monday_of(_day(request))
    made = actions.repeat_week(unit=unit, monday=monday, by=request.actor, now=request.now)
    said = ngettext("{n} shift copied", "{n} shifts copied", made)
    messages.success(request, said.format(n=made))
    return redirect(_week(unit, monday))


def _sent(request: Request, form: ShiftForm, unit: Unit) -> bool:
    return done(request, form, lambda given: _add(request, unit, given), _("On the roster"))


def _add(request: Request, unit: Unit, given: dict[str, Any]) -> None:
    since = timezone.make_aware(datetime.combine(given["day"], given["begins"]))
    until = timezone.make_aware(datetime.combine(given["day"], given["ends"]))
    if until <= since:
        until += timedelta(days=1)
    actions.roster_staff(
        unit=unit, staff=given["staff"], since=since, until=until, by=request.actor, now=request.now
    )


def _unit(request: Request, units: Any) -> Unit | None:
    asked = request.GET.get("unit", "")
    if asked.isdecimal() and len(asked) < 18:
        return get_object_or_404(units, pk=int(asked))
    own: Unit | None = units.filter(pk=request.actor.unit_id).first()
    return own or units.filter(kind="team").first() or units.first()


def _day(request: Request) -> date:
    """A day of the week asked for; today where none or nonsense is asked for."""
    given = (request.GET.get("week") or request.POST.get("week") or "")[:10]
    try:
        found = parse_date(given)
    except ValueError:
        found = None
    today = timezone.localdate(request.now)
    return found if found and abs((found - today).days) < 3660 else today


def _keeps(request: Request, unit: Unit | None) -> bool:
    return may(request.actor, "people.roster", unit) or may(request.actor, "people.manage", unit)


def _week(unit: Unit, monday: datetime) -> str:
    return f"{reverse('people:roster')}?unit={unit.pk}&week={monday:%Y-%m-%d}"
