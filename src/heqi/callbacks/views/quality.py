"""Calls that are reviewed, the figures of the month."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.callbacks import actions, queries
from heqi.callbacks.access import REVIEW
from heqi.callbacks.catalogue import fatal_errors
from heqi.callbacks.forms.calling import ReasonForm
from heqi.callbacks.forms.handling import ReviewForm
from heqi.callbacks.indicators import months_figures, months_results
from heqi.callbacks.models import Review
from heqi.callbacks.views.frame import company_in_view, framed
from heqi.customers.queries import CappedPaginator
from heqi.people.access import may
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.policies.measures import month_after, month_before, read_month

PAGE = 30


@login_required
@require_GET
def reviews(request: Request) -> HttpResponse:
    """Calls of a month that are reviewed."""
    company = company_in_view(request, REVIEW)
    month = read_month(request.GET.get("month", ""), today=timezone.localdate(request.now))
    tab = "done" if request.GET.get("tab") == "done" else "open"
    rows = queries.review_list(request.actor, month=month, tab=tab)
    page = CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
    faults = {row.code: row.label for row in fatal_errors()}
    context = framed(
        request,
        "reviews",
        company=company,
        month=month,
        page=page,
        rows=[(row, faults.get(row.fatal, "")) for row in page.object_list],
        tab=tab,
        tabs=[{"key": "open", "label": _("To review")}, {"key": "done", "label": _("Reviewed")}],
        months=months_around(month, today=timezone.localdate(request.now)),
    )
    return render(request, "callbacks/reviews.html", context)


@login_required
@require_POST
def draw_reviews(request: Request) -> HttpResponse:
    """Draw the month's calls."""
    company = company_in_view(request, REVIEW)
    month = read_month(request.POST.get("month", ""), today=timezone.localdate(request.now))
    added = actions.draw_reviews(company, month=month, by=request.actor, now=request.now)
    messages.success(request, _("{n} calls were added.").format(n=added))
    return redirect(f"/callbacks/reviews/?month={month:%Y-%m}")


@login_required
@require_GET
@never_cache
def review(request: Request, pk: int) -> HttpResponse:
    """One call with its score sheet."""
    return _page(request, _found(request, pk), ReviewForm())


@login_required
@require_POST
@never_cache
def score(request: Request, pk: int) -> HttpResponse:
    """Mark a call."""
    row = _found(request, pk)
    form = ReviewForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.score_review(
                row,
                marks=form.marks(),
                fatal=said["fatal"],
                remark=said["remark"],
                by=request.actor,
                now=request.now,
            )
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"/callbacks/reviews/?month={row.month:%Y-%m}")
    return _page(request, row, form, status=422)


@login_required
@require_POST
@never_cache
def give_back(request: Request, pk: int) -> HttpResponse:
    """Give somebody the role back that a false record cost him."""
    row = _found(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        actions.give_role_back(
            row, reason=form.cleaned_data["reason"], by=request.actor, now=request.now
        )
        messages.success(request, _("Saved."))
        return redirect("callbacks:review", row.pk)
    return _page(request, row, ReviewForm(), giving=form, status=422)


@login_required
@require_GET
def figures(request: Request) -> HttpResponse:
    """The indicators of a month against their targets."""
    company = company_in_view(request)
    today = timezone.localdate(request.now)
    month = read_month(request.GET.get("month", ""), today=today)
    context = framed(
        request,
        "figures",
        company=company,
        month=month,
        rows=months_figures(company, month, now=request.now),
        results=months_results(company, month),
        months=months_around(month, today=today),
    )
    return render(request, "callbacks/figures.html", context)


def months_around(month: Any, *, today: Any) -> dict[str, str]:
    """The neighbours of a month as the pager of months links them."""
    after = month_after(month)
    return {
        "before": f"{month_before(month):%Y-%m}",
        "after": f"{after:%Y-%m}" if after <= today else "",
    }


def _found(request: Request, pk: int) -> Review:
    rows = Review.objects.visible_to(request.actor).select_related(
        "task", "caller", "reviewer", "decision"
    )
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404(_("There is no such review."))
    return row


def _page(
    request: Request,
    row: Review,
    form: ReviewForm,
    *,
    giving: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    task = row.task
    labels = {str(q["code"]): q for q in queries.script_of(task)}
    faults = {one.code: one.label for one in fatal_errors()}
    context = framed(
        request,
        "reviews",
        review=row,
        task=task,
        answers=[(labels[code], value) for code, value in task.answers.items() if code in labels],
        form=form if row.reviewed_at is None else None,
        fatal=faults.get(row.fatal, ""),
        giving=giving or ReasonForm(),
        may_give_back=may(request.actor, REVIEW, row) and request.actor.id != row.caller_id,
    )
    return render(request, "callbacks/review.html", context, status=status)
