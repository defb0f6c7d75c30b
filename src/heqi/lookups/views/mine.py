"""What concerns the viewer himself: his log, what he was asked, his answer and appeal."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.customers.purposes import reasons
from heqi.customers.queries import CappedPaginator
from heqi.lookups import actions, queries
from heqi.lookups.forms import AnswerForm, AppealForm, DayAnswerForm
from heqi.lookups.models import Case, DayQuestion
from heqi.lookups.states import Status
from heqi.people.requests import Request


@require_GET
@login_required
@never_cache
def mine(request: Request) -> HttpResponse:
    """Everybody sees his own look-ups, and what he was asked about them."""
    return _mine(request)


def _mine(
    request: Request, form: DayAnswerForm | None = None, *, asked: int | None = None
) -> HttpResponse:
    page = CappedPaginator(queries.own_log(request.actor), queries.PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": queries.with_verdicts(page.object_list),
        "cases": Case.objects.about(request.actor).order_by("-is_open", "-id")[:10],
        "reasons": reasons(),
        "questions": DayQuestion.objects.about(request.actor)[:5],
        "day_form": form or DayAnswerForm(),
        "asked": asked,
    }
    return render(request, "lookups/mine.html", context, status=422 if form else 200)


@require_POST
@login_required
def answer_of_day(request: Request, pk: int) -> HttpResponse:
    """What the looks of a day were for."""
    row = get_object_or_404(DayQuestion.objects.about(request.actor), pk=pk)
    form = DayAnswerForm(request.POST)
    if form.is_valid():
        actions.answer_of_day(
            row, text=form.cleaned_data["text"], by=request.actor, now=request.now
        )
        messages.success(request, _("Your answer has been passed to the reviewers."))
        return redirect("lookups:mine")
    return _mine(request, form, asked=row.pk)


@require_GET
@login_required
@never_cache
def question(request: Request, pk: int) -> HttpResponse:
    """What the viewer was asked."""
    return _page(request, _found(request, pk), None)


@require_POST
@login_required
def answer(request: Request, pk: int) -> HttpResponse:
    """His answer."""
    row = _found(request, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        actions.answer_question(
            row, text=form.cleaned_data["text"], by=request.actor, now=request.now
        )
        messages.success(request, _("Your answer has been passed to the reviewers."))
        return redirect("lookups:question", pk=row.pk)
    return _page(request, row, form)


@require_POST
@login_required
def appeal(request: Request, pk: int) -> HttpResponse:
    """His appeal."""
    row = _found(request, pk)
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            actions.appeal_decision(
                row, text=form.cleaned_data["text"], by=request.actor, now=request.now
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Your appeal has been passed to other reviewers."))
            return redirect("lookups:question", pk=row.pk)
    return _page(request, row, form)


def _page(request: Request, row: Case, form: forms.Form | None) -> HttpResponse:
    kinds = {Status.ASKED: AnswerForm, Status.UPHELD: AppealForm}
    is_open = row.status != Status.UPHELD or (row.due_at is not None and request.now <= row.due_at)
    kind = kinds.get(Status(row.status)) if is_open else None
    context = {
        "row": row,
        "flags": row.flags.all(),
        "evidence": queries.evidence_of(row),
        "reasons": reasons(),
        "form": form or (kind() if kind else None),
        "opinions": row.opinions.all() if row.decided_at else [],
    }
    status = 422 if form is not None else 200
    return render(request, "lookups/question.html", context, status=status)


def _found(request: Request, pk: int) -> Case:
    rows = Case.objects.about(request.actor).select_related("staff", "unit", "decision")
    return get_object_or_404(rows, pk=pk)
