"""A list to work off: one duty for many, each recorded in a line (festival greetings)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heqi.duties import actions
from heqi.duties.audiences import link_of
from heqi.duties.forms import FilterForm
from heqi.duties.models import Occurrence
from heqi.duties.queries import occurrences
from heqi.duties.specs import title_of
from heqi.duties.states import TO_DO
from heqi.duties.views.frame import framed, people_in_view, require_any, units_in_view
from heqi.people.requests import Request

PAGE = 50
ID = 18


@login_required
@require_http_methods(["GET", "POST"])
def calls(request: Request) -> HttpResponse:
    """Who is still to be called for a duty and a festival; a call is recorded where it stands."""
    require_any(request.actor)
    status, typed, refused = 200, "", ""
    pk = request.POST.get("id", "")
    if request.method == "POST":
        pk = pk if pk.isdigit() and len(pk) <= ID else "0"
        rows = Occurrence.objects.visible_to(request.actor).select_related("unit")
        row = get_object_or_404(rows, pk=int(pk))
        typed = request.POST.get("text", "").replace("\x00", "")
        try:
            _record(request, row, typed)
        except ValidationError as error:
            status, refused = 422, " ".join(error.messages)
        else:
            messages.success(request, _("Recorded."))
            return redirect(request.get_full_path())
    form = FilterForm(
        request.GET,
        units=units_in_view(request.actor)[:200],
        people=people_in_view(request.actor, on=timezone.localdate(request.now)),
        company_id=request.actor.company_id,
    )
    given = form.values()
    rows = occurrences(request.actor, given)
    left = rows.filter(status__in=TO_DO)
    page = Paginator(left, PAGE).get_page(request.GET.get("page"))
    lines = [(row, link_of(row.audience, row.subject_id)) for row in page]
    title = title_of(given["duty"]) if given.get("duty") else _("To do")
    values = framed(
        request,
        "all",
        page=page,
        lines=lines,
        title=title,
        first=page[0] if lines else None,
        total=rows.count(),
        done=rows.filter(status__in=["done", "late"]).count(),
        typed=typed,
        typed_for=int(pk) if pk.isdigit() else 0,
        refused=refused,
    )
    return render(request, "duties/calls.html", values, status=status)


def _record(request: Request, row: Occurrence, text: str) -> None:
    missing = actions.missing_evidence(row)
    actions.record(
        row,
        kind=missing[0] if missing else row.evidence[0],
        text=text,
        done_on=timezone.localdate(request.now),
        by=request.actor,
        now=request.now,
    )
