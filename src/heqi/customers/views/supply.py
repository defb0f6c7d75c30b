"""Service points and meters: lists and pages, masked and logged."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from heqi.customers import queries, reading
from heqi.customers.access import CHANGE, FORMALITIES, VIEW
from heqi.customers.forms.supply import ListForm
from heqi.customers.models import Meter, MeterKind, ServicePoint, StepKind
from heqi.customers.states import POINT_FLOW, TONES, MeterState, PointState
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.requests import Request

PAGE = 50


@require_GET
@login_required
@never_cache
def point_list(request: Request) -> HttpResponse:
    """Accounts with their address, holder and state."""
    form = ListForm(request.GET, q=_("Number / address / pinyin"), state=PointState.choices)
    filters = form.values()
    with transaction.atomic():
        page = _page(request, queries.points(request.actor, **filters))
        rows = [(point, TONES.get(point.state, "")) for point in page.object_list]
        holders = [o.party_id for point, _tone in rows for o in point.current]
        reading.log_list(request.actor, holders, now=request.now, query=filters.get("q", ""))
    context = {"form": form, "page": page, "rows": rows, "filtered": bool(filters)}
    return render(request, "customers/points.html", context)


@require_GET
@login_required
@never_cache
def point(request: Request, pk: int) -> HttpResponse:
    """One service point: address, roles, meters, appliances, contracts, formalities."""
    with transaction.atomic():
        found = queries.point_page(request.actor, pk)
        roles: Any = found.roles  # type: ignore[attr-defined]
        reading.log_list(request.actor, sorted({role.party_id for role in roles}), now=request.now)
    may_change = may(request.actor, CHANGE, found) and found.state != PointState.CLOSED
    context = {
        "point": found,
        "tone": TONES.get(found.state, ""),
        "current": [role for role in roles if role.until is None],
        "former": [role for role in roles if role.until is not None],
        "meters": list(found.meters.all()),
        "appliances": list(found.appliances.all()),
        "contracts": list(found.contracts.all()),
        "steps": list(found.steps.all()),
        "possible": possible_steps(request.actor, found),
        "may_change": may_change,
        "today": timezone.localdate(request.now),
    }
    return render(request, "customers/point.html", context)


def possible_steps(actor: Actor, point: ServicePoint) -> list[StepKind]:
    """The formalities that start from the present state, for those who may carry them out."""
    if not may(actor, FORMALITIES, point) or point.state == PointState.CLOSED:
        return []
    found = [StepKind(move.name) for move in POINT_FLOW.moves if point.state in move.sources]
    if any(meter.state == MeterState.IN_USE for meter in point.meters.all()):
        found.insert(0, StepKind.METER_CHANGE)
    found.insert(0, StepKind.TRANSFER)
    return found


@require_GET
@login_required
@never_cache
def meter_list(request: Request) -> HttpResponse:
    """Meters; those over their age and those that soon will be have a tab."""
    form = ListForm(request.GET, q=_("Meter number or its end"), kind=MeterKind.choices)
    filters = form.values()
    tab = request.GET.get("tab", "")
    today = timezone.localdate(request.now)
    page = _page(request, queries.meters(request.actor, today=today, tab=tab, **filters))
    context = {
        "form": form,
        "heading": pgettext("supply", "Meters"),
        "page": page,
        "today": today,
        "filtered": bool(filters),
        "tabs": [
            {"key": "", "label": MeterState.IN_USE.label},
            {"key": "over_age", "label": _("Over age")},
            {"key": "soon", "label": _("Soon over age")},
            {"key": "removed", "label": MeterState.REMOVED.label},
            {"key": "all", "label": _("All")},
        ],
    }
    return render(request, "customers/meters.html", context)


@require_GET
@login_required
@never_cache
def meter(request: Request, pk: int) -> HttpResponse:
    """One meter: what it is, its life, where it hangs, its history."""
    rows: Any = Meter.objects.visible_to(request.actor, VIEW)
    found: Meter = get_object_or_404(
        rows.select_related("service_point__premises", "service_point__unit"), pk=pk
    )
    place = found.service_point
    context = {
        "meter": found,
        "heading": pgettext("supply", "Meters"),
        "today": timezone.localdate(request.now),
        "over_age": found.is_over_age(timezone.localdate(request.now)),
        "changes": queries.changes_of(found, limit=50),
        "steps": found.steps.all() | found.arrivals.all(),
        "lives": list(queries.lives_of(found, request.actor)),
        "may_change": may(request.actor, CHANGE, place),
        "may_replace": may(request.actor, FORMALITIES, place) and found.state == MeterState.IN_USE,
    }
    return render(request, "customers/meter.html", context)


def _page(request: Request, rows: Any) -> Any:
    return queries.CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
