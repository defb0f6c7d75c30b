"""Customers leaving the system, as a file or on paper, each with name, time and number on it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from heqi.customers import queries
from heqi.customers.access import EXPORT
from heqi.customers.actions.exporting import ask_export, take_few, take_out
from heqi.customers.export import customer_book
from heqi.customers.forms import FilterForm
from heqi.customers.models import Export, ExportForm, Party
from heqi.customers.pace import gates_on
from heqi.customers.purposes import Purpose
from heqi.customers.sheets import Sheet, register_sheet, require_some, sheet_of
from heqi.people.access import require
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download

SHOWN = 50


def register_list() -> None:
    """Let the list of customers leave with approval; called when the app is ready."""
    register_sheet(
        Sheet(
            "customers",
            gettext_lazy("List of customers"),
            EXPORT,
            lambda by: Party.objects.visible_to(by, EXPORT),
            leave,
        )
    )


class AskForm(forms.Form):
    """What the rows are needed for."""

    reason = forms.CharField(label=gettext_lazy("What are the rows needed for?"), max_length=200)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The list with its filters: a few rows at once, more once somebody has approved them."""
    require(request.actor, EXPORT)
    kind = "print" if request.GET.get("form") == "print" else "excel"
    filters = FilterForm(request.GET).values()
    rows = queries.customers(request.actor, **filters, sort=request.GET.get("sort", ""))
    rows = rows & Party.objects.visible_to(request.actor, EXPORT)
    return let_out(request, rows, "customers", kind=kind, query=filters.get("q", ""))


def let_out(
    request: Request,
    rows: QuerySet[Any],
    sheet: str,
    *,
    kind: str = "excel",
    query: str = "",
    purpose: Purpose | None = None,
) -> HttpResponse:
    """A list that names customers leaves: a few rows at once, more once they are approved.

    ``rows`` are those that the sheet's right covers, filtered and in order.
    """
    gates = gates_on(request.now, company_id=request.actor.company_id)
    ids = list(rows.values_list("pk", flat=True)[: int(gates["export_most"])])
    if sheet_of(sheet).size(ids) > int(gates["export_rows"]):
        return _ask_first(request, ids, kind, sheet)
    with transaction.atomic():
        number = take_few(
            ids,
            sheet=sheet,
            form=kind,
            query=query,
            purpose=purpose,
            by=request.actor,
            now=request.now,
        )
        return sheet_of(sheet).leave(request, ids, kind, number)


@require_GET
@login_required
@never_cache
def exports(request: Request) -> HttpResponse:
    """What the actor asked to take out, and whether he may fetch it."""
    require_some(request.actor)
    rows = Export.objects.filter(staff_id=request.actor.id or 0)[:SHOWN]
    shown = [(row, row.until is not None and request.now < row.until) for row in rows]
    return render(request, "customers/exports.html", {"rows": shown})


@require_GET
@login_required
@never_cache
def fetch(request: Request, pk: int) -> HttpResponse:
    """An approved export, while its link is open."""
    require_some(request.actor)
    mine = Export.objects.filter(staff_id=request.actor.id or 0)
    row = get_object_or_404(mine, pk=min(pk, 2**62))
    ids = [one.pk for one in take_out(row, by=request.actor, now=request.now)]
    return sheet_of(row.sheet).leave(request, ids, row.form, row.number)


def _ask_first(request: Request, ids: Sequence[int], kind: str, sheet: str) -> HttpResponse:
    """More rows than leave at once: what they are needed for, and a request for approval."""
    limit = int(gates_on(request.now, company_id=request.actor.company_id)["export_rows"])
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            ask_export(
                ids, form=kind, reason=reason, sheet=sheet, by=request.actor, now=request.now
            )
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            messages.success(request, _("Your request waits for approval."))
            return redirect("customers:exports")
    label = f"{sheet_of(sheet).title} · {ExportForm(kind).label}"
    back = reverse(sheet_of(sheet).back)
    context = {
        "form": form,
        "rows": sheet_of(sheet).size(ids),
        "limit": limit,
        "kind": label,
        "back": back,
    }
    return render(
        request, "customers/export_ask.html", context, status=422 if form.is_bound else 200
    )


def leave(request: Request, ids: Sequence[int], kind: str, number: str) -> HttpResponse:
    """The list of these customers as a file or on paper."""
    found = {
        party.pk: queries.row_of(party)
        for party in queries.with_details(Party.objects.filter(pk__in=ids))
    }
    rows = [found[pk] for pk in ids if pk in found]
    mark = Mark.of(request.actor, now=request.now, number=number)
    if kind == "print":
        return render(request, "customers/print.html", {"rows": rows, "mark": mark})
    day = timezone.localdate(request.now)
    return download(customer_book(rows, mark=mark), f"customers-{day:%Y%m%d}")
