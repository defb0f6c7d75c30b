"""The sheet as it is filled in, on the phone."""

from collections import Counter
from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.evidence.queries import attachments_of
from heqi.evidence.sniffing import MAX_SIZE
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

PHOTOS = 9
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
    form = f.ItemForm(request.POST)
    if _kept(request, item, form, actions.judge_item):
        return _back(item)
    return sheet_shown(request, row_of(request, item.inspection_id), {f"item{pk}": form}, 422)


@login_required
@require_http_methods(["GET", "POST"])
def find(request: Request, pk: int) -> HttpResponse:
    """A problem at an item, with photos: a page of its own, the sheet stays light on the phone."""
    item = _item(request, pk)
    row = item.inspection
    posted = request.method == "POST"
    form = f.FindingForm(request.POST if posted else None, row=row, initial={"clause": item.clause})
    if posted:
        if _kept(request, item, form, partial(_record, request)):
            return _back(item)
    elif not (row.is_filled_in and may_carry(request.actor, row)):
        return _back(item)
    page = {"item": item, "form": form, "most": PHOTOS}
    return render(request, "inspections/find.html", page, status=422 if posted else 200)


def _record(request: Request, item: SheetItem, **given: Any) -> None:
    actions.record_finding(item, photos=_photos(request), **given)


def _photos(request: Request) -> list[tuple[str, bytes]]:
    files = request.FILES.getlist("photos")
    if len(files) > PHOTOS or any((one.size or 0) > MAX_SIZE for one in files):
        raise ValidationError(
            _("At most {n} photos of {mb} MB each.").format(n=PHOTOS, mb=MAX_SIZE // 1_000_000)
        )
    return [(one.name or "", one.read()) for one in files]


def _kept(request: Request, item: SheetItem, form: forms.Form, act: Any) -> bool:
    """Whether it was kept; else the form has the errors."""
    if not may_carry(request.actor, item.inspection):
        raise refuse(_("Only the inspection group fills in the sheet."))
    if not form.is_valid():
        return False
    try:
        act(item, **form.cleaned_data, by=request.actor, now=request.now)
    except ValidationError as refused:
        put_errors(form, refused)
        return False
    return True


def _back(item: SheetItem) -> HttpResponse:
    return redirect(reverse("inspections:sheet", args=[item.inspection_id]) + f"#i{item.pk}")


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
        lines.append(
            {
                "item": item,
                "form": form,
                "found": [one for one in shown["findings"] if one.item_id == item.pk],  # type: ignore[attr-defined]
            }
        )
    names = [name for name in possible(request, row) if name in ON_PHONE]
    steps = offered(STEPS, names, bound, lambda _name, step: step.form() if step.form else None)
    photos = Counter(one.note for one in attachments_of(request.actor, row, kind="photo"))
    page = {
        **shown,
        "photos": photos,
        "rows": lines,
        "fills": fills,
        "steps": steps,
        "bound": bound,
    }
    return render(request, "inspections/sheet.html", page, status=status)
