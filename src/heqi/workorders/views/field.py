"""The phone's pages: my orders, one order with its next step, steps sent late (ux S5)."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.authority.access import USE
from heqi.people.access import may, require
from heqi.people.requests import Request
from heqi.workorders.actions import Answer, apply_command
from heqi.workorders.actions.phones import COMMANDS
from heqi.workorders.extras import extra_names
from heqi.workorders.forms import StepForm
from heqi.workorders.kinds import checklist
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import (
    attendance_rows,
    clocks_of_order,
    may_see_to_card,
    moves_for,
    my_orders,
    next_step,
    waiver_hint,
)
from heqi.workorders.steps import STEPS
from heqi.workorders.views.reading import find_order, holds_of, row_clock

# The way of an order on the phone: what is pressed in which turn.
WAY = ("accept", "set_out", "arrive", "finish")
# How far an order is on the five steps shown.
REACHED = {
    "dispatched": 0, "accepted": 1, "booked": 1, "on_the_way": 2, "on_site": 3, "working": 3,
    "suspended": 3, "wasted": 3, "done": 5, "closed": 5, "to_call_back": 5, "archived": 5,
}  # fmt: skip
ASIDE = ("start", "card", "report", "block", "offer_solution", "book", "suspend", "waste", "return")


@require_GET
@login_required
@never_cache
def my_orders_page(request: Request) -> HttpResponse:
    """My open orders, the first due first; the next one big."""
    require(request.actor, "workorders.work")
    rows = [(order, row_clock(order)) for order in my_orders(request.actor)]
    context = {
        "first": rows[0] if rows else None,
        "rows": rows[1:],
        "count": len(rows),
        "may_use_authority": may(request.actor, USE),
    }
    return render(request, "workorders/field/list.html", context)


@require_GET
@login_required
@never_cache
def order_page(request: Request, pk: int) -> HttpResponse:
    """One order on the phone."""
    order = find_order(request.actor, str(pk))
    return render(request, "workorders/field/order.html", page_of(request, order))


def page_of(
    request: Request, order: WorkOrder, *, bound: StepForm | None = None, name: str = ""
) -> dict[str, Any]:
    """What the phone's page needs: the next step, those after it, those aside."""
    actor = request.actor
    big = next((c for c in clocks_of_order(order) if c.is_open() and c.due_at), None)
    following = next_step(actor, order)
    way = WAY[WAY.index(following) :] if following in WAY else (following,) if following else ()
    offered = _aside(request, order)
    aside = [n for n in (*extra_names(), *ASIDE) if n in offered]
    reached = REACHED.get(order.status, 0)
    labels = [_("Accept"), _("Set off"), _("Arrive"), _("Work"), _("Sign")]
    wanted = attendance_rows(order)
    return {
        "order": order,
        "clock": row_clock(order),
        "big": big,
        "span": _span(big, request.now),
        "steps": [
            {"label": label, "state": "on" if n < reached else "now" if n == reached else ""}
            for n, label in enumerate(labels)
        ],
        "way": [_offered(request, order, n, bound if n == name else None) for n in way],
        "aside": [_offered(request, order, n, bound if n == name else None) for n in aside],
        "opened": name,
        "attendance": wanted,
        "may_attend": order.is_open
        and order.assignee_id != actor.id
        and any(row["staff"] and row["staff"].pk == actor.id for row in wanted),
        "attend_key": uuid4().hex,
        **holds_of(order),
        "checklist": checklist(order.tier),
        "hint": waiver_hint(order),
    }


def _aside(request: Request, order: WorkOrder) -> set[str]:
    names = set(moves_for(request.actor, order))
    if "finish" in names:
        names |= {"report", "block", "offer_solution"}
    if may_see_to_card(request.actor, order):
        names.add("card")
    return names


def _offered(
    request: Request, order: WorkOrder, name: str, bound: StepForm | None
) -> dict[str, Any]:
    step = STEPS[name]
    form = bound or step.form(order, request.actor)
    has_fields = any(not field.is_hidden for field in form)
    return {"step": step, "form": form, "fields": has_fields, "key": uuid4().hex}


def _span(clock: Any, now: datetime) -> dict[str, int]:
    """Start, due and the share gone, for the big clock of the page."""
    if clock is None or clock.started_at is None:
        return {}
    whole = (clock.due_at - clock.started_at).total_seconds() or 1
    gone = (now - clock.started_at).total_seconds()
    soon = clock.started_at + (clock.due_at - clock.started_at) * 0.75
    return {
        "start": int(clock.started_at.timestamp() * 1000),
        "due": int(clock.due_at.timestamp() * 1000),
        "soon": int(soon.timestamp() * 1000),
        "share": round(max(0.0, min(1.0, gone / whole)) * 100),
    }


@require_POST
@never_cache
def command(request: Request, pk: int, action: str) -> HttpResponse:
    """A step from the phone under its own key; JSON for the phone's script, else a page."""
    as_json = "application/json" in request.headers.get("Accept", "")
    if not request.user.is_authenticated:
        if as_json:
            return _fault(_("Please sign in again; the step is kept on the device."), 401)
        return redirect_to_login(reverse("workorders:field_order", args=[pk]))
    if action not in COMMANDS:
        raise Http404
    try:
        order = find_order(request.actor, str(pk))
    except Http404:
        if as_json:
            return _fault(_("Not accepted: the order is no longer with you."), 409)
        raise
    form = STEPS[action].form(order, request.actor, request.POST) if action in STEPS else None
    try:
        answer = _apply(request, order, action, form)
    except ValidationError as error:
        if as_json:
            return _fault(" ".join(_sentences(form, error)), 422)
        return _corrected(request, order, action, form, error)
    if as_json:
        body = {
            "accepted": answer.accepted,
            "message": answer.sentence,
            "status": answer.status,
            "repeated": answer.repeated,
        }
        return JsonResponse(body, status=200 if answer.accepted else 409)
    if not answer.accepted:
        messages.error(request, answer.sentence)
    done = answer.accepted and action in ("finish", "return")
    to = reverse("workorders:field") if done else reverse("workorders:field_order", args=[pk])
    return redirect(to)


def _apply(request: Request, order: WorkOrder, action: str, form: StepForm | None) -> Answer:
    if form is not None and not form.is_valid():
        raise ValidationError(form.errors.as_data())
    values = form.values() if form is not None else {}
    return apply_command(
        order,
        action,
        key=request.POST.get("key", "") or uuid4().hex,
        device_at=_instant(request.POST.get("device_at", "")),
        values=values,
        by=request.actor,
        now=request.now,
    )


def _instant(text: str) -> datetime | None:
    try:
        value = parse_datetime(text)
    except ValueError:
        return None
    return None if value is None or is_naive(value) else value


def _sentences(form: StepForm | None, error: ValidationError) -> list[str]:
    if form is None or not hasattr(error, "message_dict"):
        return list(error.messages)
    return [
        f"{form.fields[name].label}：{' '.join(told)}" if name in form.fields else " ".join(told)
        for name, told in error.message_dict.items()
    ]


def _corrected(
    request: Request, order: WorkOrder, action: str, form: StepForm | None, error: ValidationError
) -> HttpResponse:
    if form is None:
        raise error
    if form.is_valid():
        for field, told in getattr(error, "error_dict", {None: error.messages}).items():
            form.add_error(field if field in form.fields else None, told)
    context = page_of(request, order, bound=form, name=action)
    return render(request, "workorders/field/order.html", context, status=422)


def _fault(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"accepted": False, "message": sentence}, status=status)


@require_GET
def worker(request: Request) -> HttpResponse:
    """The service worker; served from here so that its reach is the phone's pages."""
    response = render(request, "workorders/field/sw.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response
