"""Model cases, and matters before the committee."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.inspections import actions
from heqi.inspections import forms as f
from heqi.inspections.access import CASES, READ, REFER, VIEW
from heqi.inspections.grounds import clause_of_ground, reward_grounds
from heqi.inspections.models import ModelCase, Referral
from heqi.inspections.states import CASES as FLOW
from heqi.inspections.states import CaseStatus, ReferralStatus
from heqi.inspections.views.frame import Step, framed, offered, take, told
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download, workbook

SIZE = 20
STEPS = {
    "publish": Step(
        actions.publish_case, pgettext_lazy("model case", "Publish inside the company"),
        pgettext_lazy("model case", "Publish"), f.PublishForm, "send",
    ),
    "nominate": Step(
        actions.nominate_case, pgettext_lazy("model case", "Nominate for a reward"),
        pgettext_lazy("model case", "Nominate"), f.NominateForm, "star",
    ),
    "withdraw": Step(
        actions.withdraw_case, pgettext_lazy("model case", "Withdraw the case"),
        pgettext_lazy("model case", "Withdraw the case"), f.ReasonForm, "ban", True,
    ),
}  # fmt: skip


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """Published cases of the company; those in the making for whom inspections are."""
    if not may(request.actor, VIEW):
        require(request.actor, READ)
    rows = ModelCase.objects.visible_to(request.actor).select_related("unit", "staff")
    page = framed(
        request,
        "cases",
        page=Paginator(rows, SIZE).get_page(request.GET.get("page")),
        may_add=may(request.actor, CASES),
        export=reverse("inspections:export_cases"),
    )
    return render(request, "inspections/cases.html", page)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The cases as Excel."""
    if not may(request.actor, VIEW):
        require(request.actor, READ)
    rows = ModelCase.objects.visible_to(request.actor).select_related("unit", "staff")[:MOST]
    heads = [
        _("Number"), pgettext("model case", "Title"), pgettext("model case", "Kind"),
        _("Department"), pgettext("model case", "Who did it"), _("State"),
        pgettext("model case", "Recorded on"), pgettext("model case", "Published on"),
    ]  # fmt: skip
    lines = (
        [
            row.number, row.title, str(row.get_kind_display()), str(row.unit),
            row.staff.name if row.staff else "", str(row.get_status_display()),
            row.recorded_at, row.published_at,
        ]
        for row in rows
    )  # fmt: skip
    content = workbook(
        pgettext("a sheet", "Model cases"), heads, lines, by=request.actor, now=request.now
    )
    return download(content, f"model-cases-{request.now:%Y%m%d}")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Record a case."""
    require(request.actor, CASES)
    form = f.CaseForm(request.POST or None, actor=request.actor)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.record_case(**form.cleaned_data, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                return redirect("inspections:case", made.pk)
    page = framed(request, "cases", form=form)
    return render(request, "inspections/new_case.html", page, status=status)


def _row(request: Request, pk: int) -> ModelCase:
    rows = ModelCase.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("unit", "staff", "inspection"), pk=pk)


@login_required
@require_GET
def case(request: Request, pk: int) -> HttpResponse:
    """One case."""
    return _shown(request, _row(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Publish, nominate, withdraw."""
    row = _row(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    failed = take(STEPS[name], row, request)
    if failed is not None:
        return _shown(request, row, {name: failed}, 422)
    messages.success(request, _("Saved."))
    return redirect("inspections:case", pk)


def _shown(
    request: Request, row: ModelCase, bound: dict[str, forms.Form], status: int
) -> HttpResponse:
    moves = FLOW.moves_from(row.status)
    allowed = {
        "publish": "publish" in moves,
        "nominate": bool(
            row.staff_id and not row.nominated_at and row.status != CaseStatus.WITHDRAWN
        ),
        "withdraw": "withdraw" in moves,
    }
    names = [name for name in STEPS if allowed[name] and may(request.actor, CASES, row)]
    steps = offered(STEPS, names, bound, lambda _name, step: step.form() if step.form else None)
    page = framed(
        request,
        "cases",
        row=row,
        ground=dict(reward_grounds()).get(row.ground, ""),
        ground_clause=clause_of_ground(row.ground) if row.ground else "",
        steps=[one for one in steps if not one["later"]],
        others=[one for one in steps if one["later"]],
        lines=told(history(row, limit=20)),
    )
    return render(request, "inspections/case.html", page, status=status)


@login_required
@require_GET
def referrals(request: Request) -> HttpResponse:
    """What is before the committee, and what it decided."""
    require(request.actor, VIEW)
    return _matters(request, None, 200)


@login_required
@require_http_methods(["GET", "POST"])
def refer(request: Request) -> HttpResponse:
    """Bring a matter before the committee."""
    require(request.actor, REFER)
    form = f.ReferForm(request.POST or None, actor=request.actor)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.refer_to_committee(**form.cleaned_data, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("inspections:referrals")
    page = framed(request, "referrals", form=form)
    return render(request, "inspections/refer.html", page, status=status)


@login_required
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """Enter what the committee decided."""
    rows = Referral.objects.visible_to(request.actor).select_related("unit")
    row = get_object_or_404(rows, pk=pk)
    step = Step(actions.settle_referral, "", "", f.SettleForm)
    failed = take(step, row, request)
    if failed is not None:
        return _matters(request, (row.pk, failed), 422)
    messages.success(request, _("Saved."))
    return redirect("inspections:referrals")


def _matters(request: Request, bound: tuple[int, forms.Form] | None, status: int) -> HttpResponse:
    rows = Referral.objects.visible_to(request.actor).select_related("unit", "staff")
    found = Paginator(rows.select_related("rectification"), SIZE).get_page(request.GET.get("page"))
    lines = []
    for row in found:
        open_ = row.status == ReferralStatus.ASKED and may(request.actor, REFER, row)
        failed = bound is not None and bound[0] == row.pk
        form = bound[1] if bound and failed else f.SettleForm(auto_id=f"m{row.pk}_%s")
        lines.append({"row": row, "form": form if open_ else None, "open": failed})
    page = framed(
        request, "referrals", page=found, matters=lines, may_add=may(request.actor, REFER)
    )
    return render(request, "inspections/referrals.html", page, status=status)
