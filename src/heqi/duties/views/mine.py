"""What one person has to do."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heqi.duties.access import DO, VIEW
from heqi.duties.forms import OutcomeForm
from heqi.duties.queries import follow_ups_of, my_bundles
from heqi.duties.views.frame import chosen, framed, people_in_view
from heqi.people.access import may, require
from heqi.people.requests import Request


@login_required
@require_GET
def mine(request: Request) -> HttpResponse:
    """The actor's own duties, or those of somebody whose duties he sees."""
    if not may(request.actor, VIEW):
        require(request.actor, DO)
    people = people_in_view(request.actor, on=timezone.localdate(request.now))
    staff = chosen(people, request.GET.get("staff", ""))
    groups = my_bundles(staff, request.actor, now=request.now)
    heads = (
        ("overdue", _("Overdue"), "over"),
        ("now", _("To do now"), "pri"),
        ("coming", _("Coming"), ""),
        ("done", _("Settled lately"), "ok"),
    )
    shown = [(key, title, tone, groups[key]) for key, title, tone in heads if groups[key]]
    page = framed(
        request,
        "mine",
        groups=shown,
        people=people,
        staff=staff,
        follow_ups=[] if staff else [(f, OutcomeForm()) for f in follow_ups_of(request.actor)[:50]],
    )
    return render(request, "duties/mine.html", page)
