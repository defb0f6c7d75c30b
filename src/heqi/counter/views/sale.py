"""One sales order: what is sold, the payment, the slip, taking it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.counter import actions
from heqi.counter.access import CONFIRM, SELL, VIEW
from heqi.counter.bills import bills_of_number, open_bills
from heqi.counter.facts import price_list, tariff_shown
from heqi.counter.forms import GasForm, ItemForm, PayForm, ReasonForm
from heqi.counter.models import Reversal, SalesOrder
from heqi.counter.queries import bought_since, get_order, next_slips, open_shift_of, refundable
from heqi.counter.states import OrderState, ReversalState
from heqi.counter.views.sales import log_orders
from heqi.customers.models import Meter, MeterKind
from heqi.customers.reading import log_print
from heqi.customers.states import MeterState
from heqi.ledger.audit import history
from heqi.people.access import may, require, within
from heqi.people.capitals import in_capitals
from heqi.people.requests import Request
from heqi.policies.deciding import spoken_chinese

PAPERS = ("80", "a5")
NO_POINT = -1
NUMBER = 80


@require_GET
@login_required
@never_cache
def sale(request: Request, pk: int) -> HttpResponse:
    """The order: at the till while it is open, else what became of it."""
    return _page(request, _found(request, pk))


def _found(request: Request, pk: int) -> SalesOrder:
    try:
        return get_order(request.actor, pk)
    except ObjectDoesNotExist:
        raise Http404 from None


def _to_sell(request: Request, pk: int) -> SalesOrder:
    """The order, for somebody who may sell."""
    order = _found(request, pk)
    require(request.actor, SELL, order)
    return order


def _meters(order: SalesOrder) -> Any:
    return Meter.objects.filter(
        service_point_id=order.service_point_id or NO_POINT,
        kind=MeterKind.IC_CARD,
        state=MeterState.IN_USE,
    )


def _page(
    request: Request, order: SalesOrder, bound: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    log_orders(request, [order])
    context: dict[str, Any] = {
        "order": order,
        "lines": list(order.lines.select_related("refunds__order", "decision")),
        "forms": {},
    }
    own = order.is_open and order.operator_id == request.actor.id and order.shift.is_open
    if own:
        context |= _selling(request, order, bound or {})
        return render(request, "counter/sale.html", context, status=status)
    reversal = order.reversals.select_related("asked_by", "decided_by").first()
    asked = reversal is not None and reversal.status == ReversalState.ASKED
    second = (
        reversal is not None
        and asked
        and may(request.actor, CONFIRM, order)
        and request.actor.id not in (reversal.asked_by_id, order.operator_id)
    )
    context |= {
        "payments": order.payments.all(),
        "slips": order.slips.all(),
        "reversal": reversal,
        "may_confirm": second,
        "withdrawal": (bound or {}).get("withdrawal") or ReasonForm(auto_id="id_withdraw_%s")
        if reversal is not None and asked and request.actor.id == reversal.asked_by_id
        else None,
        "may_hand_over": order.status == OrderState.PAID and may(request.actor, SELL, order),
        "may_ask": order.status in (OrderState.PAID, OrderState.DONE)
        and order.reversal_of_id is None
        and not asked
        and may(request.actor, SELL, order),
        "till": open_shift_of(request.actor),
        "history": history(order),
        "reason": (bound or {}).get("reason") or ReasonForm(auto_id="id_reverse_%s"),
        "refusal": (bound or {}).get("refusal") or ReasonForm(auto_id="id_refuse_%s"),
    }
    return render(request, "counter/sold.html", context, status=status)


def _selling(request: Request, order: SalesOrder, bound: dict[str, Form]) -> dict[str, Any]:
    party, day = order.party, timezone.localdate(request.now)
    own: dict[str, Any] = {"by": request.actor, "now": request.now}
    meters = _meters(order)
    context: dict[str, Any] = {
        "pay_form": bound.get("pay") or PayForm(initial={"method": "cash"}, **own),
        "item_form": bound.get("item")
        or ItemForm(
            items=price_list(on=day, company_id=order.company_id), auto_id="id_item_%s", **own
        ),
        "slips": sorted(next_slips(order.shift.operator_id).items()),
        "number": request.GET.get("number", "").strip()[:NUMBER],
        "bills": [],
        "deposits": [],
    }
    context["numbered"] = bills_of_number(context["number"], order.company_id)
    if party is None:
        return context
    context |= {"bills": open_bills(party), "deposits": refundable(party)}
    if order.service_point is not None and meters.exists():
        tariff = tariff_shown(party, now=request.now)
        if tariff is None:
            return context
        context |= {
            "tariff": tariff,
            "bought": bought_since(order.service_point, tariff.since),
            "gas_form": bound.get("gas") or GasForm(meters=meters, auto_id="id_gas_%s", **own),
        }
    return context


@require_POST
@login_required
def add(request: Request, pk: int, what: str) -> HttpResponse:
    """Add gas, an item, a bill or a deposit to be given back."""
    order = _to_sell(request, pk)
    own: dict[str, Any] = {"by": request.actor, "now": request.now}
    if what == "gas":
        form: Form = GasForm(request.POST, meters=_meters(order), auto_id="id_gas_%s", **own)
        return _add(request, order, what, form, lambda: actions.add_gas(
            order, **form.cleaned_data, **own
        ))  # fmt: skip
    if what == "item":
        items = price_list(on=timezone.localdate(request.now), company_id=order.company_id)
        form = ItemForm(request.POST, items=items, auto_id="id_item_%s", **own)
        return _add(request, order, what, form, lambda: actions.add_item(
            order, **form.cleaned_data, **own
        ))  # fmt: skip
    if what == "bill":
        kind, _colon, ref = request.POST.get("bill", "")[:90].partition(":")
        return _plain(request, order, lambda: actions.add_bill(
            order, kind=kind, ref=ref, **own
        ))  # fmt: skip
    if what == "refund":
        deposit = request.POST.get("deposit", "")
        line = int(deposit) if deposit.isascii() and deposit.isdigit() and len(deposit) < 19 else 0
        return _plain(request, order, lambda: actions.add_refund(
            order, deposit=line, **own
        ))  # fmt: skip
    raise Http404


def _add(
    request: Request, order: SalesOrder, what: str, form: Form, act: Callable[[], object]
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("counter:sale", order.pk)
    return _page(request, _found(request, order.pk), {what: form}, 422)


def _plain(request: Request, order: SalesOrder, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("counter:sale", order.pk)


@require_POST
@login_required
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a line out."""
    order = _to_sell(request, pk)
    line = request.POST.get("line", "")
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 19 else 0
    return _plain(request, order, lambda: actions.remove_line(
        order, line=number, by=request.actor, now=request.now
    ))  # fmt: skip


@require_POST
@login_required
def pay(request: Request, pk: int) -> HttpResponse:
    """Take the money."""
    order = _to_sell(request, pk)
    form = PayForm(request.POST, by=request.actor, now=request.now)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.pay_order(
                order,
                money=form.money(order.total),
                references=form.references(),
                slip=given["slip"],
                slip_number=given["slip_number"],
                key=given["key"],
                by=request.actor,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _paid(order, given))
            return redirect("counter:sale", order.pk)
    return _page(request, _found(request, pk), {"pay": form}, 422)


def _paid(order: SalesOrder, given: dict[str, Any]) -> str:
    tendered = given["tendered"]
    if given["method"] == "cash" and tendered and tendered > order.total > 0:
        return _("Paid. Give {change} yuan change.").format(change=f"{tendered - order.total:.2f}")
    return _("Given back") if order.total < 0 else _("Paid")


@require_POST
@login_required
def cancel(request: Request, pk: int) -> HttpResponse:
    """Nothing is bought."""
    actions.cancel_order(_found(request, pk), by=request.actor, now=request.now)
    return redirect("counter:till")


@require_POST
@login_required
def hand_over(request: Request, pk: int) -> HttpResponse:
    """The card is written, the goods are handed over."""
    actions.hand_over(_found(request, pk), by=request.actor, now=request.now)
    messages.success(request, pgettext("sales order", "Handed over"))
    return redirect("counter:till")


@require_POST
@login_required
def reverse(request: Request, pk: int) -> HttpResponse:
    """Ask to take the sale back."""
    order = _to_sell(request, pk)
    form = ReasonForm(request.POST, auto_id="id_reverse_%s")
    if form.is_valid():
        try:
            actions.ask_reversal(order, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("A second person must confirm now"))
            return redirect("counter:sale", order.pk)
    return _page(request, _found(request, pk), {"reason": form}, 422)


def _reversal(request: Request, pk: int) -> Reversal:
    rows = within(Reversal.objects.all(), request.actor, VIEW)
    return get_object_or_404(rows.select_related("order__company", "unit", "asked_by"), pk=pk)


@require_POST
@login_required
def confirm(request: Request, pk: int) -> HttpResponse:
    """The second person agrees."""
    reversal = _reversal(request, pk)
    try:
        with transaction.atomic():
            actions.confirm_reversal(reversal, by=request.actor, now=request.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Reversal confirmed"))
    return redirect("counter:sale", reversal.order_id)


@require_POST
@login_required
def refuse(request: Request, pk: int) -> HttpResponse:
    """The second person disagrees."""
    reversal = _reversal(request, pk)
    require(request.actor, CONFIRM, reversal)
    form = ReasonForm(request.POST, auto_id="id_refuse_%s")
    if form.is_valid():
        actions.refuse_reversal(reversal, **form.cleaned_data, by=request.actor, now=request.now)
        messages.success(request, _("Reversal refused"))
        return redirect("counter:sale", reversal.order_id)
    return _page(request, _found(request, reversal.order_id), {"refusal": form}, 422)


@require_POST
@login_required
@never_cache
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Who asked for the reversal takes it back."""
    reversal = _reversal(request, pk)
    require(request.actor, SELL, reversal)
    form = ReasonForm(request.POST, auto_id="id_withdraw_%s")
    if form.is_valid():
        actions.withdraw_reversal(reversal, **form.cleaned_data, by=request.actor, now=request.now)
        messages.success(request, _("The reversal is no longer asked for."))
        return redirect("counter:sale", reversal.order_id)
    return _page(request, _found(request, reversal.order_id), {"withdrawal": form}, 422)


@require_GET
@login_required
@never_cache
def receipt(request: Request, pk: int) -> HttpResponse:
    """The slip for the printer: 80 mm roll, or A5."""
    order = _found(request, pk)
    if not order.is_settled:
        raise Http404
    if order.party_id:
        with transaction.atomic():
            log_print(request.actor, [order.party_id], now=request.now)
    paper = request.GET.get("paper", PAPERS[0])
    context = {
        "order": order,
        "lines": order.lines.all(),
        "payments": order.payments.all(),
        "slip": order.slips.first(),
        "capitals": in_capitals(order.total) if spoken_chinese() else "",
        "paper": paper if paper in PAPERS else PAPERS[0],
    }
    return render(request, "counter/receipt.html", context)
