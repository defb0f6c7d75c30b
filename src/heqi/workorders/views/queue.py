"""The work queue: find what will be late and act in bulk (ux S2)."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from heqi.customers.access import EXPORT
from heqi.customers.access import VIEW as SEARCH
from heqi.customers.search import search_customers
from heqi.customers.sheets import Sheet, behind, in_order, register_sheet
from heqi.customers.views.exports import let_out
from heqi.ledger.models import Entry
from heqi.people.access import may, require, within
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download
from heqi.workorders.access import VIEW
from heqi.workorders.columns import COLUMNS, Column, chosen
from heqi.workorders.export import order_book
from heqi.workorders.forms import FilterForm
from heqi.workorders.models import SavedView, WorkOrder
from heqi.workorders.queries import Board, Filters, board, order_list
from heqi.workorders.queries.queue import OPEN_TABS, SORTS
from heqi.workorders.views.reading import find_order, row_clock, shown

SIZE = 20
SHEET = "workorders.orders"
FOUND = 50
BATCH = 50
# A number or its beginning; anything else is a name.
NUMBER = re.compile(r"[A-Za-z]{2}\d[\d-]*\Z|\d{6}-")
TABS = {
    "open": gettext_lazy("All open"),
    "to_dispatch": gettext_lazy("To dispatch"),
    "in_hand": gettext_lazy("In hand"),
    "soon": gettext_lazy("Due soon"),
    "late": gettext_lazy("Overdue"),
    "suspended": gettext_lazy("On hold"),
    "to_review": gettext_lazy("To review"),
    "to_call_back": gettext_lazy("To call back"),
    "closed": gettext_lazy("Closed"),
    "all": gettext_lazy("All"),
}
# Nothing is due there any more: the newest first, which is also what an index gives.
PAST = ("closed", "all")
TONES = {"soon": "soon", "late": "over"}


class Capped(Paginator):
    """Pages over a count that stops at a thousand: what the pager can honestly show."""

    def __init__(self, found: Board, size: int) -> None:
        super().__init__(found.rows, size)
        self.found = found
        read = (found.page - 1) * size + len(found.rows) + (1 if found.has_next else 0)
        self.__dict__["count"] = max(found.total, read)

    def page(self, number: Any) -> Page:
        """The page that was read already."""
        return Page(self.found.rows, self.found.page, self)


def read_filters(request: Request, form: FilterForm) -> Filters:
    """The filters of the address; a name is looked for among the customers, which is logged."""
    values = form.values()
    tab = request.GET.get("tab", "")
    sort = request.GET.get("sort", "")
    text = values.pop("q", "")
    parties: tuple[int, ...] = ()
    if text and not NUMBER.match(text) and may(request.actor, SEARCH):
        hits = search_customers(request.actor, text, limit=FOUND, now=request.now).hits
        parties = tuple({hit.party_id for hit in hits if hit.party_id})
    return Filters(
        tab=tab if tab in TABS else "open",
        sort=sort if sort in SORTS else "newest" if tab in PAST else "due",
        text=text,
        parties=parties,
        **values,
    )


@require_GET
@login_required
@never_cache
def queue(request: Request) -> HttpResponse:
    """A page of the queue, with an order in the drawer where the address says so."""
    require(request.actor, VIEW)
    if not request.GET:
        view = SavedView.objects.filter(owner_id=request.actor.id or 0, is_default=True).first()
        if view is not None and view.query:
            return redirect(view.href)
    if ticked := request.GET.getlist("col"):
        return redirect(_with_columns(request, ticked))
    form = FilterForm(request.GET, actor=request.actor)
    return render(request, "workorders/queue.html", page_of(request, form))


def _with_columns(request: Request, keys: list[str]) -> str:
    """The same list with the columns that were ticked."""
    kept = request.GET.copy()
    kept.pop("col", None)
    kept["cols"] = ",".join(column.key for column in chosen(keys))
    return f"{reverse('workorders:queue')}?{kept.urlencode()}"


def columns_of(request: Request) -> list[Column]:
    """The columns that the address asks for."""
    return chosen(request.GET.get("cols", "").split(","))


def page_of(request: Request, form: FilterForm, **more: Any) -> dict[str, Any]:
    """What the queue's template needs."""
    filters = read_filters(request, form)
    number = request.GET.get("page", "")
    found = board(
        request.actor,
        filters,
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1,
        size=SIZE,
        now=request.now,
    )
    opened = request.GET.get("o", "")
    context: dict[str, Any] = {
        "form": form,
        "tab": filters.tab,
        "tabs": [
            {
                "key": key,
                "label": label,
                "count": _count(found.counts.get(key)),
                "tone": TONES.get(key, "") if found.counts.get(key) else "",
                "active": key == filters.tab,
            }
            for key, label in TABS.items()
        ],
        "columns": columns_of(request),
        "all_columns": list(COLUMNS.values()),
        "sort": filters.sort,
        "sortable": filters.tab in OPEN_TABS,
        "views": saved_views(request),
        "rows": [(order, row_clock(order)) for order in found.rows],
        "page": Capped(found, SIZE).page(found.page),
        "capped": found.total > 1000,
        "filtered": bool(form.values()),
        "may_dispatch": may(request.actor, "workorders.dispatch"),
        "may_remind": may(request.actor, "service.remind"),
        "may_create": may(request.actor, "workorders.create"),
        "export": reverse("workorders:export") if may(request.actor, EXPORT) else "",
        "since": _last_entry(),
        "here": request.get_full_path(),
    }
    if opened:
        order = find_order(request.actor, opened)
        context |= {
            "drawer": shown(order, request.actor, request.now),
            "here": request.get_full_path(),
        }
    return context | more


def saved_views(request: Request) -> list[dict[str, Any]]:
    """One's own views and the team's, with what may be done to each."""
    here = request.GET.urlencode()
    return [
        {
            "view": view,
            "own": view.owner_id == request.actor.id,
            "active": bool(here) and view.query == here,
        }
        for view in SavedView.objects.visible_to(request.actor).select_related("owner")[:60]
    ]


def _count(number: int | None) -> str:
    return "" if number is None else "1000+" if number > 1000 else str(number)


def _last_entry() -> int:
    return Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0


@require_GET
@login_required
@never_cache
def changes(request: Request) -> HttpResponse:
    """How many orders changed since the page was made: rows never move under the pointer."""
    require(request.actor, VIEW)
    since = request.GET.get("since", "")
    since = since if since.isascii() and since.isdigit() and len(since) < 19 else "0"
    entries = Entry.objects.filter(id__gt=int(since), subject_type="workorders.workorder").exclude(
        actor_kind="staff", actor_id=request.actor.id
    )
    ids = {int(pk) for pk in entries.order_by("id").values_list("subject_id", flat=True)[:200]}
    number = WorkOrder.objects.visible_to(request.actor).filter(pk__in=ids).count() if ids else 0
    context = {"number": number, "since": since, "back": _back(request)}
    return render(request, "workorders/parts/changes.html", context)


def _back(request: Request) -> str:
    kept = {k: v for k, v in request.GET.items() if k != "since"}
    return f"{reverse('workorders:queue')}?{urlencode(kept)}"


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The queue as Excel: same filters and order; more than a few rows leave with approval."""
    require(request.actor, EXPORT)
    form = FilterForm(request.GET, actor=request.actor)
    filters = read_filters(request, form)
    rows = within(order_list(request.actor, filters, now=request.now), request.actor, EXPORT)
    return let_out(request, rows, SHEET, query=filters.text)


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    rows = in_order(WorkOrder.objects.select_related("unit", "assignee"), ids)
    mark = Mark.of(request.actor, now=request.now, number=number)
    content = order_book(rows, columns_of(request), mark=mark)
    return download(content, f"orders-{timezone.localdate(request.now):%Y%m%d}")


def register_list() -> None:
    """Let orders leave with approval, as any list of customers does (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            gettext_lazy("Work orders"),
            EXPORT,
            lambda by: within(WorkOrder.objects.visible_to(by), by, EXPORT),
            _leave,
            behind(WorkOrder),
            "orders",
            "workorders:queue",
        )
    )
