"""The list of sales orders."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from heqi.counter.access import VIEW
from heqi.counter.export import sales_book
from heqi.counter.forms import SalesFilter
from heqi.counter.models import Hall, SalesOrder
from heqi.counter.queries import OrderFilters, order_list
from heqi.counter.states import OrderState
from heqi.customers.access import EXPORT
from heqi.customers.queries import CappedPaginator
from heqi.customers.reading import log_list
from heqi.customers.sheets import Sheet, behind, register_sheet
from heqi.customers.views.exports import let_out
from heqi.people.access import may, require
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download

PAGE = 30
SHEET = "counter.sales"


def _filters(request: Request) -> tuple[SalesFilter, OrderFilters]:
    form = SalesFilter(request.GET, halls=Hall.objects.visible_to(request.actor))
    given = form.values()
    tab = request.GET.get("tab", "")
    hall = given.get("hall")
    return form, OrderFilters(
        tab=tab if tab in OrderState.values else "all",
        text=given.get("q") or "",
        hall=hall.pk if hall else None,
        kind=given.get("kind") or "",
        since=given.get("since"),
        until=given.get("until"),
    )


def log_orders(request: Request, orders: Iterable[SalesOrder]) -> None:
    """Customers were named beside their sales: a list was shown."""
    parties = [row.party_id for row in orders if row.party_id]
    if parties:
        with transaction.atomic():
            log_list(request.actor, parties, now=request.now)


@require_GET
@login_required
@never_cache
def sales(request: Request) -> HttpResponse:
    """Sales orders by state, the newest first."""
    require(request.actor, VIEW)
    form, filters = _filters(request)
    page: Page[Any] = CappedPaginator(order_list(request.actor, filters), PAGE).get_page(
        request.GET.get("page")
    )
    log_orders(request, page.object_list)
    tabs = [{"key": "all", "label": _("All")}]
    tabs += [{"key": key, "label": str(label)} for key, label in OrderState.choices]
    context = {
        "page": page,
        "form": form,
        "tabs": tabs,
        "filtered": bool(request.GET),
        "export": reverse("counter:export") if may(request.actor, EXPORT) else "",
    }
    return render(request, "counter/sales.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The filtered list as an Excel file: it names customers, so more than a few need approval."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    _form, filters = _filters(request)
    rows = order_list(request.actor, filters)
    return let_out(request, rows, SHEET, query=request.GET.urlencode())


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    found = SalesOrder.objects.filter(pk__in=ids).select_related("operator")
    rows = found.prefetch_related("lines", "payments", "slips").order_by("-opened_at", "-id")
    mark = Mark.of(request.actor, now=request.now, number=number)
    return download(sales_book(rows, mark=mark), "sales")


def register_list() -> None:
    """Let the sales leave with approval, as any list that names customers (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            gettext_lazy("Sales orders"),
            EXPORT,
            lambda by: SalesOrder.objects.visible_to(by),
            _leave,
            behind(SalesOrder),
            "sales",
            "counter:sales",
        )
    )
