"""Supplying the order for work that was done without one (补单)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heqi.authority.models import Use
from heqi.people.access import require
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.workorders.actions.backfilling import backfill_order, point_of
from heqi.workorders.forms import BackfillForm


@login_required
@require_http_methods(["GET", "POST"])
def backfill(request: Request, use: int) -> HttpResponse:
    """The team leader supplies the order."""
    waiting = Use.objects.visible_to(request.actor).filter(formalities__code="backfill_order")
    row = get_object_or_404(waiting.select_related("unit", "company", "used_by"), pk=use)
    require(request.actor, "workorders.create", row.unit)
    point = point_of(row)
    form = BackfillForm(request.POST or None, with_address=point is None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                order = backfill_order(row, **form.cleaned_data, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(
                    request, _("Order supplied: {number}.").format(number=order.number)
                )
                return redirect("workorders:order", key=order.number)
    page: dict[str, Any] = {"form": form, "use": row, "point": point}
    return render(request, "workorders/backfill.html", page, status=status)
