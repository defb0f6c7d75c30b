"""Sheets between departments: the list, one sheet with its next step, the paper."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from heqi.authority import access, actions
from heqi.authority.forms import SheetReportForm
from heqi.authority.models import Sheet
from heqi.authority.queries import sheets
from heqi.authority.states import SHEET_FLOW
from heqi.clocks.queries import clocks_of
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.papers import paper
from heqi.people.requests import Request

SIZE = 20
LABELS = {
    "open": pgettext_lazy("sheet between departments", "Open"),
    "late": pgettext_lazy("sheet between departments", "Overdue"),
    "all": pgettext_lazy("sheet between departments", "All"),
}
ISSUED = pgettext_lazy("sheet between departments", "Issued")
DONE = {
    "authority.acknowledge_sheet": pgettext_lazy("history", "Sheet acknowledged"),
    "authority.finish_sheet": pgettext_lazy("history", "Sheet done"),
    "authority.withdraw_sheet": pgettext_lazy("history", "Sheet withdrawn"),
}


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """Sheets that concern the actor's units."""
    require(request.actor, access.VIEW)
    tab = request.GET.get("tab", "open")
    tab = tab if tab in LABELS else "open"
    page = {
        "tab": tab,
        "tabs": [
            {"key": key, "label": label, "active": key == tab} for key, label in LABELS.items()
        ],
        "page": Paginator(sheets(request.actor, tab, now=request.now), SIZE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "authority/sheets.html", page)


@login_required
@require_GET
def sheet(request: Request, pk: int) -> HttpResponse:
    """One sheet with its next step."""
    return _shown(request, _row(request, pk), None, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Acknowledge a sheet, or say that it is done."""
    row = _row(request, pk)
    if name == "acknowledge":
        actions.acknowledge_sheet(row, by=request.actor, now=request.now)
    elif name == "finish":
        form = SheetReportForm(request.POST, kind=row.kind)
        if not form.is_valid():
            return _shown(request, row, form, 422)
        try:
            actions.finish_sheet(row, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
            return _shown(request, row, form, 422)
    else:
        raise Http404(_("There is no such step."))
    messages.success(request, _("Saved."))
    return redirect("authority:sheet", pk)


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The sheet on paper."""
    row = _row(request, pk)
    page: dict[str, Any] = {"row": row, "clocks": clocks_of(row), "now": request.now}
    return paper(request, "authority/print/sheet.html", page, name=row.number)


def _row(request: Request, pk: int) -> Sheet:
    rows = Sheet.objects.visible_to(request.actor).select_related(
        "unit__parent", "receiver", "company", "use"
    )
    return get_object_or_404(rows, pk=pk, use__effective_at__isnull=False)


def _shown(request: Request, row: Sheet, form: forms.Form | None, status: int) -> HttpResponse:
    moves = SHEET_FLOW.moves_from(row.status)
    mine = may(request.actor, access.SHEETS, row.receiver)
    page = {
        "row": row,
        "clocks": clocks_of(row),
        "acknowledge": mine and "acknowledge" in moves,
        "finish": (form or SheetReportForm(kind=row.kind)) if mine and "finish" in moves else None,
        "lines": [
            {
                "at": row.issued_at,
                "text": pgettext("sheet between departments", "Issued"),
                "by": row.issuer_name,
            },
            *(
                {"at": e.at, "text": DONE[e.code], "by": e.actor_name, "note": e.reason}
                for e in reversed(list(history(row, limit=20)))
                if e.code in DONE
            ),
        ],
    }
    return render(request, "authority/sheet.html", page, status=status)
