"""What is done with the ticked rows of the queue: give, remind, print."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.ledger.actors import Actor
from heqi.people.access import require
from heqi.people.models import Staff
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.workorders.access import VIEW
from heqi.workorders.actions import BatchRow, dispatch_batch, reassign_batch, remind_batch
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import attendance_rows, crew_choices

BATCH = 50
# What can be done with the ticked rows: its words and the right it takes.
DEEDS = {
    "dispatch": (gettext_lazy("Dispatch orders"), "workorders.dispatch"),
    "reassign": (gettext_lazy("Reassign orders"), "workorders.dispatch"),
    "remind": (gettext_lazy("Remind of orders"), "service.remind"),
}


def ticked(actor: Actor, ids: list[str]) -> list[WorkOrder]:
    """The ticked orders that the actor may see, in the order of the queue."""
    numbers = [int(pk) for pk in ids[:BATCH] if pk.isascii() and pk.isdigit() and len(pk) < 19]
    rows = WorkOrder.objects.visible_to(actor).filter(pk__in=numbers)
    return list(
        rows.select_related("unit", "company", "assignee", "request", "decision").order_by(
            "queue_at", "id"
        )
    )


@require_POST
@login_required
def batch(request: Request) -> HttpResponse:
    """The ticked orders and what is to be done; each row says what became of it."""
    deed = request.POST.get("deed", "dispatch")
    if deed not in DEEDS:
        raise ValidationError(_("Choose what is to be done with the ticked orders."))
    title, right = DEEDS[deed]
    require(request.actor, right)
    orders = ticked(request.actor, request.POST.getlist("id"))
    if not orders:
        raise ValidationError(_("Tick the orders first."))
    back = request.POST.get("back", "")
    crew = crew_choices(request.actor, orders[0]) if deed != "remind" else []
    context: dict[str, Any] = {
        "deed": deed,
        "title": title,
        "orders": orders,
        "crew": crew,
        "back": back if back.startswith("/orders/") else reverse("workorders:queue"),
        "override": request.POST.get("override_reason", "")[:300],
        "reason": request.POST.get("reason", "")[:200],
        "chosen": request.POST.get("assignee", ""),
    }
    if "sure" in request.POST:
        context |= _done(request, deed, orders, crew)
    return render(request, "workorders/batch.html", context)


def _done(
    request: Request, deed: str, orders: list[WorkOrder], crew: list[Staff]
) -> dict[str, Any]:
    """Do it, row by row; what is missing comes back as a fault of the form."""
    wanted = request.POST.get("assignee", "")
    assignee = next((staff for staff in crew if str(staff.pk) == wanted), None)
    reason = request.POST.get("reason", "").strip()[:200]
    if deed != "remind" and assignee is None:
        return {"fault": _("Choose to whom.")}
    if deed == "reassign" and not reason:
        return {"fault": _("Give the reason.")}
    results = _results(request, deed, orders, assignee, reason)
    left = {row.order_id for row in results if not row.done}
    return {
        "assignee": assignee,
        "results": results,
        "done": sum(row.done for row in results),
        "failed": len(left),
        "orders": [order for order in orders if order.pk in left],
    }


def _results(
    request: Request, deed: str, orders: list[WorkOrder], assignee: Staff | None, reason: str
) -> list[BatchRow]:
    by, now = request.actor, request.now
    if assignee is None:
        return remind_batch(orders, note=reason, by=by, now=now)
    override = request.POST.get("override_reason", "")[:300]
    if deed == "reassign":
        return reassign_batch(
            orders, assignee=assignee, reason=reason, override_reason=override, by=by, now=now
        )
    return dispatch_batch(orders, assignee=assignee, override_reason=override, by=by, now=now)


@require_GET
@login_required
@never_cache
def print_many(request: Request) -> HttpResponse:
    """Order sheets of the ticked rows, one A4 page each."""
    require(request.actor, VIEW)
    orders = ticked(request.actor, request.GET.getlist("id"))
    if not orders:
        raise ValidationError(_("Tick the orders first."))
    sheets = [sheet_of(order) for order in orders]
    return paper(request, "workorders/print.html", {"sheets": sheets}, name="orders")


def sheet_of(order: WorkOrder) -> dict[str, Any]:
    """What the printed sheet shows."""
    return {
        "order": order,
        "attendance": attendance_rows(order),
        "materials": list(order.materials.all()),
        "fees": list(order.fees.all()),
    }
