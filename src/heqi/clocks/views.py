"""The working calendar of a company, and changing it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heqi.clocks import own_days
from heqi.clocks.actions import change_calendar
from heqi.clocks.facts import calendar_for, statutory_calendar
from heqi.clocks.forms import DaysForm, HoursForm
from heqi.clocks.models import WorkCalendar
from heqi.people.access import may, visible_units
from heqi.people.models import Unit, UnitKind
from heqi.people.requests import Request
from heqi.policies.deciding import spoken_chinese

Changes = Mapping[str, Any]


@require_http_methods(["GET", "POST"])
@login_required
def calendar(request: Request) -> HttpResponse:
    """A year at a glance: statutory days, make-up days, and what the company changed."""
    companies = visible_units(request.actor, "people.view", [UnitKind.COMPANY])
    company = _company(request, companies)
    year = _year(request)
    days, hours = DaysForm(), HoursForm()
    if company and request.method == "POST":
        what = request.POST.get("do", "")
        days = DaysForm(request.POST) if what == "days" else days
        hours = HoursForm(request.POST) if what == "hours" else hours
        if _changed(request, company, what, days, hours, year):
            return redirect(f"{reverse('clocks:calendar')}?unit={company.pk}&year={year}")
    bad = bool(days.errors or hours.errors)
    return _page(request, company, companies, year, days, hours, status=422 if bad else 200)


def _changed(
    request: Request, company: Unit, what: str, days: DaysForm, hours: HoursForm, year: int
) -> bool:
    row = WorkCalendar.objects.filter(company=company, is_default=True).first()
    now: Changes = row.changes if row else {}

    def keep(changes: Callable[[], Changes], form: Form | None) -> bool:
        try:
            change_calendar(
                company,
                name=row.name if row else str(company),
                changes=changes(),
                by=request.actor,
                now=request.now,
            )
        except ValidationError as error:
            if form is None:
                raise
            form.add_error(None, error)
            return False
        messages.success(request, _("The calendar is changed"))
        return True

    if what == "days" and days.is_valid():
        return keep(lambda: own_days.with_days(now, **days.cleaned_data), days)
    if what == "hours" and hours.is_valid():
        return keep(lambda: own_days.with_hours(now, _hours(hours.cleaned_data)), hours)
    if what == "year":
        return keep(lambda: own_days.with_year(now, year), None)
    if what == "undo" and (day := _day(request.POST.get("day", ""))):
        return keep(lambda: own_days.without_days(now, [day]), None)
    return False


def _page(
    request: Request,
    company: Unit | None,
    companies: Any,
    year: int,
    days: DaysForm,
    hours: HoursForm,
    *,
    status: int,
) -> HttpResponse:
    found = calendar_for(company) if company else statutory_calendar()
    row = WorkCalendar.objects.filter(company=company, is_default=True).first()
    changes: Changes = row.changes if row else {}
    if not hours.is_bound:
        hours = HoursForm(initial=_hours_of(found.hours.as_list()))
    context = {
        "company": company,
        "companies": companies[:200],
        "year": year,
        "known": found.knows(year),
        "weekdays": _weekdays(),
        "months": own_days.year_of(found, changes, year, chinese=spoken_chinese()),
        "own": _own(changes, year),
        "shifts": found.hours.as_list(),
        "days_form": days,
        "hours_form": hours,
        "today": timezone.localdate(request.now),
        "may_manage": bool(company) and may(request.actor, "clocks.calendar", company),
    }
    return render(request, "clocks/calendar.html", context, status=status)


def _weekdays() -> list[str]:
    """Monday to Sunday in a letter or two."""
    names = [str(WEEKDAYS_ABBR[n]) for n in range(7)]
    return [name[-1] if spoken_chinese() else name[:2] for name in names]


def _own(changes: Changes, year: int) -> list[tuple[str, str, str]]:
    """The company's changed days of a year: day, kind, name."""
    rows = [(day, kind, name) for kind in ("off", "work") for day, name in _days(changes, kind)]
    rows += [(day, "plain", "") for day in changes.get("plain", [])]
    return sorted(one for one in rows if one[0].startswith(f"{year}-"))


def _days(changes: Changes, kind: str) -> list[tuple[str, str]]:
    found: dict[str, str] = changes.get(kind, {})
    return list(found.items())


def _hours(given: Changes) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [{"shift": own_days.intervals(given["shift"])}]
    if given["summer"]:
        made.append(
            {
                "shift": own_days.intervals(given["summer"]),
                "from": given["summer_from"],
                "until": given["summer_until"],
            }
        )
    return made


def _hours_of(rules: list[dict[str, Any]]) -> dict[str, str]:
    first: dict[str, Any] = next((rule for rule in rules if set(rule) == {"shift"}), {"shift": []})
    season = next((rule for rule in rules if "from" in rule), None)
    shown = {"shift": ", ".join(first["shift"])}
    if season:
        shown |= {
            "summer": ", ".join(season["shift"]),
            "summer_from": season["from"],
            "summer_until": season["until"],
        }
    return shown


def _company(request: Request, companies: Any) -> Unit | None:
    asked = request.GET.get("unit", "")
    if asked.isdecimal() and len(asked) < 18:
        return get_object_or_404(companies, pk=int(asked))
    own: Unit | None = companies.filter(pk=request.actor.company_id).first()
    return own or companies.first()


def _year(request: Request) -> int:
    asked = request.GET.get("year", "")
    this = timezone.localdate(request.now).year
    good = len(asked) == 4 and asked.isascii() and asked.isdecimal() and 2000 <= int(asked) <= 2100
    return int(asked) if good else this


def _day(text: str) -> Any:
    try:
        return parse_date(text[:10])
    except ValueError:
        return None
