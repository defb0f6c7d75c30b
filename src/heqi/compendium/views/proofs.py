"""Evidence beside the clauses of the living page: registered, listed, withdrawn."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from heqi.compendium import actions
from heqi.compendium.forms import ProofForm, WithdrawForm
from heqi.compendium.models import Proof
from heqi.compendium.queries.proofs import may_withdraw, proof_list, proving_unit, with_files
from heqi.compendium.views.frame import company_of_reader
from heqi.people.access import refuse
from heqi.people.fields import put_errors
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download, workbook
from heqi.policies.forms import MeasureFilter
from heqi.policies.packs import current_pack
from heqi.policies.templatetags.policies import clause_label
from heqi.policies.views.compendium import month_of

PAGE = 50


@login_required
@require_GET
def evidence(request: Request) -> HttpResponse:
    """What was registered in a month, clause by clause; a filter bar, pages, Excel."""
    company = company_of_reader(request)
    form, rows = _listed(request, company)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "company": company,
        "month": month_of(request),
        "form": form,
        "page": page,
        "rows": with_files(page.object_list, request.actor),
        "export": reverse("compendium:export_evidence"),
        "filtered": len(form.values()) > 1,
    }
    return render(request, "compendium/evidence.html", context)


@login_required
@require_GET
def export_evidence(request: Request) -> HttpResponse:
    """The same list as Excel, at most five thousand."""
    company = company_of_reader(request)
    _form, rows = _listed(request, company)
    heads = [
        _("Clause"), _("What it shows"), _("File or photo"), _("Related record"), _("Department"),
        _("Registered by"), pgettext("evidence", "Registered"), pgettext("evidence", "Withdrawn"),
        _("Reason"),
    ]  # fmt: skip
    cells = [
        (
            clause_label(one.proof.clause),
            one.proof.text,
            "、".join(file.name for file in one.files),
            one.proof.record,
            str(one.proof.unit),
            one.proof.by_name,
            one.proof.at,
            one.proof.withdrawn_at,
            one.proof.withdrawn_for,
        )
        for one in with_files(rows[:MOST], request.actor)
    ]
    name = f"evidence-{month_of(request):%Y-%m}"
    book = workbook(
        pgettext("policies", "Evidence"), heads, cells, by=request.actor, now=request.now
    )
    return download(book, name)


def _listed(request: Request, company: Unit) -> tuple[MeasureFilter, Any]:
    month = month_of(request)
    today = timezone.localdate(request.now)
    form = MeasureFilter(request.GET, company=company, month=month, today=today)
    given = form.values()
    unit = Unit.objects.filter(pk=int(given["unit"])).first() if given.get("unit") else None
    rows = proof_list(company, month, request.actor, policy=given.get("policy", ""), unit=unit)
    return form, rows


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take evidence back with the reason; the page it stood on shows it no more."""
    company = company_of_reader(request)
    rows = Proof.objects.visible_to(request.actor).filter(company=company).select_related("unit")
    row = get_object_or_404(rows, pk=pk)
    if not may_withdraw(row, request.actor):
        raise refuse(_("You may not withdraw this evidence."))
    back = f"{reverse('compendium:evidence')}?month={row.month:%Y-%m}"
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_proof(
                row, reason=form.cleaned_data["reason"], by=request.actor, now=request.now
            )
        except ValidationError as error:
            put_errors(form, error)
        else:
            return redirect(back)
    context = {"form": form, "proof": row, "back": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "compendium/withdraw.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def prove(request: Request, policy: str, number: str) -> HttpResponse:
    """Register for the month in view; what was refused is shown again with what was typed."""
    unit = proving_unit(company_of_reader(request), request.actor)
    if unit is None:
        raise refuse(_("You may not register evidence beside the clauses of this company."))
    clause = current_pack(unit.company_id).clauses.get(f"{policy}/{number}")
    if clause is None:
        raise Http404
    month = month_of(request)
    back = reverse("policies:clause", args=[policy, number]) + f"?month={month:%Y-%m}#evidence"
    form = ProofForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _register(request, unit, clause.id, form):
        return redirect(back)
    context = {"form": form, "clause": clause, "month": month, "back": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "compendium/prove.html", context, status=status)


def _register(request: Request, unit: Unit, ref: str, form: ProofForm) -> bool:
    said = form.cleaned_data
    file = said["file"]
    try:
        actions.register_proof(
            unit,
            clause=ref,
            month=month_of(request),
            text=said["text"],
            record=said["record"],
            content=file.read() if file else b"",
            name=file.name if file else "",
            by=request.actor,
            now=request.now,
        )
    except ValidationError as error:
        put_errors(form, error)
        return False
    return True
