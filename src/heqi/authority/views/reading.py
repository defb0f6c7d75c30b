"""The ledger, the matrix, one use with what is to be done, the form on paper."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from heqi.approvals.models import Approval, Vote
from heqi.approvals.queries import chain_of, progress_of
from heqi.authority import actions
from heqi.authority.access import READ, USE, VIEW
from heqi.authority.actions.settling import require_settling
from heqi.authority.export import MOST, uses_book
from heqi.authority.facts import SHEETS, Terms, item_codes, matrix, terms_of, wanted_of
from heqi.authority.forms import FilterForm, FormalityForm, ReasonForm, ResubmitForm
from heqi.authority.models import Confirmation, Sheet, Signal, Use
from heqi.authority.posts import holders_now
from heqi.authority.queries import TABS, Filters, month_figures, tab_counts, uses
from heqi.authority.states import FLOW, Status
from heqi.authority.subjects import door_label, door_of
from heqi.authority.words import (
    condition_words,
    formality_words,
    job_words,
    kind_words,
    proof_words,
)
from heqi.clocks.queries import clocks_of
from heqi.evidence.queries import picture_for
from heqi.ledger.audit import history
from heqi.people.access import Refused, may, require
from heqi.people.capitals import in_capitals
from heqi.people.fields import put_errors
from heqi.people.lists import tabs_of
from heqi.people.models import Unit
from heqi.people.papers import paper
from heqi.people.queries import department_of, is_absent
from heqi.people.requests import Request
from heqi.people.workbooks import download
from heqi.policies.packs import common_pack, find_clause, policy_of
from heqi.policies.speaking import spoken

SIZE = 20
LABELS = {
    "open": pgettext_lazy("use of authority", "Open"),
    "signing": pgettext_lazy("use of authority", "To be signed"),
    "late": pgettext_lazy("use of authority", "Overdue"),
    "backfill": pgettext_lazy("use of authority", "Order to supply"),
    "beyond": pgettext_lazy("use of authority", "Beyond authority"),
    "all": pgettext_lazy("use of authority", "All"),
}
DONE = {
    "authority.use": pgettext_lazy("history", "Authority used"),
    "authority.confirm": pgettext_lazy("history", "Condition confirmed"),
    "authority.grant": pgettext_lazy("history", "Signed by all"),
    "authority.send_back": pgettext_lazy("history", "Sent back"),
    "authority.resubmit": pgettext_lazy("history", "Submitted again"),
    "authority.end_refused": pgettext_lazy("history", "Refused"),
    "authority.ask_user": pgettext_lazy("history", "Sign put to whoever used it"),
    "authority.state_own": pgettext_lazy("history", "Statement handed in"),
    "authority.withdraw": pgettext_lazy("history", "Withdrawn"),
    "authority.formality": pgettext_lazy("history", "Formality done"),
    "authority.settle": pgettext_lazy("history", "Settled"),
    "authority.committee": pgettext_lazy("history", "The committee decided"),
}
STEPS: dict[str, tuple[Any, type[forms.Form], str]] = {
    "withdraw": (actions.withdraw_use, ReasonForm, "withdraw"),
    "resubmit": (actions.resubmit_use, ResubmitForm, "resubmit"),
    "formality": (actions.settle_formality, FormalityForm, ""),
}


def _filters(request: Request, form: FilterForm) -> Filters:
    tab = request.GET.get("tab", "")
    sort = request.GET.get("sort", "")
    return Filters(tab=tab if tab in TABS else "open", sort=sort, **form.values())


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """A page of the ledger."""
    require(request.actor, READ)
    form = FilterForm(request.GET, actor=request.actor)
    filters = _filters(request, form)
    counts = tab_counts(request.actor, now=request.now)
    tabs = tabs_of(LABELS, counts, filters.tab)
    month = timezone.localdate(request.now).replace(day=1)
    rows = uses(request.actor, filters, now=request.now)
    found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    signed = progress_of(row.approval_id for row in found if row.status == Status.SIGNING)
    page = {
        "form": form,
        "tab": filters.tab,
        "tabs": tabs,
        "page": found,
        "rows": [(row, signed.get(row.approval_id or 0)) for row in found],
        "filtered": bool(form.values()),
        "may_use": may(request.actor, USE),
        "figures": month_figures(request.actor, month),
        "month": month,
        "export": reverse("authority:export"),
    }
    return render(request, "authority/uses.html", page)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The ledger as Excel: same filters and order."""
    require(request.actor, VIEW)
    filters = _filters(request, FilterForm(request.GET, actor=request.actor))
    rows = uses(request.actor, filters, now=request.now)[:MOST]
    book = uses_book(rows, by=request.actor, now=request.now)
    return download(book, f"authority-{timezone.localdate(request.now):%Y%m%d}")


@login_required
@require_GET
def matrix_page(request: Request) -> HttpResponse:
    """Who may what, why, and who holds it today."""
    require(request.actor, READ)
    today = timezone.localdate(request.now)
    rows = matrix(on=today, company_id=request.actor.company_id)
    company = Unit.objects.filter(pk=request.actor.company_id or 0).first()
    posts = {post for terms in rows for post in terms.holders}
    people = holders_now(posts, company, on=today) if company else {}
    away = {
        staff.pk: is_absent(staff, on=today)
        for held in people.values()
        for staff in held
        if len(held) == 1
    }
    page = {
        "rows": [
            (
                terms,
                [(post, people.get(post, []), away) for post in terms.holders],
                [formality_words(code) for code in terms.formalities],
            )
            for terms in rows
        ],
        "company": company,
        "may_use": may(request.actor, USE),
    }
    return render(request, "authority/matrix.html", page)


@login_required
@require_GET
def use(request: Request, pk: int) -> HttpResponse:
    """One use: facts, proofs, signatures, what is still to be done."""
    return _shown(request, _row(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Carry out one step."""
    row = _row(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    act, form_class, _move = STEPS[name]
    form = (
        ResubmitForm(request.POST, request.FILES, row=row, terms=_terms(row))
        if form_class is ResubmitForm
        else form_class(request.POST)
    )
    if form.is_valid():
        given = form.values() if isinstance(form, ResubmitForm) else form.cleaned_data
        try:
            act(row, **given, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("authority:use", pk)
    return _shown(request, row, {name: form}, 422)


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The service authorisation form (服务授权处理单) as the paper looks; only with an amount."""
    row = _row(request, pk)
    if not row.needs_form:
        raise Http404(_("Without an amount no form is filled in (note 1)."))
    kinds = common_pack().question("authority.items").answer["kind"].words
    page = {
        "row": row,
        "kinds": [(kind_words(code), code == row.kind) for code in kinds],
        "department": department_of(row.unit),
        "conditions": _conditions(row),
        "terms": terms_of(row.item, on=timezone.localdate(row.used_at), company_id=row.company_id),
        "capitals": f"人民币{in_capitals(row.amount)}" if row.amount is not None else "",
        "boxes": _boxes(row),
        "basis": _basis(row),
        "now": request.now,
    }
    picture = picture_for(request.actor)
    return paper(request, "authority/print/form.html", page, name=row.number, picture=picture)


def _boxes(row: Use) -> dict[str, list[Vote]]:
    """The signatures by box of the form: head, others, gm."""
    found: dict[str, list[Vote]] = {"head": [], "others": [], "gm": []}
    if row.approval_id is None:
        return found
    votes = Vote.objects.filter(
        step__approval_id=row.approval_id, step__repeated=False, choice="approve"
    ).select_related("step", "staff__post", "standing_in_for")
    last = Approval.objects.get(pk=row.approval_id).round
    names = {"部门主任": "head", "相关部门主任": "others", "审批": "gm"}
    for vote in votes.filter(step__round=last):
        box = names.get(str(vote.step.label.get("zh")), "others")
        found[box].append(vote)
    return found


def _conditions(row: Use) -> list[dict[str, Any]]:
    on = timezone.localdate(row.used_at)
    return [
        {
            "row": one,
            "words": condition_words(one.code),
            "proof": proof_words(one.proof),
            "value": _value(row, wanted_of(one.code, on=on, company_id=row.company_id).gives),
            "confirmed": [(each, _confirmed(each)) for each in one.confirmations.all()],
        }
        for one in row.conditions.prefetch_related(
            "confirmations__staff", "confirmations__standing_in_for"
        )
    ]


def _confirmed(one: Confirmation) -> str:
    """Who confirmed a condition and when, for whom he stood in."""
    if one.at is None or one.staff is None:
        return ""
    who = one.staff.name
    if one.standing_in_for is not None:
        who = _("{name} for {absent}").format(name=who, absent=one.standing_in_for.name)
    return f"{who} {timezone.localtime(one.at):%Y-%m-%d %H:%M}"


def _value(row: Use, gives: str) -> str:
    """The number or day that a condition settled."""
    if gives == "expires_in_time" and row.expires_on:
        return f"{row.expires_on:%Y-%m-%d}"
    if gives.startswith("households") and gives in row.facts:
        return _("{n} households").format(n=row.facts[gives])
    return ""


def _basis(row: Use) -> str:
    """The clause as the paper cites it."""
    clause = find_clause(row.clause, row.company_id)
    if clause is None:
        return row.clause
    return f"{spoken(policy_of(clause, row.company_id).title)} {clause.number}"


def _row(request: Request, pk: int) -> Use:
    rows = Use.objects.visible_to(request.actor).select_related(
        "unit__parent", "company", "decision", "terms", "used_by__post", "holder__post", "ledger"
    )
    return get_object_or_404(rows, pk=pk)


def _terms(row: Use) -> Terms | None:
    """The row of the matrix as it was at the use; none where the item is no more."""
    if row.item not in item_codes():
        return None
    return terms_of(row.item, on=timezone.localdate(row.used_at), company_id=row.company_id)


def _settles(row: Use, code: str, request: Request) -> bool:
    try:
        require_settling(row, code, request.actor)
    except Refused:
        return False
    return True


def _shown(request: Request, row: Use, bound: dict[str, forms.Form], status: int) -> HttpResponse:
    moves = FLOW.moves_from(row.status)
    mine = request.actor.id == row.used_by_id and may(request.actor, USE, row.unit)
    alive = row.effective_at is not None and row.is_open
    failed = bound.get("formality")
    formalities = [
        {
            "row": one,
            "words": formality_words(one.code),
            "door": reverse(door_of(one.code), args=[row.pk]) if door_of(one.code) else "",
            "door_label": door_label(one.code),
            "form": failed
            if failed and failed.data.get("code") == one.code
            else FormalityForm(initial={"code": one.code}),
            "open": alive
            and one.done_at is None
            and one.code not in SHEETS
            and _settles(row, one.code, request),
        }
        for one in row.formalities.all()
    ]
    lines = [
        {
            "at": entry.at, "text": DONE[entry.code], "by": entry.actor_name, "note": entry.reason,
        }
        for entry in history(row, limit=40)
        if entry.code in DONE
    ]  # fmt: skip
    approval = Approval.objects.filter(pk=row.approval_id or 0).first()
    terms = _terms(row)
    page = {
        "row": row,
        "terms": terms,
        "job": job_words(row.job),
        "conditions": _conditions(row),
        "formalities": formalities,
        "clocks": clocks_of(row),
        "approval": approval,
        "chain": chain_of(approval) if approval else [],
        "sheet": Sheet.objects.visible_to(request.actor).filter(use=row).first(),
        "signals": Signal.objects.visible_to(request.actor).filter(use=row),
        "others": row.others.all(),
        "process": row.process.all(),
        "resubmit": (bound.get("resubmit") or ResubmitForm(row=row, terms=terms))
        if mine and "resubmit" in moves
        else None,
        "withdraw": (bound.get("withdraw") or ReasonForm())
        if mine and "withdraw" in moves
        else None,
        "lines": lines,
    }
    return render(request, "authority/use.html", page, status=status)
