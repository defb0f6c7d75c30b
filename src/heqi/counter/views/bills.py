"""Bills for gas by reading: the list, one bill, taking it back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db import models, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.counter import actions
from heqi.counter.access import SELL, VIEW
from heqi.counter.export import bills_book
from heqi.counter.forms import BillFilter, ReasonForm
from heqi.counter.models import Bill, SalesOrder
from heqi.counter.queries import bill_list, unheld_list
from heqi.counter.states import BillState
from heqi.customers.access import EXPORT
from heqi.customers.queries import CappedPaginator
from heqi.customers.reading import log_list
from heqi.customers.sheets import Sheet, behind, register_sheet
from heqi.customers.views.exports import let_out
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download

PAGE = 30
SHEET = "counter.bills"


def _chosen(request: Request) -> tuple[BillFilter, models.QuerySet[Bill]]:
    form = BillFilter(request.GET)
    form.is_valid()
    tab = request.GET.get("tab", "")
    given = form.cleaned_data
    return form, bill_list(
        request.actor,
        status=tab if tab in BillState.values else "",
        text=given.get("q") or "",
        since=given.get("since"),
        until=given.get("until"),
    )


@require_GET
@login_required
@never_cache
def bills(request: Request) -> HttpResponse:
    """Bills by state, the newest first."""
    require(request.actor, VIEW)
    form, rows = _chosen(request)
    page: Page[Any] = CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
    with transaction.atomic():
        log_list(request.actor, [row.party_id for row in page.object_list], now=request.now)
    context = {
        "page": page,
        "form": form,
        "tabs": [
            {"key": "all", "label": _("All")},
            *({"key": key, "label": str(label)} for key, label in BillState.choices),
        ],
        "filtered": bool(request.GET),
        "export": reverse("counter:export_bills") if may(request.actor, EXPORT) else "",
    }
    return render(request, "counter/bills.html", context)


@require_GET
@login_required
@never_cache
def unheld(request: Request) -> HttpResponse:
    """Gas read at accounts that nobody holds, the oldest first; it names no customer."""
    require(request.actor, VIEW)
    form = BillFilter(request.GET)
    form.is_valid()
    given = form.cleaned_data
    rows = unheld_list(
        request.actor,
        text=given.get("q") or "",
        since=given.get("since"),
        until=given.get("until"),
    )
    context = {
        "page": CappedPaginator(rows, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "filtered": any(given.values()),
    }
    return render(request, "counter/unheld.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The filtered list as an Excel file: it names customers, so more than a few need approval."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    _form, rows = _chosen(request)
    return let_out(request, rows, SHEET, query=request.GET.urlencode())


@require_GET
@login_required
@never_cache
def bill(request: Request, number: str) -> HttpResponse:
    """What was read, what it costs by which step, and what became of it."""
    return _page(request, _found(request, number))


def _found(request: Request, number: str) -> Bill:
    rows: Any = Bill.objects.visible_to(request.actor)
    related = ("party", "service_point__premises", "reading__meter", "decision", "unit")
    found: Bill = get_object_or_404(rows.select_related(*related), number=number)
    return found


def _page(
    request: Request, found: Bill, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    with transaction.atomic():
        log_list(request.actor, [found.party_id], now=request.now)
    orders: Any = SalesOrder.objects.visible_to(request.actor)
    context = {
        "bill": found,
        "order": orders.filter(
            lines__bill_kind="bill", lines__bill_ref=found.number, lines__settles=True
        ).first(),
        "history": history(found),
        "reason": form or ReasonForm(),
        "may_take_back": found.status == BillState.OPEN and may(request.actor, SELL, found),
    }
    return render(request, "counter/bill.html", context, status=status)


@require_POST
@login_required
def take_back(request: Request, number: str) -> HttpResponse:
    """Take an unpaid bill back with the reason."""
    found = _found(request, number)
    require(request.actor, SELL, found)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.cancel_bill(found, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Bill {number} is taken back").format(number=number))
            return redirect("counter:bill", number)
    return _page(request, found, form, 422)


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    rows = Bill.objects.filter(pk__in=ids).select_related("party", "service_point")
    mark = Mark.of(request.actor, now=request.now, number=number)
    return download(bills_book(rows.order_by("-issued_at", "-id"), mark=mark), "bills")


def register_list() -> None:
    """Let the bills leave with approval, as any list that names customers (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            gettext_lazy("Gas bills"),
            EXPORT,
            lambda by: Bill.objects.visible_to(by),
            _leave,
            behind(Bill),
            "bills",
            "counter:bills",
        )
    )
