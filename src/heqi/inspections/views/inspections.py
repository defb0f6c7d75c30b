"""The list, one inspection with its next steps, the sheet on the phone, the official form."""

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
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.evidence.queries import picture_for
from heqi.inspections import actions
from heqi.inspections import forms as f
from heqi.inspections.access import ORGANISE, PLAN, VIEW
from heqi.inspections.actions.rights import may_carry, right_of
from heqi.inspections.catalogue import labels
from heqi.inspections.models import Inspection, Member, PlanLine
from heqi.inspections.queries.award import award_bar
from heqi.inspections.queries.group import answering_unit
from heqi.inspections.queries.holdings import sheet_page
from heqi.inspections.queries.lists import (
    TABS,
    Filters,
    inspections,
    notices_due,
    tab_counts,
)
from heqi.inspections.states import Status
from heqi.inspections.views.frame import Step, framed, offered, take, told
from heqi.inspections.views.sheet import sheet_shown
from heqi.inspections.views.steps import STEPS, possible, row_of
from heqi.ledger.audit import history
from heqi.people.access import may, require, visible_units
from heqi.people.fields import put_errors
from heqi.people.lists import tabs_of
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download, workbook

SIZE = 20
LABELS = {
    "open": pgettext_lazy("inspections", "Open"),
    "late": pgettext_lazy("inspections", "Past their day"),
    "signing": pgettext_lazy("inspections", "With the department"),
    "closed": pgettext_lazy("inspections", "Closed"),
    "all": pgettext_lazy("inspections", "All"),
}


def _filters(request: Request, form: f.FilterForm) -> Filters:
    tab = request.GET.get("tab", "")
    return Filters(tab=tab if tab in TABS else "open", **form.values())


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """A page of the list."""
    require(request.actor, VIEW)
    form = f.FilterForm(request.GET, actor=request.actor, without=("severity",))
    filters = _filters(request, form)
    rows = inspections(request.actor, filters, now=request.now, sort=request.GET.get("sort", ""))
    counts = tab_counts(request.actor, now=request.now)
    tabs = tabs_of(LABELS, counts, filters.tab)
    found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    due = notices_due(found)
    page = framed(
        request,
        "list",
        form=form,
        tab=filters.tab,
        tabs=tabs,
        page=found,
        rows=[(row, due.get(row.pk)) for row in found],
        filtered=bool(form.values()),
        may_add=may(request.actor, PLAN) or may(request.actor, ORGANISE),
        export=reverse("inspections:export"),
    )
    return render(request, "inspections/list.html", page)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as Excel: same filters and order."""
    require(request.actor, VIEW)
    form = f.FilterForm(request.GET, actor=request.actor, without=("severity",))
    rows = inspections(
        request.actor, _filters(request, form), now=request.now, sort=request.GET.get("sort", "")
    )
    heads = [
        _("Number"), pgettext("inspection", "Level"), pgettext("inspection", "Kind"),
        pgettext("inspection", "Theme"), pgettext("inspection", "Methods"),
        pgettext("inspection", "Inspected unit"), pgettext("inspection", "Planned for"),
        pgettext("inspection", "Problems"), pgettext("inspection", "Major ones"), _("State"),
        pgettext("inspection", "Closed on"),
    ]  # fmt: skip
    lines = (
        [
            row.number, str(row.get_level_display()), str(row.get_kind_display()), row.theme,
            "、".join(labels("methods", row.methods)), str(row.unit), row.planned_on.isoformat(),
            row.problems, row.major, str(row.get_status_display()), row.closed_at,
        ]
        for row in rows[:MOST]
    )  # fmt: skip
    content = workbook(
        pgettext("a sheet", "Inspections"), heads, lines, by=request.actor, now=request.now
    )
    return download(content, f"inspections-{request.now:%Y%m%d}")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Arrange an inspection, perhaps from a line of a plan."""
    if not may(request.actor, PLAN):
        require(request.actor, ORGANISE)
    line = _line(request)
    initial = (
        {
            "unit": line.unit_id,
            "kind": line.kind,
            "theme": line.theme,
            "planned_on": line.on,
            "level": "company" if line.plan.unit.kind == "company" else line.unit.kind,
        }
        if line
        else {"planned_on": timezone.localdate(request.now)}
    )
    form = f.InspectionForm(request.POST or None, actor=request.actor, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.arrange_inspection(
                    **form.cleaned_data, plan_line=line, by=request.actor, now=request.now
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Saved: {number}.").format(number=made.number))
                return redirect("inspections:inspection", made.pk)
    page = framed(request, "list", form=form, line=line)
    return render(request, "inspections/new.html", page, status=status)


def _line(request: Request) -> PlanLine | None:
    text = (request.POST.get("line") or request.GET.get("line") or "")[:12]
    units = visible_units(request.actor, VIEW)
    rows = PlanLine.objects.filter(plan__unit__in=units).select_related("plan__unit", "unit")
    return rows.filter(pk=int(text)).first() if text.isdecimal() else None


@login_required
@require_GET
def inspection(request: Request, pk: int) -> HttpResponse:
    """One inspection with its next steps."""
    return _shown(request, row_of(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Carry out one step."""
    row = row_of(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    known = {"row": row} if name == "add_member" else {}
    failed = take(STEPS[name], row, request, **known)
    on_phone = request.POST.get("back") == "sheet"
    if failed is not None:
        return (sheet_shown if on_phone else _shown)(request, row, {name: failed}, 422)
    messages.success(request, _("Saved."))
    return redirect("inspections:sheet" if on_phone else "inspections:inspection", pk)


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take somebody out of the group."""
    seen = Inspection.objects.visible_to(request.actor).order_by().values("pk")
    members = Member.objects.filter(inspection__in=seen)
    member = get_object_or_404(members.select_related("inspection__unit"), pk=pk)
    row = member.inspection
    actions.remove_member(member, by=request.actor, now=request.now)
    messages.success(request, _("Saved."))
    return redirect("inspections:inspection", row.pk)


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The official sheet with scheme and record of breaches, as the papers look."""
    row = row_of(request, pk)
    page = {**sheet_page(row), "parts": ["sheet", "scheme", "breaches"]}
    picture = picture_for(request.actor)
    return paper(
        request, "inspections/print/inspection.html", page, name=row.number, picture=picture
    )


def _shown(
    request: Request, row: Inspection, bound: dict[str, forms.Form], status: int
) -> HttpResponse:
    def make(name: str, step: Step) -> forms.Form | None:
        if step.form is None:
            return None
        if name == "add_member":
            return step.form(row=row)
        if name == "write_scheme":
            return step.form(initial={"scheme": row.scheme})
        return step.form(initial={"requirement": row.requirement})

    steps = offered(STEPS, possible(request, row), bound, make)
    page = framed(
        request,
        "list",
        **sheet_page(row),
        methods=labels("methods", row.methods),
        failed=[form for name, form in bound.items() if STEPS[name].form is None],
        steps=[one for one in steps if not one["later"]],
        others=[one for one in steps if one["later"]],
        organises=may(request.actor, right_of(row.level), row) and row.is_open,
        carries=may_carry(request.actor, row),
        lines=told(history(row, limit=60)),
        bar=award_bar(answering_unit(row), on=request.now.date()),
        flow=_flow(row),
    )
    return render(request, "inspections/inspection.html", page, status=status)


def _flow(row: Inspection) -> list[dict[str, Any]]:
    """Where it stands, as a row of steps."""
    order = [Status.PLANNED, Status.READY, Status.UNDER_WAY, Status.SIGNING, Status.ANSWERED]
    names = [
        pgettext("inspection step", "Scheme"),
        pgettext("inspection step", "Start"),
        pgettext("inspection step", "Sheet"),
        pgettext("inspection step", "Department signs"),
        pgettext("inspection step", "Close"),
    ]
    place = order.index(Status(row.status)) if row.status in order else len(order)
    if row.status == Status.CANCELLED:
        return []
    return [
        {"label": label, "state": "now" if n == place else "on" if n < place else ""}
        for n, label in enumerate(names)
    ]
