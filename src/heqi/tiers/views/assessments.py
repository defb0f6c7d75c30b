"""Proposals: the list, proposing from a customer, one assessment, completing, taking back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.approvals.models import Approval
from heqi.approvals.queries import chain_of
from heqi.customers import reading
from heqi.customers.models import Tier
from heqi.customers.sheets import in_order
from heqi.customers.views.exports import let_out
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, Sheet, download, marked_book
from heqi.tiers import actions
from heqi.tiers.access import EXPORT, PROPOSE, VIEW, may_in, reached
from heqi.tiers.facts import figure_word, kinds_of_post
from heqi.tiers.forms import ProposalFilter, ProposeForm, ReasonForm, initial_of, usual_end
from heqi.tiers.models import Assessment
from heqi.tiers.queries.ledger import in_force_of
from heqi.tiers.queries.proposals import candidates, mine_to_review, state_counts
from heqi.tiers.queries.proposals import proposals as read_proposals
from heqi.tiers.states import OPEN, TONES, Occasion, Status
from heqi.tiers.views.frame import framed, party_of

PAGE = 30
SHEET = "tiers.proposals"
# What the ledger's codes are called in the history.
DONE = {
    "tiers.propose": pgettext_lazy("history", "Proposed"),
    "tiers.note_occasion": pgettext_lazy("history", "Noted by the system"),
    "tiers.submit": pgettext_lazy("history", "Handed in for review"),
    "tiers.approve": pgettext_lazy("history", "Approved"),
    "tiers.return": pgettext_lazy("history", "Returned"),
    "tiers.refuse": pgettext_lazy("history", "Not approved"),
    "tiers.withdraw": pgettext_lazy("history", "Withdrawn"),
    "tiers.keep": pgettext_lazy("history", "Confirmed, no change"),
    "tiers.supersede": pgettext_lazy("history", "Replaced by a newer assessment"),
    "tiers.end": pgettext_lazy("history", "Tier ended"),
}


@require_GET
@login_required
@never_cache
def proposals(request: Request) -> HttpResponse:
    """Every proposal by state, and who is likely to become one."""
    require(request.actor, VIEW)
    form = ProposalFilter(request.GET)
    filters = form.values()
    counts = state_counts(request.actor)
    today = timezone.localdate(request.now)
    tabs = [{"key": "", "label": _("All"), "count": sum(counts.values())}] + [
        {"key": status.value, "label": status.label, "count": counts.get(status.value, 0)}
        for status in (
            Status.COLLECTED, Status.RETURNED, Status.UNDER_REVIEW, Status.APPROVED, Status.REFUSED,
            Status.WITHDRAWN,
        )
    ]  # fmt: skip
    with transaction.atomic():
        page = Paginator(read_proposals(request.actor, filters), PAGE).get_page(
            request.GET.get("page")
        )
        found = candidates(request.actor, now=request.now)
        seen = [row.party_id for row in page] + [one.party.pk for one in found]
        reading.log_list(request.actor, seen, now=request.now)
    context = framed(
        request,
        "proposals",
        form=form,
        page=page,
        tabs=tabs,
        chosen=filters.get("status", ""),
        filtered=bool(filters),
        candidates=found,
        may_propose=may(request.actor, PROPOSE),
        collects=kinds_of_post(request.actor.post, on=today, company_id=request.actor.company_id),
        figure=figure_word(on=today, company_id=request.actor.company_id),
        export=reverse("tiers:export_proposals") if may(request.actor, EXPORT) else "",
    )
    return render(request, "tiers/proposals.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The proposals as seen, as an Excel file; more than a few rows leave with approval."""
    require(request.actor, EXPORT)
    rows = read_proposals(request.actor, ProposalFilter(request.GET).values())
    return let_out(request, reached(rows, request.actor, EXPORT), SHEET)


def leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    """These proposals as a file."""
    found = in_order(Assessment.objects.select_related("party", "department"), ids)
    heads = [
        _("Number"), _("Customer"), _("Customer number"), _("Occasion"), _("Present tier"),
        _("Proposed tier"), _("Criterion"), _("Proof seen"), _("Reason"), _("Department"),
        _("Proposed by"), _("State"), _("Reviewed by"), _("Opinion"),
    ]  # fmt: skip
    lines = (
        [
            one.number, one.party.name, one.party.number, one.get_occasion_display(),
            one.get_before_display(), one.get_tier_display(), one.get_criterion_display(),
            one.proof, one.reason, str(one.department or ""), one.proposer_name,
            one.get_status_display(), one.reviewer_name, one.opinion,
        ]
        for one in found
    )  # fmt: skip
    mark = Mark.of(request.actor, now=request.now, number=number)
    day = timezone.localdate(request.now)
    content = marked_book([Sheet(_("Proposals"), heads, lines)], mark=mark)
    return download(content, f"tier-proposals-{day:%Y%m%d}")


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def propose(request: Request, pk: int) -> HttpResponse:
    """Propose a tier from the customer's page: criterion, proof, reason."""
    require(request.actor, PROPOSE)
    party = party_of(request, pk, PROPOSE)
    waiting = Assessment.objects.filter(party=party, status__in=OPEN).first()
    if waiting is not None and request.method == "GET":
        return redirect("tiers:assessment", waiting.pk)
    lowers = (request.POST.get("lower") or request.GET.get("lower")) == "1"
    lowers = lowers and party.tier != Tier.STANDARD
    today = timezone.localdate(request.now)
    initial = initial_of(party, None, on=today)
    if not lowers:
        initial["valid_until"] = usual_end(
            party.tier, party.tier_criterion, on=today, company_id=party.company_id
        )
    else:
        initial["criterion"] = "none"
    form = ProposeForm(
        request.POST or None, party=party, now=request.now, lowers=lowers, initial=initial
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.propose_tier(
                    party, occasion=_occasion(form, lowers), by=request.actor, now=request.now,
                    **form.values(),
                )  # fmt: skip
            except ValidationError as error:
                put_errors(form, error, m3=form.figure)
            else:
                messages.success(request, _("Handed in for review: {n}").format(n=made.number))
                return redirect("tiers:assessment", made.pk)
    context = framed(
        request, "proposals", form=form, party=party, lowers=lowers,
        in_force=in_force_of(party), figure=figure_word(on=today, company_id=party.company_id),
    )  # fmt: skip
    return render(request, "tiers/propose.html", context, status=status)


def _occasion(form: ProposeForm, lowers: bool) -> str:
    if lowers:
        return Occasion.BASIS_LOST
    by_use = form.is_trade and form.cleaned_data["criterion"] == "none"
    return Occasion.CAPACITY_ADDED if by_use else Occasion.CRITERION_MET


def _found(request: Request, pk: int) -> Assessment:
    require(request.actor, VIEW)
    rows = Assessment.objects.visible_to(request.actor).select_related(
        "party__company", "party__unit", "company", "unit", "department", "decision", "review",
        "replaces", "batch", "proposed_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=min(pk, 2**62))


@require_GET
@login_required
@never_cache
def assessment(request: Request, pk: int) -> HttpResponse:
    """One assessment: facts with their days, the decision, proofs, signatures, history."""
    row = _found(request, pk)
    with transaction.atomic():
        reading.log_list(request.actor, [row.party_id], now=request.now)
    return _page(request, row)


def _page(
    request: Request, row: Assessment, *, reason: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    approval = Approval.objects.filter(pk=row.approval_id or 0).select_related("current").first()
    own = request.actor.kind == "staff" and request.actor.id == row.proposed_by_id
    proposes = may_in(request.actor, PROPOSE, row)
    context: dict[str, Any] = framed(
        request,
        "proposals",
        row=row,
        tone=TONES[row.status],
        facts=list(row.facts.all()),
        approval=approval,
        chain=chain_of(approval) if approval else [],
        lines=[
            {"at": e.at, "text": DONE[e.code], "by": e.actor_name, "note": e.reason}
            for e in history(row, limit=60)
            if e.code in DONE
        ],
        may_complete=proposes and row.status in (Status.COLLECTED, Status.RETURNED),
        may_withdraw=proposes and row.status in OPEN and (own or row.proposed_by_id is None),
        may_sign=row.pk in mine_to_review(request.actor, now=request.now),
        reason=reason or ReasonForm(),
    )
    return render(request, "tiers/assessment.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def complete(request: Request, pk: int) -> HttpResponse:
    """Add what is missing, correct what was returned, and hand it in."""
    row = _found(request, pk)
    require(request.actor, PROPOSE)
    today = timezone.localdate(request.now)
    lowers = row.occasion in (Occasion.BASIS_LOST, Occasion.BASIS_ENDED)
    form = ProposeForm(
        request.POST or None, party=row.party, now=request.now, lowers=lowers,
        initial=initial_of(row.party, row, on=today),
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.complete_proposal(row, by=request.actor, now=request.now, **form.values())
            except ValidationError as error:
                put_errors(form, error, m3=form.figure)
                row.refresh_from_db()
            else:
                messages.success(request, _("Handed in: {state}").format(
                    state=row.get_status_display()))  # fmt: skip
                return redirect("tiers:assessment", pk)
    context = framed(
        request, "proposals", form=form, party=row.party, row=row, lowers=lowers,
        in_force=in_force_of(row.party),
        figure=figure_word(on=today, company_id=row.party.company_id),
    )  # fmt: skip
    return render(request, "tiers/propose.html", context, status=status)


@require_POST
@login_required
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take an open proposal back."""
    row = _found(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, row, reason=form, status=422)
    actions.withdraw_proposal(
        row, reason=form.cleaned_data["reason"], by=request.actor, now=request.now
    )
    messages.success(request, _("Taken back."))
    return redirect("tiers:assessment", pk)
