"""Who acts for whom, and arranging it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heqi.people import actions, organisation
from heqi.people.access import visible_units
from heqi.people.forms import StandInForm
from heqi.people.models import Staff
from heqi.people.requests import Request
from heqi.people.views.sending import done

PAGE = 50


@require_http_methods(["GET", "POST"])
@login_required
def stand_ins(request: Request) -> HttpResponse:
    """Present and coming stand-ins, past ones behind a tab; everybody arranges his own."""
    today = timezone.localdate(request.now)
    managed = visible_units(request.actor, "people.manage").values("pk")
    employed = Staff.objects.filter(left_on__isnull=True).select_related("unit", "post")
    company = request.actor.company_id
    form = StandInForm(
        request.POST or None,
        absent=employed.filter(Q(pk=request.actor.id) | Q(unit__in=managed)),
        deputies=employed.filter(
            Q(unit__company=company) | Q(unit=request.actor.unit_id) | Q(unit__in=managed)
        ),
        initial={"absent": request.actor.id, "since": today},
    )
    if request.method == "POST" and done(
        request,
        form,
        lambda given: actions.appoint_stand_in(
            absent=given["absent"],
            deputy=given["deputy"],
            since=given["since"],
            until=form.until(),
            reason=given["reason"],
            by=request.actor,
            now=request.now,
        ),
        _("The stand-in is arranged"),
    ):
        return redirect("people:stand_ins")
    over = request.GET.get("tab") == "over"
    rows = organisation.stand_ins(request.actor, over=over)
    context = {
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "over": over,
        "today": today,
        "tabs": [
            {"key": "", "label": _("Arranged"), "count": None},
            {"key": "over", "label": _("Ended early"), "count": None},
        ],
    }
    return render(request, "people/stand_ins.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def end(request: Request, pk: int) -> HttpResponse:
    """End one before its time."""
    stand_in = get_object_or_404(organisation.stand_ins(request.actor, over=False), pk=pk)
    actions.end_stand_in(stand_in, by=request.actor, now=request.now)
    return redirect("people:stand_ins")
