"""Pages of the reconciliation: the list, one sheet, the month."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.clocks.queries import clocks_of
from heqi.customers.queries import CappedPaginator
from heqi.ledger.audit import history
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download
from heqi.reconciliation import actions
from heqi.reconciliation.access import CHECK, EXPLAIN, VIEW
from heqi.reconciliation.causes import cause_label
from heqi.reconciliation.export import month_book, sheets_book
from heqi.reconciliation.forms import CountForm, ExplainForm, ReturnForm, SheetFilter
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.queries import (
    TABS,
    Month,
    SheetFilters,
    doors_of,
    get_sheet,
    month_report,
    sheet_list,
    tab_counts,
)
from heqi.reconciliation.states import Status

PAGE = 30


def _filters(request: Request) -> tuple[SheetFilter, SheetFilters]:
    own = Sheet.objects.visible_to(request.actor)
    units = Unit.objects.filter(pk__in=own.order_by().values("unit_id").distinct())
    form = SheetFilter(request.GET, units=units)
    given = form.values()
    tab = request.GET.get("tab", "")
    unit = given.get("unit")
    return form, SheetFilters(
        tab=tab if tab in TABS else "check",
        kind=given.get("kind") or "",
        unit=unit.pk if unit else None,
        text=given.get("q") or "",
        since=given.get("since"),
        until=given.get("until"),
    )


@require_GET
@login_required
def sheets(request: Request) -> HttpResponse:
    """Sheets by what waits."""
    require(request.actor, VIEW)
    form, filters = _filters(request)
    counts = tab_counts(request.actor)
    labels = {
        "check": _("To check"),
        "difference": pgettext("reconciliation", "Differences"),
        "open": _("Not closed yet"),
        "done": pgettext("reconciliation", "Finished"),
        "all": _("All"),
    }
    tabs = [
        {
            "key": key,
            "label": label,
            "count": counts.get(key, ""),
            "tone": "over" if key == "difference" else "",
        }
        for key, label in labels.items()
    ]
    page = CappedPaginator(sheet_list(request.actor, filters), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": [(row, _clock(row)) for row in page],
        "tabs": tabs,
        "form": form,
        "export": reverse("reconciliation:export_sheets"),
        "filtered": any(form.values().values()),
    }
    return render(request, "reconciliation/list.html", context)


@require_GET
@login_required
def export_sheets(request: Request) -> HttpResponse:
    """The filtered list as an Excel file."""
    require(request.actor, VIEW)
    _form, filters = _filters(request)
    content = sheets_book(
        sheet_list(request.actor, filters)[:MOST], by=request.actor, now=request.now
    )
    return download(content, f"reconciliation-sheets-{timezone.localdate(request.now):%Y%m%d}")


def _clock(row: Sheet) -> dict[str, Any] | None:
    """What is due on a sheet, for the list."""
    if row.due_at is None:
        return None
    return {
        "label": row.due_title,
        "state": "running",
        "due_at": row.due_at,
        "clauses": [row.due_clause],
        "mark": "",
    }


def _found(request: Request, pk: int) -> Sheet:
    try:
        return get_sheet(request.actor, pk)
    except ObjectDoesNotExist:
        raise Http404 from None


@require_GET
@login_required
@never_cache
def sheet(request: Request, pk: int) -> HttpResponse:
    """One sheet with its three sides."""
    return _page(request, _found(request, pk))


def _page(
    request: Request, row: Sheet, bound: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    doors = doors_of(request.actor, row)
    bound = bound or {}
    rows = list(row.rows.all())
    context = {
        "sheet": row,
        "rows": sorted(rows, key=lambda line: (line.agrees, line.pk)),
        "counted": row.status != Status.OPEN or bool(rows),
        "clocks": [clock for clock in clocks_of(row) if clock.due_at],
        "doors": doors,
        "cause": cause_label(row.cause) if row.cause else "",
        "explain_form": bound.get("explain") or ExplainForm(auto_id="id_explain_%s"),
        "count_form": bound.get("count") or CountForm(auto_id="id_count_%s"),
        "return_form": bound.get("return") or ReturnForm(auto_id="id_return_%s"),
        "history": history(row),
    }
    return render(request, "reconciliation/sheet.html", context, status=status)


@require_POST
@login_required
def check(request: Request, pk: int) -> HttpResponse:
    """Counted after the clerk."""
    row = actions.check_sheet(_found(request, pk), by=request.actor, now=request.now)
    if row.status == Status.APPROVED:
        messages.success(request, _("Checked and approved"))
    else:
        messages.warning(request, _("Checked: there is a difference to be explained"))
    return redirect("reconciliation:sheet", pk)


@require_POST
@login_required
def count(request: Request, pk: int) -> HttpResponse:
    """What the receipts and the bank statement of a day's transfers show."""
    row = _found(request, pk)
    require(request.actor, CHECK, row)
    form = CountForm(request.POST, auto_id="id_count_%s")
    return _do(request, row, "count", form, lambda: actions.count_transfers(
        row, **form.cleaned_data, by=request.actor, now=request.now
    ), _("Counted and compared"))  # fmt: skip


@require_POST
@login_required
def approve(request: Request, pk: int) -> HttpResponse:
    """The explanation holds."""
    actions.approve_sheet(_found(request, pk), by=request.actor, now=request.now)
    messages.success(request, pgettext("reconciliation", "Approved"))
    return redirect("reconciliation:sheet", pk)


@require_POST
@login_required
def explain(request: Request, pk: int) -> HttpResponse:
    """Where the difference comes from."""
    row = _found(request, pk)
    require(request.actor, EXPLAIN, row)
    form = ExplainForm(request.POST, auto_id="id_explain_%s")
    return _do(request, row, "explain", form, lambda: actions.explain_sheet(
        row, **form.cleaned_data, by=request.actor, now=request.now
    ), _("Explanation submitted"))  # fmt: skip


@require_POST
@login_required
def return_(request: Request, pk: int) -> HttpResponse:
    """The explanation does not hold."""
    row = _found(request, pk)
    require(request.actor, CHECK, row)
    form = ReturnForm(request.POST, auto_id="id_return_%s")
    return _do(request, row, "return", form, lambda: actions.return_sheet(
        row, **form.cleaned_data, by=request.actor, now=request.now
    ), _("Sent back"))  # fmt: skip


def _do(
    request: Request, row: Sheet, name: str, form: Form, act: Callable[[], object], done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, done)
            return redirect("reconciliation:sheet", row.pk)
    return _page(request, _found(request, row.pk), {name: form}, 422)


def _month(request: Request) -> tuple[date, Month]:
    """The month asked for, else the present one, with its report."""
    this = timezone.localdate(request.now).replace(day=1)
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = this
    if not date(2000, 1, 1) <= first <= this:
        first = this
    label = date_format(first, "YEAR_MONTH_FORMAT")
    return first, month_report(request.actor, first, label=label)


@require_GET
@login_required
def month(request: Request) -> HttpResponse:
    """The month by hall, clerk and team, with every difference."""
    require(request.actor, VIEW)
    first, report = _month(request)
    this = timezone.localdate(request.now).replace(day=1)
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    context = {
        "first": first,
        "report": report,
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}" if after <= this else "",
        "export": f"{reverse('reconciliation:export')}?month={first:%Y-%m}",
    }
    return render(request, "reconciliation/month.html", context)


@require_GET
@login_required
def export(request: Request) -> HttpResponse:
    """The month as an Excel file."""
    require(request.actor, VIEW)
    first, report = _month(request)
    content = month_book(report, by=request.actor, now=request.now)
    return download(content, f"reconciliation-{first:%Y-%m}")
