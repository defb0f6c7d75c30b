"""Compounds and the addresses in them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from heqi.customers import queries
from heqi.customers.access import CHANGE, VIEW
from heqi.customers.forms.supply import ListForm
from heqi.customers.models import Area, Compound, Premises
from heqi.customers.states import TONES
from heqi.people.access import may
from heqi.people.requests import Request

PAGE = 50


@require_GET
@login_required
@never_cache
def compound_list(request: Request) -> HttpResponse:
    """Compounds with the number of addresses in each."""
    form = ListForm(request.GET, q=_("Compound / street"), area=Area.choices)
    filters = form.values()
    rows = queries.compounds(request.actor, **filters)
    page = queries.CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "filtered": bool(filters),
        "may_change": may(request.actor, CHANGE),
    }
    return render(request, "customers/compounds.html", context)


@require_GET
@login_required
@never_cache
def compound(request: Request, pk: int) -> HttpResponse:
    """One compound: figures by state, neighbours, and every address."""
    rows: Any = Compound.objects.visible_to(request.actor, VIEW)
    found: Compound = get_object_or_404(rows.prefetch_related("neighbours"), pk=pk)
    page = queries.CappedPaginator(queries.premises_of(found), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "compound": found,
        "page": page,
        "figures": [
            (label, count, TONES.get(state, ""))
            for label, state, count in queries.compound_figures(found)
        ],
        "neighbours": list(found.neighbours.all()),
        "may_change": may(request.actor, CHANGE, found),
    }
    return render(request, "customers/compound.html", context)


@require_GET
@login_required
@never_cache
def premises(request: Request, pk: int) -> HttpResponse:
    """One address: its parts, its accounts, its history."""
    rows: Any = Premises.objects.visible_to(request.actor, VIEW)
    found: Premises = get_object_or_404(rows.select_related("compound", "merged_into"), pk=pk)
    points = found.service_points.prefetch_related("meters").order_by("id")
    context = {
        "premises": found,
        "points": [(point, TONES.get(point.state, "")) for point in points],
        "changes": queries.changes_of(found, limit=50),
        "may_change": may(request.actor, CHANGE, found) and found.merged_into_id is None,
    }
    return render(request, "customers/premises.html", context)
