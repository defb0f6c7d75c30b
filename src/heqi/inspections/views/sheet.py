"""The sheet as it is filled in, on the phone."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heqi.inspections import actions
from heqi.inspections import forms as f
from heqi.inspections.actions.rights import may_carry
from heqi.inspections.models import Inspection, SheetItem
from heqi.inspections.queries.holdings import sheet_page
from heqi.inspections.views.frame import offered
from heqi.inspections.views.steps import STEPS, possible, row_of
from heqi.people.access import refuse
from heqi.people.fields import put_errors
from heqi.people.requests import Request

ON_PHONE = ("start", "sign", "hand_over")


@login_required
@require_GET
def sheet(request: Request, pk: int) -> HttpResponse:
    """The sheet for filling in on the phone."""
    return sheet_shown(request, row_of(request, pk), {}, 200)


def _item(request: Request, pk: int) -> SheetItem:
    seen = Inspection.objects.visible_to(request.actor).order_by().values("pk")
    rows = SheetItem.objects.filter(inspection__in=seen)
    return get_object_or_404(rows.select_related("inspection__unit__parent"), pk=pk)


@login_required
@require_POST
def judge(request: Request, pk: int) -> HttpResponse:
    """What the group says of an item."""
    item = _item(request, pk)
    return _kept(request, item, f"item{pk}", f.ItemForm(request.POST), actions.judge_item)


@login_required
@require_POST
def find(request: Request, pk: int) -> HttpResponse:
    """A problem at an item."""
    item = _item(request, pk)
    form = f.FindingForm(request.POST, row=item.inspection)
    return _kept(request, item, f"find{pk}", form, actions.record_finding)


def _kept(request: Request, item: SheetItem, key: str, form: forms.Form, act: Any) -> HttpResponse:
    row = item.inspection
    if not may_carry(request.actor, row):
        raise refuse(_("Only the inspection group fills in the sheet."))
    if form.is_valid():
        try:
            act(item, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            return redirect(reverse("inspections:sheet", args=[row.pk]) + f"#i{item.pk}")
    return sheet_shown(request, row_of(request, row.pk), {key: form}, 422)


def sheet_shown(
    request: Request, row: Inspection, bound: dict[str, forms.Form], status: int
) -> HttpResponse:
    """The sheet, with forms that failed by their key."""
    fills = row.is_filled_in and may_carry(request.actor, row)
    shown = sheet_page(row)
    lines = []
    for item in row.items.all():
        form = bound.get(f"item{item.pk}") or f.ItemForm(
            initial={"result": item.result, "note": item.note}, auto_id=f"i{item.pk}_%s"
        )
        finding = bound.get(f"find{item.pk}")
        if fills and finding is None:
            finding = f.FindingForm(
                row=row, initial={"clause": item.clause}, auto_id=f"f{item.pk}_%s"
            )
        lines.append(
            {
                "item": item,
                "form": form,
                "finding": finding,
                "open": f"find{item.pk}" in bound,
                "found": [one for one in shown["findings"] if one.item_id == item.pk],  # type: ignore[attr-defined]
            }
        )
    names = [name for name in possible(request, row) if name in ON_PHONE]
    steps = offered(STEPS, names, bound, lambda _name, step: step.form() if step.form else None)
    page = {**shown, "rows": lines, "fills": fills, "steps": steps, "bound": bound}
    return render(request, "inspections/sheet.html", page, status=status)
