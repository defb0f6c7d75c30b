"""Requests: the list, its file, one request with its clocks, and every step it can take."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.clocks.queries import clocks_of
from heqi.complaints.actions.timing import clocks_of as clocks_of_complaint
from heqi.complaints.models import Complaint
from heqi.customers.access import EXPORT
from heqi.customers.queries import CappedPaginator
from heqi.customers.sheets import Sheet, behind, in_order, register_sheet
from heqi.customers.views.exports import let_out
from heqi.desk.export import request_book
from heqi.desk.forms import RequestFilterForm
from heqi.desk.intake import kind_typed
from heqi.desk.steps import STEPS, StepForm, steps_for
from heqi.people.access import may, refuse, require, within
from heqi.people.fields import put_errors
from heqi.people.lists import tabs_of
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download
from heqi.service.access import VIEW
from heqi.service.models import ServiceRequest
from heqi.service.queries import request_counts, request_list
from heqi.service.states import SERVED_STATES
from heqi.workorders.queries import order_of_request

PAGE = 20
SHEET = "desk.requests"
TABS: dict[str, str | Promise] = {
    "open": pgettext_lazy("requests", "All open"),
    "late": pgettext_lazy("requests", "Overdue"),
    "mine": pgettext_lazy("requests", "Taken up by me"),
    "solved": pgettext_lazy("requests", "Answered, to close"),
    "all": pgettext_lazy("requests", "All"),
}
FILTERS: dict[str, dict[str, Any]] = {
    "open": {"status": "open"},
    "late": {"late": True},
    "mine": {"mine": True},
    "solved": {"status": "solved"},
    "all": {},
}


def _found(request: Request) -> tuple[str, RequestFilterForm, Any]:
    form = RequestFilterForm(request.GET, actor=request.actor)
    tab = request.GET.get("tab", "")
    tab = tab if tab in FILTERS else "open"
    given = {**form.values(), **FILTERS[tab], "sort": request.GET.get("sort", "")}
    return tab, form, request_list(request.actor, **given, now=request.now)


@require_GET
@login_required
@never_cache
def listing(request: Request) -> HttpResponse:
    """A page of the list."""
    require(request.actor, VIEW)
    tab, form, rows = _found(request)
    page: Paginator[ServiceRequest] = CappedPaginator(rows, PAGE)
    context = {
        "form": form,
        "tab": tab,
        "tabs": tabs_of(TABS, request_counts(request.actor, now=request.now), tab),
        "page": page.get_page(request.GET.get("page")),
        "filtered": bool(form.values()),
        "export": reverse("desk:export_requests") if may(request.actor, EXPORT) else "",
    }
    return render(request, "desk/requests.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The list as Excel, without phones: more than a few rows leave with approval."""
    require(request.actor, EXPORT)
    _tab, form, rows = _found(request)
    query = str(form.values().get("numbers", ""))
    return let_out(request, within(rows, request.actor, EXPORT), SHEET, query=query)


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    rows = in_order(ServiceRequest.objects.select_related("unit"), ids)
    mark = Mark.of(request.actor, now=request.now, number=number)
    day = timezone.localdate(request.now)
    return download(request_book(rows, mark=mark), f"requests-{day:%Y%m%d}")


def register_list() -> None:
    """Let requests leave with approval, as any list of customers does (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            pgettext_lazy("of customers", "Requests"),
            EXPORT,
            lambda by: within(ServiceRequest.objects.visible_to(by), by, EXPORT),
            _leave,
            behind(ServiceRequest),
            "requests",
            "desk:requests",
        )
    )


def _visible(request: Request, number: str) -> ServiceRequest:
    found = (
        ServiceRequest.objects.visible_to(request.actor)
        .select_related("unit", "company", "party", "decision", "contact", "merged_into")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_GET
@login_required
@never_cache
def one(request: Request, number: str) -> HttpResponse:
    """A request with its clocks, its work order and its next steps."""
    return _page(request, _visible(request, number))


@require_POST
@login_required
@never_cache
def step(request: Request, number: str, name: str) -> HttpResponse:
    """Take one step; what is refused shows on the page with what was typed."""
    row = _visible(request, number)
    wanted = STEPS.get(name)
    if wanted is None:
        raise Http404
    order = order_of_request(request.actor, row.pk)
    if order is not None and wanted not in steps_for(request.actor, row, order):
        raise refuse(_("The work order of this request takes this step."))
    form = wanted.form(row, request.actor, request.POST)
    if form.is_valid():
        try:
            wanted.do(row, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as error:
            put_errors(form, error)
        else:
            done = _("{step}: {number}").format(step=wanted.label, number=row.number)
            messages.success(request, done)
            return redirect("desk:request", row.number)
    return _page(request, row, name=name, form=form, status=422)


def _page(
    request: Request,
    row: ServiceRequest,
    *,
    name: str = "",
    form: StepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    order = order_of_request(request.actor, row.pk)
    complaint = Complaint.objects.visible_to(request.actor).filter(request=row).first()
    clocks = [*(clocks_of(order) if order else []), *clocks_of(row)]
    if complaint is not None:
        clocks = [*clocks_of_complaint(complaint), *clocks]
    contact = row.contact
    own = contact is not None and contact.agent_id == request.actor.id
    in_hand = own and contact is not None and contact.state in SERVED_STATES
    context = {
        "row": row,
        "order": order,
        "complaint": complaint,
        "clocks": [clock for clock in clocks if clock.state != "not_started"],
        "reminders": list(row.reminders.all()[:20]),
        "back": reverse("desk:session", args=[contact.pk]) if contact and in_hand else "",
        "kind": kind_typed({"kind": row.kind}),
        "steps": [
            {
                "step": one_step,
                "form": form if one_step.name == name else one_step.form(row, request.actor),
                "open": one_step.name == name,
            }
            for one_step in steps_for(request.actor, row, order)
        ],
    }
    return render(request, "desk/request.html", context, status=status)
