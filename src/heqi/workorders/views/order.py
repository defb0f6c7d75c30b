"""One order: drawer, page, steps, printed sheet (ux S3)."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.ledger.audit import history
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.workorders.actions import NeedsReason
from heqi.workorders.actions.reading import reveal_phone
from heqi.workorders.contexts import is_concerned
from heqi.workorders.extras import links_of
from heqi.workorders.forms import StepForm
from heqi.workorders.kinds import fee_label, payer_label, result_label, sheet_fields
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import sums_of
from heqi.workorders.states import Status
from heqi.workorders.steps import STEPS
from heqi.workorders.views.batch import sheet_of
from heqi.workorders.views.reading import find_order, proposed, seen, shown


@require_GET
@login_required
@never_cache
def order_page(request: Request, key: str) -> HttpResponse:
    """The whole order."""
    return render(request, "workorders/order.html", whole(request, find_order(request.actor, key)))


@require_GET
@login_required
@never_cache
def drawer(request: Request, pk: int) -> HttpResponse:
    """The order beside the list; without script a page."""
    order = find_order(request.actor, str(pk))
    if not request.headers.get("HX-Request"):
        return redirect("workorders:order", key=order.number)
    context = {
        "drawer": shown(order, request.actor, request.now),
        "here": _current(request) or reverse("workorders:order", args=[order.number]),
        "close": _closed(request),
    }
    return render(request, "workorders/drawer.html", context)


def whole(request: Request, order: WorkOrder, **more: Any) -> dict[str, Any]:
    """The page's context: what the drawer has, and money, visits and files."""
    actor = request.actor
    return {
        **shown(order, actor, request.now, **more),
        "links": links_of(actor, order),
        **proposed(actor, order, now=request.now),
        "materials": list(order.materials.all()),
        "fees": [
            {"line": row, "label": fee_label(row.kind), "payer": payer_label(row.payer)}
            for row in order.fees.all()
        ],
        "sheet": [
            (one, order.details[one.code])
            for one in sheet_fields(order.kind)
            if one.code in order.details
        ],
        "sums": sums_of(order),
        "visits": [(row, result_label(row.result)) for row in order.visits.select_related("staff")],
        "result": result_label(order.result) if order.result else "",
        "via": f"workorder:{order.pk}" if is_concerned(actor, order) else "",
        "here": reverse("workorders:order", args=[order.number]),
    }


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """A step's form on the order's page, and the step itself."""
    if name not in STEPS:
        raise Http404
    order = find_order(request.actor, str(pk))
    if request.method != "POST":
        return render(request, "workorders/order.html", whole(request, order, name=name))
    known = request.POST.get("seen", "")
    if known and known != seen(order):
        return _conflict(request, order, known)
    form = STEPS[name].form(order, request.actor, request.POST)
    if not form.is_valid():
        return _again(request, order, form, name)
    try:
        STEPS[name].do(order, by=request.actor, now=request.now, **form.values())
    except NeedsReason as stop:
        form.add_error("override_reason", stop.sentence)
        return _again(request, order, form, name, clause=stop.clause)
    except ValidationError as error:
        _add(form, error)
        return _again(request, order, form, name)
    except (IllegalMove, StaleState):
        return _conflict(request, find_order(request.actor, str(pk)), known)
    order.refresh_from_db()
    messages.success(request, _done(order, name))
    return redirect(_next(request) or reverse("workorders:order", args=[order.number]))


def _done(order: WorkOrder, name: str) -> str:
    """What became of a step, in a sentence."""
    if name == "suspend" and order.hold_asked:
        return _("{number}: the hold was sent for approval; until then the clocks run.").format(
            number=order.number
        )
    return _("{number}: {what}, now {state}.").format(
        number=order.number, what=STEPS[name].label, state=order.get_status_display()
    )


def _add(form: StepForm, error: ValidationError) -> None:
    for field, sentences in getattr(error, "error_dict", {None: error.messages}).items():
        known = field if field in form.fields else None
        form.add_error(known, sentences)


def _again(
    request: Request, order: WorkOrder, form: StepForm, name: str, *, clause: str = ""
) -> HttpResponse:
    context = whole(request, order, bound=form, name=name, clause=clause)
    return render(request, "workorders/order.html", context, status=422)


def _conflict(request: Request, order: WorkOrder, known: str) -> HttpResponse:
    """Somebody was faster: who, when, and what is different now; nothing was done."""
    last = history(order, limit=1).first()
    before = known.partition(":")[0]
    difference = {
        "label": _("State"),
        "theirs": order.get_status_display(),
        "mine": dict(Status.choices).get(before, ""),
    }
    context = whole(request, order) | {
        "conflict": {
            "who": last.actor_name if last else "",
            "at": last.at if last else None,
            "changes": [difference] if known else [],
        }
    }
    return render(request, "workorders/order.html", context, status=409)


@require_GET
@login_required
@never_cache
def printed(request: Request, key: str) -> HttpResponse:
    """The order sheet, A4."""
    order = find_order(request.actor, key)
    page = {"sheets": [sheet_of(order)]}
    return paper(request, "workorders/print.html", page, name=order.number)


@require_POST
@login_required
@never_cache
def phone(request: Request, pk: int) -> HttpResponse:
    """The whole phone of the contact, for calling; logged."""
    order = find_order(request.actor, str(pk))
    number = reveal_phone(order, by=request.actor, now=request.now)
    if request.headers.get("HX-Request"):
        template = "workorders/parts/phone.html"
        return render(request, template, {"number": number, "big": "big" in request.POST})
    context = {"number": number, "order": order, "back": _next(request)}
    return render(request, "workorders/phone.html", context)


def _next(request: Request) -> str:
    back = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if back and own else ""


def _current(request: Request) -> str:
    parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    if not parts.path.startswith("/orders/"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _closed(request: Request) -> str:
    """The list's own address, without the order in its drawer."""
    parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    kept = QueryDict(parts.query, mutable=True)
    kept.pop("o", None)
    return f"?{kept.urlencode()}"
