"""Opinions: the list, one opinion with its steps."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.callbacks import actions, queries
from heqi.callbacks.access import ROUTE, VIEW
from heqi.callbacks.actions.rectifying import wants_correction
from heqi.callbacks.catalogue import opinion_label, sensitive_label
from heqi.callbacks.forms.filters import OpinionFilterForm
from heqi.callbacks.forms.handling import NoteForm, RouteForm
from heqi.callbacks.models import Opinion
from heqi.callbacks.states import OPINION_FLOW, OPINION_TONES, OpinionStatus
from heqi.callbacks.views.frame import clock_of, framed
from heqi.callbacks.works import matter_of, source_of
from heqi.clocks.queries import clocks_of
from heqi.customers.queries import CappedPaginator
from heqi.ledger.audit import history
from heqi.people.access import may, require, visible_units
from heqi.people.fields import put_errors
from heqi.people.models import Unit, UnitKind
from heqi.people.queries import department_of
from heqi.people.requests import Request
from heqi.rectifications.access import ISSUE
from heqi.rectifications.forms import NoticeForm
from heqi.rectifications.queries import of_source

PAGE = 30
STEPS: dict[str, Callable[..., Opinion]] = {
    "contact": actions.contact_customer,
    "answer": actions.answer_opinion,
    "solve": actions.solve_opinion,
}
DONE = {
    "callbacks.open_opinion": pgettext_lazy("history", "Opinion recorded"),
    "callbacks.route": pgettext_lazy("history", "Routed"),
    "callbacks.contact_opinion": pgettext_lazy("history", "Customer contacted"),
    "callbacks.answer_opinion": pgettext_lazy("history", "Answered"),
    "callbacks.solve_opinion": pgettext_lazy("history", "Solved"),
    "callbacks.confirm_opinion": pgettext_lazy("history", "Confirmed by the customer"),
    "callbacks.leave_unconfirmed": pgettext_lazy("history", "Ended without a second callback"),
    "callbacks.follow_anew": pgettext_lazy("history", "Not satisfied yet: followed up anew"),
    "callbacks.settle_opinion": pgettext_lazy("history", "Nominated for a reward"),
    "callbacks.to_complaint": pgettext_lazy("history", "Handed to complaints"),
    "callbacks.rectify": pgettext_lazy("history", "Rectification ordered"),
    "callbacks.hazard": pgettext_lazy("history", "Made an emergency order"),
}


@login_required
@require_GET
def opinion_list(request: Request) -> HttpResponse:
    """Opinions of the units that the actor sees."""
    require(request.actor, VIEW)
    form = OpinionFilterForm(request.GET, units=_units(request))
    tab = request.GET.get("tab", "open")
    tab = tab if tab in ("open", "route", "late", "over") else "open"
    filters = form.values()
    rows = queries.opinion_list(request.actor, tab=tab, filters=filters, now=request.now)
    page = CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = queries.opinion_counts(request.actor, now=request.now)
    context = framed(
        request,
        "opinions",
        form=form,
        page=page,
        rows=[
            {
                "opinion": row,
                "clock": clock_of(row, row.recorded_at, row.ended_at),
                "kind": opinion_label(row.kind),
                "sensitive": sensitive_label(row.sensitive) if row.sensitive else "",
                "state": _state(row),
            }
            for row in page.object_list
        ],
        filtered=bool(filters),
        tabs=[
            {"key": "open", "label": _("Open"), "count": counts["open"]},
            {"key": "route", "label": _("To be routed"), "count": counts["route"]},
            {
                "key": "late",
                "label": _("Late"),
                "count": counts["late"],
                "tone": "over" if counts["late"] else "",
            },
            {"key": "over", "label": _("Ended")},
        ],
    )
    return render(request, "callbacks/opinions.html", context)


@login_required
@require_GET
@never_cache
def opinion(request: Request, pk: int) -> HttpResponse:
    """One opinion."""
    return _page(request, _found(request, pk))


@login_required
@require_POST
@never_cache
def route(request: Request, pk: int) -> HttpResponse:
    """Give it to a department."""
    row = _found(request, pk)
    form = _route_form(request, row, request.POST)
    if form.is_valid():
        try:
            actions.route_opinion(row, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("callbacks:opinion", row.pk)
    return _page(request, row, bound={"route": form}, status=422)


@login_required
@require_POST
@never_cache
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Contact, answer, solve."""
    row = _found(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            STEPS[name](row, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("callbacks:opinion", row.pk)
    return _page(request, row, bound={name: form}, status=422)


@login_required
@require_POST
@never_cache
def rectify(request: Request, pk: int) -> HttpResponse:
    """Order what it shows to be put right."""
    row = _found(request, pk)
    form = NoticeForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            actions.rectify_opinion(row, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("The notice is issued."))
            return redirect("callbacks:opinion", row.pk)
    return _page(request, row, bound={"rectify": form}, status=422)


def _rectify_form(request: Request, row: Opinion) -> NoticeForm | None:
    """The form of a notice, to whom may issue one for what the policy lets become one."""
    may_order = may(request.actor, ROUTE, row) and may(request.actor, ISSUE, row.company)
    if not may_order or not wants_correction(row):
        return None
    unit = department_of(row.unit) if row.unit.kind in ("department", "team") else None
    return NoticeForm(actor=request.actor, initial={"unit": unit, "problem": row.text})


def _found(request: Request, pk: int) -> Opinion:
    try:
        return queries.get_opinion(request.actor, pk)
    except Opinion.DoesNotExist:
        raise Http404(_("There is no such opinion.")) from None


def _state(row: Opinion) -> dict[str, Any]:
    return {"label": OpinionStatus(row.status).label, "tone": OPINION_TONES[row.status]}


def _units(request: Request) -> Any:
    return visible_units(request.actor, VIEW, [UnitKind.DEPARTMENT, UnitKind.TEAM])


def _route_form(request: Request, row: Opinion, data: Any = None) -> RouteForm:
    units = Unit.objects.filter(
        company=row.company_id, kind=UnitKind.DEPARTMENT, closed_on__isnull=True
    )
    return RouteForm(data, units=units, again=row.status != OpinionStatus.RECORDED)


def _page(
    request: Request,
    row: Opinion,
    *,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    given = bound or {}
    moves = {move.name for move in OPINION_FLOW.moves if row.status in move.sources}
    solves = queries.may_solve(request.actor, row)
    context = framed(
        request,
        "opinions",
        opinion=row,
        source=source_of(row.task.subject)[0].label,
        url=matter_of(row.task.subject).url,
        kind=opinion_label(row.kind),
        sensitive=sensitive_label(row.sensitive) if row.sensitive else "",
        state=_state(row),
        clocks=[c for c in clocks_of(row) if c.started_at],
        route=(given.get("route") or _route_form(request, row))
        if "route" in moves and row.is_open and may(request.actor, ROUTE, row.company)
        else None,
        steps=[
            {"name": name, "form": given.get(name) or NoteForm()}
            for name in STEPS
            if solves and name in moves
        ],
        rectify=given.get("rectify") or _rectify_form(request, row),
        rectifications=of_source(row),
        seconds=list(row.second_callbacks.select_related("opinion_row").order_by("pk")),
        history=[(e, DONE.get(e.code, "")) for e in history(row, limit=30)],
    )
    return render(request, "callbacks/opinion.html", context, status=status)
