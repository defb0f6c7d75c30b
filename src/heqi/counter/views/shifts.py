"""Tills: the list, one shift with its sums, the close of the day."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.counter import actions
from heqi.counter.access import VIEW
from heqi.counter.actions.shifts import require_own
from heqi.counter.afterwards import links_of
from heqi.counter.export import shifts_book
from heqi.counter.forms import CloseForm, VoidForm
from heqi.counter.models import Hall, Shift
from heqi.counter.queries import get_shift, shift_list, takings, totals_of
from heqi.counter.states import Method
from heqi.counter.views.sales import log_orders
from heqi.customers.queries import CappedPaginator
from heqi.people.access import require
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download

PAGE = 30


def _found(request: Request, pk: int) -> Shift:
    try:
        return get_shift(request.actor, pk)
    except ObjectDoesNotExist:
        raise Http404 from None


@require_GET
@login_required
def shifts(request: Request) -> HttpResponse:
    """Shifts, the newest first; one hall or all."""
    require(request.actor, VIEW)
    halls = list(Hall.objects.visible_to(request.actor).select_related("unit"))
    rows = shift_list(request.actor, hall=_chosen(request, halls))
    page = CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
    tabs = [{"key": "", "label": _("All halls")}]
    tabs += [{"key": str(row.pk), "label": str(row)} for row in halls]
    return render(request, "counter/shifts.html", {"page": page, "tabs": tabs})


def _chosen(request: Request, halls: Sequence[Hall]) -> int | None:
    """The hall of the tab."""
    chosen = request.GET.get("tab", "")
    return next((row.pk for row in halls if str(row.pk) == chosen), None)


@require_GET
@login_required
def export_shifts(request: Request) -> HttpResponse:
    """The list as an Excel file; like the list without sums, which clerks count first."""
    require(request.actor, VIEW)
    hall = _chosen(request, list(Hall.objects.visible_to(request.actor)))
    rows = shift_list(request.actor, hall=hall)[:MOST]
    return download(shifts_book(rows, by=request.actor, now=request.now), "tills")


@require_GET
@login_required
@never_cache
def shift(request: Request, pk: int) -> HttpResponse:
    """One shift. Its clerk sees no sums before he has counted."""
    row = _found(request, pk)
    context: dict[str, Any] = {
        "shift": row,
        "own": row.is_open and row.operator_id == request.actor.id,
        "links": links_of(row, request.actor),
    }
    if not context["own"]:
        totals = totals_of(row)
        counted = takings(row) if not row.is_open else {}
        context |= {
            "totals": totals,
            "methods": [
                (str(Method(m).label), totals.by_method[m], counted.get(m)) for m in Method.values
            ],
            "taken": sum(counted.values()) if counted else None,
            "counts": row.slip_counts.all(),
            "orders": list(
                row.orders.prefetch_related("lines", "slips").select_related("operator")[:50]
            ),
        }
        log_orders(request, context["orders"])
    else:
        context["void_form"] = VoidForm()
    return render(request, "counter/shift.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def close(request: Request, pk: int) -> HttpResponse:
    """Count and close."""
    row = _found(request, pk)
    require_own(row, request.actor)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_shift(
                row,
                money=form.money(),
                slips=form.slips(),
                volume=form.cleaned_data["volume"],
                note=form.cleaned_data["note"],
                by=request.actor,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The till is closed"))
            return redirect("counter:shift", row.pk)
    status = 422 if form.is_bound else 200
    return render(request, "counter/close.html", {"shift": row, "form": form}, status=status)


@require_POST
@login_required
def void(request: Request, pk: int) -> HttpResponse:
    """Account for spoilt paper."""
    row = _found(request, pk)
    require_own(row, request.actor)
    form = VoidForm(request.POST)
    if not form.is_valid():
        sentences = [str(text) for errors in form.errors.values() for text in errors]
        messages.error(request, " ".join(sentences))
        return redirect("counter:till")
    try:
        slip = actions.void_slip(row, **form.cleaned_data, by=request.actor, now=request.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Slip {number} is void").format(number=slip.text))
    return redirect("counter:till")
