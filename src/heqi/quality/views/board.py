"""The team leader's board, and everybody's own entries."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from heqi.people.access import require
from heqi.people.requests import Request
from heqi.quality.access import OWN, VIEW
from heqi.quality.actions import finish_self_check
from heqi.quality.actors import staff_behind
from heqi.quality.forms import NoteForm
from heqi.quality.models import SelfCheck
from heqi.quality.queries.board import board as board_of
from heqi.quality.queries.board import late_suggestions, sums
from heqi.quality.queries.entries import entries_of
from heqi.quality.queries.errors import own_errors
from heqi.quality.views.frame import framed

SHOWN = 14


@login_required
@require_GET
def board(request: Request) -> HttpResponse:
    """Who entered what today, team by team, and what waits (7.5)."""
    require(request.actor, VIEW)
    teams = board_of(request.actor, now=request.now)
    page = framed(
        request,
        "board",
        teams=teams,
        sums=sums(teams),
        late_suggestions=late_suggestions(request.actor, now=request.now),
    )
    return render(request, "quality/board.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def mine(request: Request) -> HttpResponse:
    """My entries of a day with what the standard finds, and what came back to me (7.2)."""
    require(request.actor, OWN)
    staff = staff_behind(request.actor)
    day = _day(request)
    if request.method == "POST":
        form = NoteForm(request.POST)
        note = form.cleaned_data["note"] if form.is_valid() else ""
        check = finish_self_check(on=day, note=note, by=request.actor, now=request.now)
        messages.success(
            request,
            _("Self-check done: {n} entries, {m} to be corrected.").format(
                n=check.entries, m=check.errors
            ),
        )
        return redirect("quality:mine")
    entries = entries_of(staff, on=day)
    page = {
        "day": day,
        "entries": entries,
        "faulty": sum(1 for entry in entries if entry.findings),
        "check": SelfCheck.objects.filter(staff=staff, on=day).first(),
        "checks": SelfCheck.objects.filter(staff=staff)[:SHOWN],
        "returned": list(own_errors(request.actor)[:100]),
        "form": NoteForm(),
    }
    return render(request, "quality/mine.html", page)


def _day(request: Request) -> date:
    """The day that the page is about, never one ahead."""
    today = timezone.localdate(request.now)
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        return today
