"""A period under a draft: asked for, carried out by the loop, read with the cases behind it."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from heqi.compendium import actions
from heqi.compendium.forms import DAY
from heqi.compendium.models import ReplayRun
from heqi.compendium.states import RunStatus
from heqi.compendium.views.frame import draft_of, framed
from heqi.compendium.views.replay_file import workbook_of
from heqi.compendium.views.replayed import report_of
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.people.workbooks import download
from heqi.policies.measures import month_after, month_before


class PeriodForm(forms.Form):
    """The period that is decided anew."""

    since = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    until = forms.DateField(label=gettext_lazy("Until (excluded)"), widget=DAY)


@login_required
@require_http_methods(["GET", "POST"])
def replays(request: Request, pk: int) -> HttpResponse:
    """Replays of a draft, the newest open; a form for another."""
    row = draft_of(request, pk)
    month = request.now.date().replace(day=1)
    first = {"since": month_before(month), "until": month_after(month)}
    form = PeriodForm(request.POST or None, initial=first)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                run = actions.ask_replay(
                    row, **form.cleaned_data, by=request.actor, now=request.now
                )
                return redirect("compendium:replay", pk, run.pk)
            except ValidationError as error:
                put_errors(form, error)
    context = framed(request, row, "replays", form=form, runs=row.runs.all()[:20])
    return render(request, "compendium/replays.html", context, status=status)


def _run(request: Request, pk: int, run: int) -> ReplayRun:
    row = draft_of(request, pk)
    found = get_object_or_404(row.runs, pk=run)
    found.draft = row
    return found


@login_required
@require_GET
def replay(request: Request, pk: int, run: int) -> HttpResponse:
    """What the period would have been."""
    found = _run(request, pk, run)
    waits = found.status in (RunStatus.WAITING, RunStatus.RUNNING)
    report = {} if waits else report_of(found, request.GET)
    context = framed(request, found.draft, "replays", run=found, waits=waits, **report)
    if request.headers.get("HX-Request"):
        return render(request, "compendium/_progress.html", context)
    return render(request, "compendium/replay.html", context)


@login_required
@require_GET
def export_replay(request: Request, pk: int, run: int) -> HttpResponse:
    """What changes, and the cases behind it, as Excel."""
    found = _run(request, pk, run)
    if found.status != RunStatus.DONE:
        raise Http404
    return download(workbook_of(found, by=request.actor, now=request.now), f"replay-{found.pk}")
