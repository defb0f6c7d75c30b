"""The clerk's till: find the customer, begin to serve."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.counter import actions
from heqi.counter.access import SELL
from heqi.counter.forms import OpenTillForm, VoidForm
from heqi.counter.models import SalesOrder, Shift
from heqi.counter.queries import halls_of, next_slips, open_shift_of, pending_reversals
from heqi.counter.states import OrderState
from heqi.counter.views.sales import log_orders
from heqi.customers.models import Party, ServicePoint
from heqi.customers.purposes import Purpose
from heqi.customers.reading import open_customer
from heqi.customers.search import search_customers
from heqi.people.access import require
from heqi.people.requests import Request

RECENT = 12
HITS = 8


@require_GET
@login_required
@never_cache
def till(request: Request) -> HttpResponse:
    """The open till with its search, or the form that opens one."""
    require(request.actor, SELL)
    return _page(request)


def _page(request: Request, form: OpenTillForm | None = None, status: int = 200) -> HttpResponse:
    shift = open_shift_of(request.actor)
    context: dict[str, Any] = {
        "shift": shift,
        "to_confirm": list(pending_reversals(request.actor)[:10]),
    }
    if shift is None:
        context["form"] = form or OpenTillForm(halls=halls_of(request.actor))
        return render(request, "counter/till.html", context, status=status)
    text = request.GET.get("q", "").strip()
    if text:
        purpose = Purpose("counter", type="till", id=shift.number)
        context["result"] = search_customers(
            request.actor, text, limit=HITS, now=request.now, purpose=purpose
        )
    sold = SalesOrder.objects.filter(shift=shift).exclude(status=OrderState.CANCELLED)
    context |= {
        "text": text,
        "slips": sorted(next_slips(shift.operator_id).items()),
        "open": list(sold.filter(status=OrderState.OPEN)[:RECENT]),
        "recent": sold.exclude(status=OrderState.OPEN).prefetch_related("lines", "slips")[:RECENT],
        "count": sold.exclude(status=OrderState.OPEN).count(),
        "void_form": VoidForm(),
    }
    context["recent"] = list(context["recent"])
    log_orders(request, [*context["open"], *context["recent"]])
    return render(request, "counter/till.html", context, status=status)


@require_POST
@login_required
def open_till(request: Request) -> HttpResponse:
    """Begin the shift."""
    require(request.actor, SELL)
    form = OpenTillForm(request.POST, halls=halls_of(request.actor))
    if form.is_valid():
        try:
            shift = actions.open_shift(**form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Till {number} is open").format(number=shift.number))
            return redirect("counter:till")
    return _page(request, form, 422)


@require_POST
@login_required
def serve(request: Request) -> HttpResponse:
    """Begin to serve a customer found, or a passer-by."""
    require(request.actor, SELL)
    shift = open_shift_of(request.actor)
    if shift is None:
        messages.error(request, _("Open a till first."))
        return redirect("counter:till")
    order = _begin(request, shift)
    return redirect("counter:sale", order.pk)


def _begin(request: Request, shift: Shift) -> SalesOrder:
    actor, now = request.actor, request.now
    pk, point_pk = (_number(request.POST.get(name, "")) for name in ("party", "point"))
    if pk is None:
        return actions.open_order(shift, by=actor, now=now)
    party = Party.objects.visible_to(actor).filter(pk=pk).select_related("unit", "company").first()
    if party is None:
        raise Http404
    point = ServicePoint.objects.filter(pk=point_pk or 0).select_related("premises").first()
    order = actions.open_order(shift, party=party, point=point, by=actor, now=now)
    purpose = Purpose("counter", type="counter", id=str(order.pk))
    open_customer(actor, party, purpose, now=now)
    return order


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
