"""Plans of inspections."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.inspections import actions
from heqi.inspections import forms as f
from heqi.inspections.access import ORGANISE, PLAN
from heqi.inspections.actions.planning import level_of
from heqi.inspections.actions.rights import right_of
from heqi.inspections.models import Plan, PlanLine
from heqi.inspections.queries.lists import late_lines
from heqi.inspections.states import PaperStatus
from heqi.inspections.views.frame import Step, framed, take
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.papers import paper
from heqi.people.requests import Request

STEPS = {
    "line": Step(
        actions.add_line, pgettext_lazy("inspection plan", "Add an inspection"),
        pgettext_lazy("inspection plan", "Add"), f.LineForm, "plus",
    ),
    "aims": Step(
        actions.change_plan, pgettext_lazy("inspection plan", "Change the aims"),
        pgettext_lazy("inspection plan", "Keep"), f.AimsForm, "edit",
    ),
    "issue": Step(
        actions.issue_plan, pgettext_lazy("inspection plan", "Issue the plan"),
        pgettext_lazy("inspection plan", "Issue the plan"), None, "send",
    ),
}  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin a plan."""
    if not may(request.actor, PLAN):
        require(request.actor, ORGANISE)
    form = f.PlanForm(request.POST or None, actor=request.actor)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                given = dict(form.cleaned_data)
                made = actions.make_plan(
                    given.pop("unit"), **given, by=request.actor, now=request.now
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                return redirect("inspections:plan", made.pk)
    page = framed(request, "calendar", form=form)
    return render(request, "inspections/new_plan.html", page, status=status)


def _row(request: Request, pk: int) -> Plan:
    rows = Plan.objects.visible_to(request.actor).select_related("unit", "company")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_GET
def plan(request: Request, pk: int) -> HttpResponse:
    """One plan with its lines."""
    return _shown(request, _row(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Add a line, change the aims, issue."""
    row = _row(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    failed = take(STEPS[name], row, request, **({"plan": row} if name == "line" else {}))
    if failed is not None:
        return _shown(request, row, {name: failed}, 422)
    messages.success(request, _("Saved."))
    return redirect("inspections:plan", pk)


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a line out of a draft."""
    seen = Plan.objects.visible_to(request.actor).order_by().values("pk")
    lines = PlanLine.objects.filter(plan__in=seen).select_related("plan__unit")
    line = get_object_or_404(lines, pk=pk)
    actions.remove_line(line, by=request.actor, now=request.now)
    return redirect("inspections:plan", line.plan_id)


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The plan on paper."""
    row = _row(request, pk)
    page = {"row": row, "lines": list(row.lines.select_related("unit"))}
    return paper(request, "inspections/print/plan.html", page, name=f"plan-{row.pk}")


def _shown(request: Request, row: Plan, bound: dict[str, forms.Form], status: int) -> HttpResponse:
    may_change = may(request.actor, right_of(level_of(row.unit)), row)
    draft = row.status == PaperStatus.DRAFT
    lines = list(row.lines.select_related("unit").prefetch_related("inspections"))
    today = timezone.localdate(request.now)
    values: dict[str, Any] = {
        "row": row,
        "lines": lines,
        "late": late_lines(lines, on=today) if not draft else set(),
        "changes": may_change and draft,
        "arranges": may_change and not draft,
        "line_form": bound.get("line") or f.LineForm(plan=row),
        "aims_form": bound.get("aims") or f.AimsForm(initial={"aims": row.aims}),
        "failed": bound.get("issue"),
    }
    page = framed(request, "calendar", **values)
    return render(request, "inspections/plan.html", page, status=status)
