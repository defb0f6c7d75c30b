"""Outages: the list, one with its steps and customers, planning, what the agents see."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers.access import EXPORT
from heqi.ledger.states import IllegalMove, StaleState
from heqi.outages import actions
from heqi.outages.access import PLAN, RESTORE, STEER, VIEW
from heqi.outages.export import MOST, outage_book
from heqi.outages.facts import night_of, notice_bound
from heqi.outages.forms import IncidentForm, OutageFilterForm, OutageForm, StopForm
from heqi.outages.models import Outage
from heqi.outages.queries.callers import today
from heqi.outages.queries.outages import (
    TABS,
    OutageFilters,
    outage_by_number,
    outage_list,
    results_of,
    tab_counts,
)
from heqi.outages.steps import STEPS, OutageStep, steps_for
from heqi.outages.views.paging import CAP, page_of
from heqi.outages.views.reading import clocks_shown, outage_lines, row_clock
from heqi.people.access import may, refuse, require
from heqi.people.fields import put_errors
from heqi.people.models import Unit
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import download

LABELS: dict[str, str | Promise] = {
    "open": pgettext_lazy("outages", "All open"),
    "off": pgettext_lazy("outages", "Gas off"),
    "suspected": pgettext_lazy("outages", "Possible"),
    "planned": pgettext_lazy("outages", "Planned"),
    "over": pgettext_lazy("outages", "Over"),
    "all": pgettext_lazy("outages", "All"),
}


def _filters(request: Request, form: OutageFilterForm) -> OutageFilters:
    tab = request.GET.get("tab", "")
    return OutageFilters(
        tab=tab if tab in TABS else "open", sort=request.GET.get("sort", ""), **form.values()
    )


@require_GET
@login_required
@never_cache
def outage_list_page(request: Request) -> HttpResponse:
    """A page of the list."""
    require(request.actor, VIEW)
    form = OutageFilterForm(request.GET)
    filters = _filters(request, form)
    page = page_of(
        request,
        outage_list(request.actor, filters, now=request.now).prefetch_related("areas__compound"),
    )
    counts = tab_counts(request.actor)
    rows = list(page.object_list)
    context = {
        "form": form,
        "tab": filters.tab,
        "tabs": [
            {
                "key": key,
                "label": label,
                "count": counts.get(key, ""),
                "tone": "over" if key in ("off", "suspected") and counts.get(key) else "",
                "active": key == filters.tab,
            }
            for key, label in LABELS.items()
        ],
        "rows": [(row, row_clock(row), places_of(row)) for row in rows],
        "page": page,
        "capped": page.paginator.count >= CAP,
        "filtered": bool(form.values()),
        "may_plan": may(request.actor, PLAN),
        "may_steer": may(request.actor, STEER),
        "export": reverse("outages:export") if may(request.actor, EXPORT) else "",
    }
    return render(request, "outages/outages.html", context)


def places_of(outage: Outage) -> str:
    """The parts in words, the first three."""
    areas = list(outage.areas.all())
    words = "、".join(str(area) for area in areas[:3])
    return _("{places} and more").format(places=words) if len(areas) > 3 else words


@require_GET
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The list as Excel: same filters and order."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    form = OutageFilterForm(request.GET)
    rows = list(
        outage_list(request.actor, _filters(request, form), now=request.now).prefetch_related(
            "areas__compound"
        )[:MOST]
    )
    content = outage_book(rows, by=request.actor, now=request.now)
    day = timezone.localdate(request.now)
    return download(content, f"outages-{day:%Y%m%d}")


@require_GET
@login_required
@never_cache
def today_page(request: Request) -> HttpResponse:
    """What is off now and what is announced: for who talks to callers."""
    require(request.actor, VIEW)
    rows = today(request.actor, limit=50)
    return render(request, "outages/today.html", {"rows": [(row, places_of(row)) for row in rows]})


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def new_stop(request: Request) -> HttpResponse:
    """Plan a stop; its area is chosen next."""
    require(request.actor, PLAN)
    form = StopForm(None, request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            outage = actions.plan_stop(
                values.pop("unit"), **values, by=request.actor, now=request.now
            )
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("{number} is drafted; choose its area.").format(
                number=outage.number
            ))  # fmt: skip
            return redirect("outages:area", number=outage.number)
    status = 422 if form.is_bound else 200
    bound = notice_bound(request.now, request_unit(request), now=request.now)
    context = {
        "form": form,
        "title": _("Plan a stop"),
        "clause": bound.clause if bound else "",
        "notice": bound.words if bound else "",
    }
    return render(request, "outages/new.html", context, status=status)


def request_unit(request: Request) -> Unit:
    """The actor's own unit, whose calendar counts."""
    return get_object_or_404(Unit, pk=request.actor.unit_id or 0)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def new_incident(request: Request) -> HttpResponse:
    """Record an outage that nobody planned and no emergency brought."""
    require(request.actor, STEER)
    form = IncidentForm(None, request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outage = actions.open_incident(**form.values(), by=request.actor, now=request.now)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("{number} is recorded; choose its area.").format(
                number=outage.number
            ))  # fmt: skip
            return redirect("outages:area", number=outage.number)
    status = 422 if form.is_bound else 200
    context = {"form": form, "title": _("Record an outage"), "clause": ""}
    return render(request, "outages/new.html", context, status=status)


def find(request: Request, number: str) -> Outage:
    """An outage of this actor's, or 404."""
    try:
        return outage_by_number(request.actor, number)
    except Outage.DoesNotExist:
        raise Http404(_("There is no such outage, or it is not yours to see.")) from None


@require_GET
@login_required
@never_cache
def outage_page(request: Request, number: str) -> HttpResponse:
    """The whole outage: plan, area, who was told, steps, history."""
    return page(request, find(request, number))


def page(
    request: Request,
    outage: Outage,
    *,
    status: int = 200,
    bound: OutageForm | None = None,
    name: str = "",
    **more: Any,
) -> HttpResponse:
    """The page, with a step's form that came back."""
    actor = request.actor
    steps = [
        (step, bound if step.name == name and bound else step.form(outage, actor))
        for step in steps_for(actor, outage)
    ]
    areas = list(outage.areas.select_related("compound"))
    context = {
        "row": outage,
        "clock": row_clock(outage),
        "clocks": clocks_shown(outage),
        "steps": steps,
        "opened": name,
        "areas": areas,
        "told": list(outage.announcements.all()),
        "results": results_of(outage),
        "calls": list(outage.calls.select_related("request", "service_point")[:50]),
        "first": list(outage.affected.filter(rank__lt=4)[:12]),
        "lines": outage_lines(outage),
        "night": night_of(outage, residential=outage.residential, now=request.now)
        if outage.residential or not areas
        else None,
        "may_area": outage.status in ("draft", "suspected", "off")
        and may(actor, PLAN if outage.is_planned else STEER, outage),
        "may_restore": outage.status == "off"
        and (may(actor, RESTORE, outage) or outage.leader_id == actor.id),
        "may_export": may(actor, EXPORT),
        **more,
    }
    return render(request, "outages/outage.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def step(request: Request, number: str, name: str) -> HttpResponse:
    """A step's form on the outage's page, and the step itself."""
    if name not in STEPS:
        raise Http404
    outage = find(request, number)
    if request.method != "POST":
        return page(request, outage, name=name)
    found = STEPS[name]
    if not may(request.actor, found.code) and outage.leader_id != request.actor.id:
        raise refuse(_("This step is for others."))
    form = found.form(outage, request.actor, request.POST)
    if not form.is_valid():
        return page(request, outage, status=422, bound=form, name=name)
    return _do(request, outage, found, form)


def _do(request: Request, outage: Outage, found: OutageStep, form: OutageForm) -> HttpResponse:
    try:
        found.do(outage, **form.values(), by=request.actor, now=request.now)
    except ValidationError as error:
        fresh = find(request, outage.number)
        put_errors(form, error)
        clause = getattr(error, "clause", "")
        return page(request, fresh, status=422, bound=form, name=found.name, clause=clause)
    except (IllegalMove, StaleState) as stop:
        return page(request, find(request, outage.number), status=409, fault=str(stop))
    outage = find(request, outage.number)
    said = _("{number}: {what}, now {state}.").format(
        number=outage.number, what=found.label, state=outage.get_status_display()
    )
    messages.success(request, said)
    return redirect("outages:outage", number=outage.number)


@require_POST
@login_required
@never_cache
def restore_part(request: Request, number: str, pk: int) -> HttpResponse:
    """One part of the area has gas again."""
    outage = find(request, number)
    area = outage.areas.select_related("compound").filter(pk=min(pk, 2**63 - 1)).first()
    if area is None:
        raise Http404
    area.outage = outage
    try:
        with transaction.atomic():
            actions.restore_area(
                area,
                night_reason=request.POST.get("night_reason", ""),
                by=request.actor,
                now=request.now,
            )
    except ValidationError as error:
        clause = getattr(error, "clause", "")
        fault = " ".join(error.messages)
        return page(request, outage, status=422, fault=fault, clause=clause)
    except (IllegalMove, StaleState) as stop:
        return page(request, find(request, number), status=409, fault=str(stop))
    messages.success(request, _("{area}: supply restored.").format(area=area))
    return redirect("outages:outage", number=outage.number)


@require_GET
@login_required
@never_cache
def notice(request: Request, number: str) -> HttpResponse:
    """The notice to hang up in the stairways, A4."""
    outage = find(request, number)
    areas = list(outage.areas.select_related("compound"))
    night = night_of(outage, residential=outage.residential or 1, now=request.now)
    context = {"row": outage, "areas": areas, "night": night}
    return paper(request, "outages/notice.html", context, name=number)
