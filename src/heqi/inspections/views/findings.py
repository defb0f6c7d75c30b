"""Findings: the list, and one with what the policy makes of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from heqi.inspections import actions
from heqi.inspections import forms as f
from heqi.inspections.access import VIEW
from heqi.inspections.actions.finding import NOTICE, RECORD, points_of
from heqi.inspections.actions.rights import may_carry
from heqi.inspections.models import Finding
from heqi.inspections.queries.lists import FINDING_TABS, Filters, finding_counts, findings
from heqi.inspections.states import FINDINGS
from heqi.inspections.views.frame import Step, framed, offered, take, told
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.lists import tabs_of
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download, workbook
from heqi.rectifications.access import ISSUE

SIZE = 20
LABELS = {
    "open": pgettext_lazy("findings", "Open"),
    "major": pgettext_lazy("findings", "Major ones"),
    "all": pgettext_lazy("findings", "All"),
}
STEPS = {
    "correct": Step(
        actions.correct_finding, pgettext_lazy("finding", "Corrected and recorded"),
        pgettext_lazy("finding", "Record the correction"), f.CorrectForm, "check",
    ),
    "notify": Step(
        actions.notify_finding, pgettext_lazy("finding", "Issue a notice of rectification"),
        pgettext_lazy("finding", "Issue the notice"), f.NotifyForm, "send",
    ),
    "remark": Step(
        actions.remark_breach, pgettext_lazy("finding", "Your remark on the record"),
        pgettext_lazy("finding", "Hand in the remark"), f.RemarkForm, "edit",
    ),
    "withdraw": Step(
        actions.withdraw_finding, pgettext_lazy("finding", "Withdraw the finding"),
        pgettext_lazy("finding", "Withdraw the finding"), f.ReasonForm, "ban", True,
    ),
}  # fmt: skip


def _filters(request: Request, form: f.FilterForm) -> Filters:
    tab = request.GET.get("tab", "")
    return Filters(tab=tab if tab in FINDING_TABS else "all", **form.values())


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """A page of the list."""
    require(request.actor, VIEW)
    form = f.FilterForm(request.GET, actor=request.actor, without=("level",))
    filters = _filters(request, form)
    counts = finding_counts(request.actor)
    tabs = tabs_of(LABELS, counts, filters.tab)
    rows = findings(request.actor, filters)
    page = framed(
        request,
        "findings",
        form=form,
        tabs=tabs,
        page=Paginator(rows, SIZE).get_page(request.GET.get("page")),
        filtered=bool(form.values()),
        export=reverse("inspections:export_findings"),
    )
    return render(request, "inspections/findings.html", page)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as Excel: same filters and order."""
    require(request.actor, VIEW)
    form = f.FilterForm(request.GET, actor=request.actor, without=("level",))
    rows = findings(request.actor, _filters(request, form))[:MOST]
    heads = [
        _("Number"), _("Department"), _("Severity"), _("What was found"), _("Clause"),
        pgettext("finding", "Whose breach"), _("Points"), _("State"),
        pgettext("finding", "Notice"), pgettext("finding", "Found"),
    ]  # fmt: skip
    lines = (
        (
            row.number, str(row.unit), str(row.get_severity_display()), row.problem, row.clause,
            row.staff.name if row.staff else "", str(row.points or ""),
            str(row.get_status_display()), row.rectification_number, row.found_at,
        )
        for row in rows
    )  # fmt: skip
    content = workbook(
        pgettext("a sheet", "Findings"), heads, lines, by=request.actor, now=request.now
    )
    return download(content, f"findings-{request.now:%Y%m%d}")


def _row(request: Request, pk: int) -> Finding:
    rows = Finding.objects.visible_to(request.actor).select_related(
        "inspection__unit", "unit", "staff", "item", "decision", "points_decision"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_GET
def finding(request: Request, pk: int) -> HttpResponse:
    """One finding."""
    return _shown(request, _row(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Carry out one step."""
    row = _row(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    known = {"finding": row, "span": points_of(row)} if name == "correct" else {}
    failed = take(STEPS[name], row, request, **known)
    if failed is not None:
        return _shown(request, row, {name: failed}, 422)
    messages.success(request, _("Saved."))
    return redirect("inspections:finding", pk)


def _shown(
    request: Request, row: Finding, bound: dict[str, forms.Form], status: int
) -> HttpResponse:
    span = points_of(row)
    leads = (row.decision.answer or {})["leads_to"]
    carries = may_carry(request.actor, row.inspection) and row.inspection.is_open
    moves = FINDINGS.moves_from(row.status)
    wanted = {
        "correct": RECORD in leads,
        "notify": NOTICE in leads and may(request.actor, ISSUE, row),
        "withdraw": True,
    }
    names = [name for name in STEPS if carries and name in moves and wanted.get(name)]
    if request.actor.id == row.staff_id and row.corrected_at and not row.remarked_at:
        names.append("remark")

    def make(name: str, step: Step) -> forms.Form | None:
        assert step.form is not None
        if name == "correct":
            return step.form(finding=row, span=span)
        known = {"title": row.problem[:120], "requirement": row.inspection.requirement}
        return step.form(initial=known)

    steps: list[dict[str, Any]] = offered(STEPS, names, bound, make)
    page = framed(
        request,
        "findings",
        row=row,
        span=span,
        leads=leads,
        steps=[one for one in steps if not one["later"]],
        others=[one for one in steps if one["later"]],
        lines=told(history(row, limit=20)),
    )
    return render(request, "inspections/finding.html", page, status=status)
