"""The minutes of a sitting on paper."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from heqi.governance.access import VIEW
from heqi.governance.models import Seat, Sitting
from heqi.people.access import require
from heqi.people.papers import paper
from heqi.people.requests import Request


@login_required
@require_GET
def minutes(request: Request, pk: int) -> HttpResponse:
    """Who was there, what was decided with how many votes, what was said."""
    require(request.actor, VIEW)
    rows = Sitting.objects.visible_to(request.actor).select_related("company")
    row = get_object_or_404(rows, pk=pk)
    seats = Seat.objects.filter(company=row.company_id, since__lte=row.at.date())
    offices = {seat.staff_id: seat.get_office_display() for seat in seats}
    page = {
        "row": row,
        "present": [
            (staff, offices.get(staff.pk, ""))
            for staff in row.present.select_related("unit").order_by("number")
        ],
        "matters": row.matters.select_related("unit").order_by("number"),
    }
    return paper(request, "governance/minutes.html", page, name=row.number)
