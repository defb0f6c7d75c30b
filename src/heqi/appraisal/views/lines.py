"""One line of a month: what is counted, why, by which clause, and the way to its record."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from heqi.appraisal.extracts import extract_of
from heqi.appraisal.facts import item_words, record_words
from heqi.appraisal.models import Line, Sheet, StaffSheet
from heqi.appraisal.queries.months import records_of
from heqi.people.requests import Request


@login_required
@require_GET
def line(request: Request, pk: int) -> HttpResponse:
    """A line for whoever sees its department's sheet, or that of the person whom it counts for.

    It opens the record where the reader may see that; else it says what of it counts.
    """
    sheets = Sheet.objects.visible_to(request.actor)
    seen = Q(sheet__in=sheets.order_by().values("pk"))
    if request.actor.kind == "staff":
        seen |= Q(for_staff=True, staff_id=request.actor.id or 0)
    rows = Line.objects.filter(seen)
    row = get_object_or_404(rows.select_related("sheet__unit", "sheet__period", "staff"), pk=pk)
    person = None
    if row.for_staff and row.staff_id is not None:
        people = StaffSheet.objects.visible_to(request.actor)
        person = people.filter(period_id=row.sheet.period_id, staff_id=row.staff_id).first()
    page = {
        "line": row,
        "record": records_of([row], request.actor)[row.pk],
        "item": item_words(row.item),
        "kind": record_words(row.record),
        "extract": extract_of(row, request.actor),
        "sheet": sheets.filter(pk=row.sheet_id).select_related("unit").first(),
        "person": person,
    }
    return render(request, "appraisal/line.html", page)
