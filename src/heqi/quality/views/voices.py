"""Suggestions of entry staff."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from heqi.people.access import may, refuse, require
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.quality.access import LEAD, OWN, VIEW
from heqi.quality.actions import answer_suggestion, file_suggestion, reward_suggestion
from heqi.quality.forms import AnswerForm, RewardForm, SuggestionForm
from heqi.quality.models import Suggestion
from heqi.quality.states import SuggestionStatus
from heqi.quality.views.frame import framed

PAGE = 30


@login_required
@require_GET
def suggestions(request: Request) -> HttpResponse:
    """Suggestions that the actor filed or oversees."""
    if not may(request.actor, VIEW):
        require(request.actor, OWN)
    rows = Suggestion.objects.visible_to(request.actor).select_related("staff", "unit")
    page = framed(
        request,
        "suggestions",
        page=Paginator(rows, PAGE).get_page(request.GET.get("page")),
        may_file=may(request.actor, OWN),
    )
    return render(request, "quality/suggestions.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def new_suggestion(request: Request) -> HttpResponse:
    """File a suggestion."""
    require(request.actor, OWN)
    form = SuggestionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = file_suggestion(**form.cleaned_data, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                return redirect("quality:suggestion", made.pk)
    page = framed(request, "suggestions", form=form)
    return render(request, "quality/new_suggestion.html", page, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def suggestion(request: Request, pk: int) -> HttpResponse:
    """One suggestion: answered, adopted, rewarded."""
    rows = Suggestion.objects.visible_to(request.actor)
    row = get_object_or_404(rows.select_related("staff", "unit"), pk=pk)
    form = _form(request, row)
    status = 200
    if request.method == "POST":
        if form is None:
            raise refuse(_("Only the service management office answers and rewards suggestions."))
        status = 422
        if form.is_valid():
            _carry_out(request, row, form)
            messages.success(request, _("Saved."))
            return redirect("quality:suggestion", pk)
    page = framed(request, "suggestions", row=row, form=form)
    return render(request, "quality/suggestion.html", page, status=status)


def _form(request: Request, row: Suggestion) -> forms.Form | None:
    """The form of the next step, None where there is none for the actor."""
    own = request.actor.kind == "staff" and request.actor.id == row.staff_id
    if own or not may(request.actor, LEAD, row):
        return None
    if row.status == SuggestionStatus.FILED:
        return AnswerForm(request.POST or None)
    return RewardForm(request.POST or None) if row.status == SuggestionStatus.ADOPTED else None


def _carry_out(request: Request, row: Suggestion, form: forms.Form) -> None:
    said = form.cleaned_data
    if isinstance(form, AnswerForm):
        adopt = request.POST.get("do") == "adopt"
        answer_suggestion(
            row, adopt=adopt, answer=said["answer"], by=request.actor, now=request.now
        )
    else:
        reward_suggestion(row, reward=said["reward"], by=request.actor, now=request.now)
