"""Operating rights: who may lose them, proposals, giving back, the quarterly review."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.approvals.models import Approval
from heqi.people.access import may, require, visible_units
from heqi.people.fields import put_errors
from heqi.people.models import Post, Role, Staff, Unit
from heqi.people.requests import Request
from heqi.quality.access import LEAD, VIEW
from heqi.quality.actions import decide_right, give_back, open_review, propose_withdrawal
from heqi.quality.actions.rights import APPROVAL
from heqi.quality.forms import GiveBackForm, ProposalForm
from heqi.quality.models import ErrorClass, ReviewItem, RightsReview, Training, Withdrawal
from heqi.quality.queries.results import repeats_of
from heqi.quality.queries.rights import candidates, review_due
from heqi.quality.views.frame import company_in_view, framed

PAGE = 30


@login_required
@require_GET
def rights(request: Request) -> HttpResponse:
    """Withdrawals so far, for whom one could be proposed, and the reviews."""
    require(request.actor, VIEW)
    rows = Withdrawal.objects.visible_to(request.actor).select_related("staff", "unit")
    page = framed(
        request,
        "rights",
        page=Paginator(rows, PAGE).get_page(request.GET.get("page")),
        candidates=candidates(request.actor, now=request.now),
        reviews=list(RightsReview.objects.visible_to(request.actor).select_related("unit")[:8]),
        may_lead=may(request.actor, LEAD),
        **_due(request),
    )
    return render(request, "quality/rights.html", page)


def _due(request: Request) -> dict[str, Any]:
    due = review_due(company_in_view(request), now=request.now)
    names = [str(Post.objects.get(pk=post)) for post in due.posts]
    return {"due": due, "due_late": due.is_late(request.now), "due_posts": "、".join(names)}


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: Request, pk: int) -> HttpResponse:
    """Propose the withdrawal of somebody's rights, with the proof in view."""
    units = visible_units(request.actor, LEAD)
    staff = get_object_or_404(Staff.objects.filter(unit__in=units).select_related("unit"), pk=pk)
    form = ProposalForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = propose_withdrawal(
                    staff, reason=form.cleaned_data["reason"], by=request.actor, now=request.now
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                return redirect("quality:withdrawal", made.pk)
    page = framed(request, "rights", staff=staff, repeats=repeats_of(staff), form=form)
    return render(request, "quality/propose.html", page, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def withdrawal(request: Request, pk: int) -> HttpResponse:
    """One withdrawal with its proof; after a training the rights are given back here."""
    rows = Withdrawal.objects.visible_to(request.actor)
    row = get_object_or_404(rows.select_related("staff", "unit", "decision", "training"), pk=pk)
    trainings = Training.objects.filter(staff=row.staff_id)
    form = GiveBackForm(request.POST or None, trainings=trainings)
    status = 200
    if request.method == "POST":
        require(request.actor, LEAD, row)
        status = 422
        if form.is_valid():
            training = form.cleaned_data["training"]
            try:
                give_back(row, training=training, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("The rights are given back."))
                return redirect("quality:withdrawal", pk)
    labels = dict(ErrorClass.choices)
    page = framed(
        request,
        "rights",
        row=row,
        proofs=[
            {
                **proof,
                "label": labels.get(proof["class"], ""),
                "at": datetime.fromisoformat(proof["entered_at"]) if proof["entered_at"] else None,
            }
            for proof in row.evidence
        ],
        held=_held(row),
        approval=Approval.objects.filter(kind=APPROVAL, subject_id=str(row.pk)).first(),
        form=form if row.status == "withdrawn" and may(request.actor, LEAD, row) else None,
    )
    return render(request, "quality/withdrawal.html", page, status=status)


def _held(row: Withdrawal) -> list[tuple[str, str]]:
    roles = Role.objects.in_bulk(held["role"] for held in row.held)
    units = Unit.objects.in_bulk(held["unit"] for held in row.held)
    return [(str(roles[held["role"]]), str(units[held["unit"]])) for held in row.held]


@login_required
@require_POST
def begin_review(request: Request) -> HttpResponse:
    """Open the review of this quarter."""
    company = company_in_view(request, LEAD)
    made = open_review(company, by=request.actor, now=request.now)
    return redirect("quality:review", made.pk)


@login_required
@require_http_methods(["GET", "POST"])
def review(request: Request, pk: int) -> HttpResponse:
    """Every right of the company; one or several are confirmed or ended."""
    rows = RightsReview.objects.visible_to(request.actor)
    row = get_object_or_404(rows.select_related("company", "unit", "decision"), pk=pk)
    if request.method == "POST":
        require(request.actor, LEAD, row)
        keep = request.POST.get("do") != "withdraw"
        given = request.POST.getlist("id")[:200]
        wanted = [int(text) for text in given if text.isdecimal() and len(text) < 19]
        chosen = row.items.filter(pk__in=wanted, verdict=ReviewItem.Verdict.PENDING).select_related(
            "holding__staff", "review__unit", "staff"
        )
        done = 0
        for item in chosen:
            item.review = row
            decide_right(item, keep=keep, by=request.actor, now=request.now)
            done += 1
        messages.success(request, _("{n} rights decided.").format(n=done))
        return redirect("quality:review", pk)
    items = row.items.select_related("staff__post", "unit", "holding__role", "holding__unit")
    only = request.GET.get("verdict", "")
    if only in ReviewItem.Verdict.values:
        items = items.filter(verdict=only)
    waits_first = Case(When(verdict=ReviewItem.Verdict.PENDING, then=0), default=1)
    items = items.order_by(waits_first, "unit__path", "staff__number", "pk")
    pending = row.items.filter(verdict=ReviewItem.Verdict.PENDING).count()
    page = framed(
        request,
        "rights",
        review=row,
        page=Paginator(items, 50).get_page(request.GET.get("page")),
        pending=pending,
        total=row.items.count(),
        may_decide=may(request.actor, LEAD, row) and pending,
    )
    return render(request, "quality/review.html", page)
