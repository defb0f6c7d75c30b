"""The dispatch board: what waits on the left, crews and the hours of today (ux S4)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import require, visible_units
from heqi.people.models import Staff, Unit
from heqi.people.requests import Request
from heqi.workorders.access import VIEW
from heqi.workorders.actions import NeedsReason, dispatch_order
from heqi.workorders.extras import links_of
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import brinks, dispatch_board, propose, urgent_orders
from heqi.workorders.states import TO_DISPATCH_STATES
from heqi.workorders.views.reading import find_order, proposed, row_clock

# The columns of the day: from the first to the last hour shown.
FIRST, HOURS = 7, 14


@dataclass(frozen=True, slots=True)
class Block:
    """An order on the line of a crew; ``column`` is its hour as a column of the grid."""

    order: WorkOrder
    column: int
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """A member of a crew with today's orders."""

    staff: Staff
    blocks: list[Block] = field(default_factory=list)
    open_count: int = 0
    late_count: int = 0


@require_GET
@login_required
@never_cache
def dispatch_board_page(request: Request) -> HttpResponse:
    """The board; works with a select and a button, dragging is an extra."""
    require(request.actor, "workorders.dispatch")
    return render(request, "workorders/board.html", page_of(request))


def page_of(request: Request, **more: Any) -> dict[str, Any]:
    """What the board's template needs."""
    teams = list(visible_units(request.actor, VIEW, ["team", "department"]).order_by("path")[:100])
    unit = _unit(request, teams)
    found = dispatch_board(request.actor, unit=unit, now=request.now)
    urgent = urgent_orders(request.actor)
    asked = request.GET.get("order", "")
    wanted = more["chosen"]["order"] if "chosen" in more else None
    for order in () if wanted else (*found.waiting, *urgent):
        if str(order.pk) == asked or (not asked and order.status in TO_DISPATCH_STATES):
            wanted = order
            break
    near = brinks(found.waiting, now=request.now)
    hour = timezone.localtime(request.now).hour
    return {
        "waiting": [(order, row_clock(order), near.get(order.pk)) for order in found.waiting],
        "urgent": [(order, row_clock(order), links_of(request.actor, order)) for order in urgent],
        **proposed(request.actor, wanted, now=request.now),
        "waiting_count": "1000+" if found.waiting_count > 1000 else found.waiting_count,
        "crews": [
            Line(
                crew.staff,
                [_block(order, request.now) for order in crew.orders],
                crew.open_count,
                crew.late_count,
            )
            for crew in found.crews
        ],
        "hours": [(FIRST + n, FIRST + n == hour) for n in range(HOURS)],
        "teams": teams,
        "unit": unit,
        **more,
    }


def _unit(request: Request, teams: list[Unit]) -> Unit | None:
    wanted = request.GET.get("unit", "") or request.POST.get("unit", "")
    return next((unit for unit in teams if str(unit.pk) == wanted), None)


def _block(order: WorkOrder, now: datetime) -> Block:
    """At the hour when it is booked, else due; what is overdue or later stands at the edges."""
    at = order.booked_for or order.due_at or order.created_at
    local = timezone.localtime(at)
    today = timezone.localdate(now)
    hour = FIRST if local.date() < today else FIRST + HOURS if local.date() > today else local.hour
    column = 2 + max(0, min(HOURS - 1, hour - FIRST))
    state = "over" if order.is_late(now) else "soon" if order.alert == "soon" else ""
    return Block(order, column, state)


@require_POST
@login_required
def dispatch(request: Request) -> HttpResponse:
    """Give one order to one person; a stop of the policy comes back with what was chosen."""
    require(request.actor, "workorders.dispatch")
    order = find_order(request.actor, request.POST.get("order", ""))
    reason = request.POST.get("override_reason", "").strip()[:300]
    wanted = request.POST.get("assignee", "")
    staff = (
        Staff.objects.select_related("unit").filter(pk=int(wanted)).first()
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 19
        else None
    )
    chosen = {"order": order, "assignee": staff, "reason": reason}
    if staff is None:
        return _again(request, chosen, _("Choose to whom."))
    try:
        dispatch_order(
            order,
            assignee=staff,
            override_reason=reason,
            choice=_choice(request, order, staff),
            by=request.actor,
            now=request.now,
        )
    except NeedsReason as stop:
        return _again(request, chosen, stop.sentence, clause=stop.clause)
    except ValidationError as error:
        return _again(request, chosen, " ".join(error.messages))
    except (IllegalMove, StaleState) as error:
        return _again(request, chosen, f"{order.number}: {error}", status=409)
    said = _("{number} dispatched to {name}.").format(number=order.number, name=staff.name)
    messages.success(request, said)
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    unit = request.POST.get("unit", "")
    kept = f"?unit={unit}" if unit.isascii() and unit.isdigit() else ""
    return redirect(f"{reverse('workorders:board')}{kept}")


def _choice(request: Request, order: WorkOrder, staff: Staff) -> str:
    """Why the proposed one was chosen, read anew: nobody writes reasons into the ledger."""
    if "proposed" not in request.POST:
        return ""
    rows = propose(request.actor, order, now=request.now)
    return next((row.why for row in rows if row.staff.pk == staff.pk), "")


def _again(
    request: Request, chosen: dict[str, Any], sentence: str, *, clause: str = "", status: int = 422
) -> HttpResponse:
    context = page_of(request, chosen=chosen, fault=sentence, clause=clause)
    return render(request, "workorders/board.html", context, status=status)
