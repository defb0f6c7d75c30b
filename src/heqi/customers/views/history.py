"""The history of a row, field by field."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from heqi.customers import queries
from heqi.customers.access import VIEW
from heqi.customers.models import Appliance, Compound, Contract, Meter, Premises, ServicePoint
from heqi.people.requests import Request

# A customer's own history is part of the file, which opens for a reason.
NOUNS: dict[str, Any] = {
    "point": ServicePoint,
    "premises": Premises,
    "compound": Compound,
    "meter": Meter,
    "appliance": Appliance,
    "contract": Contract,
}
MOST = 500


@require_GET
@login_required
@never_cache
def changes(request: Request, noun: str, pk: int) -> HttpResponse:
    """Who changed which field when, from what to what, and why."""
    model = NOUNS.get(noun)
    if model is None:
        raise Http404
    row = get_object_or_404(model.objects.visible_to(request.actor, VIEW), pk=pk)
    context = {
        "row": row,
        "heading": pgettext("record", "History"),
        "what": str(row._meta.verbose_name),
        "changes": queries.changes_of(row, limit=MOST, field=request.GET.get("field", "")[:40]),
    }
    return render(request, "customers/changes.html", context)
