"""What waits for me, what I did, what I asked for; one approval with its chain and its forms."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from heqi.approvals import actions, forms, queries
from heqi.approvals.access import visible_to
from heqi.approvals.actions.gate import party_label
from heqi.approvals.models import Approval
from heqi.people.access import may
from heqi.people.requests import Request

PAGE = 30
# The forms beside the signature, in their order; what ends the matter is marked.
TITLES = {
    "return": gettext_lazy("Send back"),
    "refuse": gettext_lazy("Refuse"),
    "add_signer": gettext_lazy("Add a signer"),
    "hand_over": gettext_lazy("Hand over"),
    "assign": gettext_lazy("Name a signer"),
    "remind": gettext_lazy("Remind the signers"),
    "withdraw": gettext_lazy("Withdraw"),
}
ENDS = {"refuse", "withdraw"}
Act = Callable[[Approval, dict[str, Any]], None]


@require_GET
@login_required
def board(request: Request) -> HttpResponse:
    """The lists, each under its tab with its count."""
    lists = _lists(request)
    key = request.GET.get("tab", "")
    key = key if key in lists else ""
    page = Paginator(lists[key][1], PAGE).get_page(request.GET.get("page"))
    tabs = [
        {
            "key": code,
            "label": label,
            "count": queries.counted(shown),
            "tone": "over" if code == "stuck" else "",
        }
        for code, (label, shown) in lists.items()
    ]
    context = {
        "page": page,
        "rows": [(row, key == "" and row.batch and row.amount is None) for row in page],
        "tabs": tabs,
        "tab": key,
        "batch": key == "" and any(row.batch and row.amount is None for row in page),
    }
    return render(request, "approvals/board.html", context)


@require_GET
@login_required
def detail(request: Request, pk: int) -> HttpResponse:
    """One approval."""
    return _page(request, _found(request, pk))


@require_POST
@login_required
def approve_many(request: Request) -> HttpResponse:
    """Approve the ticked rows, each on its own, and say what became of them."""
    given = request.POST.getlist("id")
    pks = [int(pk) for pk in given if pk.isascii() and pk.isdigit() and len(pk) < 18]
    outcomes = actions.approve_many(pks, by=request.actor, now=request.now)
    done = sum(outcome.done for outcome in outcomes)
    if done:
        messages.success(request, _("Approvals signed: {n}").format(n=done))
    for outcome in outcomes:
        if not outcome.done:
            messages.error(request, f"{outcome.number} {outcome.sentence}".strip())
    return redirect("approvals:list")


@require_POST
@login_required
def approve(request: Request, pk: int) -> HttpResponse:
    """Sign."""

    def act(row: Approval, given: dict[str, Any]) -> None:
        actions.approve(
            row,
            opinion=given["opinion"],
            signature=given["signature"],
            step=given["step"],
            by=request.actor,
            now=request.now,
        )

    return _do(request, pk, "approve", forms.ApproveForm, act, _("Signed"))


@require_POST
@login_required
def return_(request: Request, pk: int) -> HttpResponse:
    """Send back."""

    def act(row: Approval, given: dict[str, Any]) -> None:
        actions.return_approval(
            row,
            reason=given["reason"],
            to=int(given["to"]) if given["to"] else None,
            step=given["step"],
            by=request.actor,
            now=request.now,
        )

    return _do(request, pk, "return", forms.ReturnForm, act, _("Sent back"))


@require_POST
@login_required
def refuse(request: Request, pk: int) -> HttpResponse:
    """Refuse for good."""

    def act(row: Approval, given: dict[str, Any]) -> None:
        actions.refuse_approval(
            row, reason=given["reason"], step=given["step"], by=request.actor, now=request.now
        )

    return _do(request, pk, "refuse", forms.ReasonForm, act, _("Refused"))


@require_POST
@login_required
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take one's own request back."""

    def act(row: Approval, given: dict[str, Any]) -> None:
        actions.withdraw(row, reason=given["reason"], by=request.actor, now=request.now)

    return _do(request, pk, "withdraw", forms.NoteForm, act, _("Withdrawn"))


@require_POST
@login_required
def add_signer(request: Request, pk: int) -> HttpResponse:
    """Ask one more person."""

    def act(row: Approval, given: dict[str, Any]) -> None:
        actions.add_signer(
            row,
            staff=given["staff"],
            where=given["where"],
            reason=given["reason"],
            step=given["step"],
            by=request.actor,
            now=request.now,
        )

    return _do(request, pk, "add_signer", forms.AddSignerForm, act, _("Signer added"))


@require_POST
@login_required
def hand_over(request: Request, pk: int) -> HttpResponse:
    """Let somebody else sign."""

    def act(row: Approval, given: dict[str, Any]) -> None:
        actions.hand_over(
            row,
            to=given["staff"],
            reason=given["reason"],
            step=given["step"],
            by=request.actor,
            now=request.now,
        )

    return _do(request, pk, "hand_over", forms.HandOverForm, act, _("Handed over"))


@require_POST
@login_required
def remind(request: Request, pk: int) -> HttpResponse:
    """Remind those who have not signed."""

    def act(row: Approval, given: dict[str, Any]) -> None:
        actions.remind_voters(row, reason=given["reason"], by=request.actor, now=request.now)

    return _do(request, pk, "remind", forms.NoteForm, act, _("Reminded"))


@require_POST
@login_required
def assign(request: Request, pk: int) -> HttpResponse:
    """Name a signer where nobody can sign."""

    def act(row: Approval, given: dict[str, Any]) -> None:
        actions.assign_signer(
            row, staff=given["staff"], reason=given["reason"], by=request.actor, now=request.now
        )

    return _do(request, pk, "assign", forms.AssignForm, act, _("Signer named"))


def _do(
    request: Request, pk: int, name: str, form_class: type[forms.StepForm], act: Act, done: str
) -> HttpResponse:
    """Read the form, act, go back; a wrong form keeps what was typed."""
    row = _found(request, pk)
    form = form_class(request.POST, approval=row, now=request.now)
    if form.is_valid():
        try:
            act(row, form.cleaned_data)
        except ValidationError as error:
            row = _found(request, pk)
            form.add_error(None, error.messages)
        else:
            messages.success(request, done)
            seen = visible_to(request.actor).filter(pk=pk).exists()
            return redirect("approvals:detail", pk) if seen else redirect("approvals:list")
    return _page(request, row, {name: form}, status=422)


def _page(
    request: Request,
    row: Approval,
    bound: dict[str, forms.StepForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    doors = queries.doors_of(row, request.actor, now=request.now)
    classes: dict[str, type[forms.StepForm]] = {}
    if doors.sign:
        classes |= {
            "approve": forms.ApproveForm,
            "return": forms.ReturnForm,
            "refuse": forms.ReasonForm,
            "add_signer": forms.AddSignerForm,
            "hand_over": forms.HandOverForm,
        }
    if doors.withdraw:
        classes["withdraw"] = forms.NoteForm
    if doors.remind:
        classes["remind"] = forms.NoteForm
    if doors.assign:
        classes["assign"] = forms.AssignForm
    shown = {
        name: form_class(approval=row, now=request.now, auto_id=f"id_{name}_%s")
        for name, form_class in classes.items()
    } | (bound or {})
    open_step = row.current
    context = {
        "row": row,
        "chain": queries.chain_of(row),
        "forms": shown,
        "folded": [
            (name, TITLES[name], form, reverse(f"approvals:{name}", args=[row.pk]), name in ENDS)
            for name, form in shown.items()
            if name in TITLES
        ],
        "doors": doors,
        "fault": open_step.get_fault_display() if open_step and open_step.fault else "",
        "fault_party": party_label(open_step.fault_party) if open_step and open_step.fault else "",
        "open_form": next(iter(bound), "") if bound else "",
    }
    return render(request, "approvals/detail.html", context, status=status)


def _found(request: Request, pk: int) -> Approval:
    rows = visible_to(request.actor).select_related(
        "unit", "company", "requested_by", "current", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


def _lists(request: Request) -> dict[str, tuple[str, QuerySet[Approval]]]:
    actor = request.actor
    lists: dict[str, tuple[str, QuerySet[Approval]]] = {
        "": (_("Waiting for me"), queries.pending_for(actor, now=request.now)),
        "done": (_("Done by me"), queries.done_by(actor)),
        "mine": (_("Requested by me"), queries.requested_by(actor)),
        "copies": (_("Copies to me"), queries.copied_to(actor)),
    }
    if may(actor, "approvals.view"):
        lists["all"] = (_("All"), queries.overseen_by(actor))
    if may(actor, "approvals.manage"):
        lists["stuck"] = (_("Nobody can sign"), queries.stuck_for(actor))
    return lists
