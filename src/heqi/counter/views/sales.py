"""The list of sales orders."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heqi.counter.access import VIEW
from heqi.counter.export import log_export, sales_book
from heqi.counter.forms import SalesFilter
from heqi.counter.models import Hall
from heqi.counter.queries import OrderFilters, order_list
from heqi.counter.states import OrderState
from heqi.customers.access import EXPORT
from heqi.customers.queries import CappedPaginator
from heqi.people.access import may, require
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download

PAGE = 30


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


@require_GET
@login_required
def sales(request: Request) -> HttpResponse:
    """Sales orders by state, the newest first."""
    require(request.actor, VIEW)
    form, filters = _filters(request)
    page: Page[Any] = CappedPaginator(order_list(request.actor, filters), PAGE).get_page(
        request.GET.get("page")
    )
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


@require_GET
@login_required
def export(request: Request) -> HttpResponse:
    """The filtered list as an Excel file."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    _form, filters = _filters(request)
    rows = list(order_list(request.actor, filters)[:MOST])
    log_export(rows, query=request.GET.urlencode(), by=request.actor, now=request.now)
    return download(sales_book(rows, by=request.actor, now=request.now), "sales")
