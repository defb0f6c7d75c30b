"""The pages: a list, a form and a page for each kind of record."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.governance.access import SUGGEST, VIEW
from heqi.governance.files import KEEPERS
from heqi.governance.forms import ListFilter
from heqi.governance.models import Idea, Session, Sitting
from heqi.governance.queries import Missing, late_rows, missing_plans, visible
from heqi.governance.views.done import DONE
from heqi.governance.views.kinds import KINDS, Kind, Step
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.models import Unit
from heqi.people.queries import open_companies
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download, workbook
from heqi.policies.pages import company_in_view

SIZE = 20


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404(_("There is no such page."))
    return KINDS[name]


def _rows(request: Request, kind: Kind) -> "QuerySet[Any]":
    """What the actor sees; everybody sees his own suggestions."""
    if kind.model is Idea:
        if not may(request.actor, VIEW):
            require(request.actor, SUGGEST)
    else:
        require(request.actor, VIEW)
    rows = visible(kind.model, request.actor)
    if kind.model is Session:
        there = Count("present", distinct=True)
        rows = rows.annotate(there=there, missing=Count("absent", distinct=True))
        rows = rows.order_by("-held_on", "-id")
    if kind.model is Sitting:
        rows = rows.annotate(listed=Count("matters")).order_by("-at", "-id")
    return rows.select_related("company", *kind.related)


def _framed(request: Request, kind: Kind, **values: Any) -> dict[str, Any]:
    tabs = [
        {
            "label": one.label,
            "href": reverse("governance:list", args=[name]),
            "active": name == kind.name,
        }
        for name, one in KINDS.items()
        if may(request.actor, VIEW) or name == "ideas"
    ]
    return {"kind": kind, "tabs": tabs, "may_add": may(request.actor, kind.right), **values}


def _filter(request: Request, kind: Kind) -> ListFilter:
    states = _stated(kind)
    late = kind.model in late_rows(request.now)
    return ListFilter(request.GET, actor=request.actor, states=states, may_be_late=late)


def _stated(kind: Kind) -> Any:
    """The states that such records have, if any."""
    fields = kind.model._meta.get_fields()
    return next((getattr(field, "choices", ()) for field in fields if field.name == "status"), ())


def _listed(request: Request, kind: Kind, given: dict[str, Any]) -> "QuerySet[Any]":
    """The rows by filters and order."""
    rows = _rows(request, kind)
    if text := given.get("text"):
        found = Q()
        for name in kind.search:
            found |= Q(**{f"{name}__icontains": text})
        rows = rows.filter(found)
    if unit := given.get("unit"):
        path = Unit.objects.filter(pk=unit).values_list("path", flat=True).first()
        rows = rows.filter(unit__path__startswith=path)
    if status := given.get("status"):
        rows = rows.filter(Q(status=status))
    if given.get("late"):
        rows = rows.filter(late_rows(request.now)[kind.model])
    name = request.GET.get("sort", "")
    if name.lstrip("-") in {key for _label, _value, key in kind.columns if key}:
        rows = rows.order_by(name, "pk")
    return rows


@login_required
@require_GET
def listing(request: Request, kind: str) -> HttpResponse:
    """The list; what is past its day is red."""
    shown = _kind(kind)
    form = _filter(request, shown)
    given = form.values()
    page = Paginator(_listed(request, shown, given), SIZE).get_page(request.GET.get("page"))
    late = _late_of(request, shown, page)
    lines = [
        {
            "row": row,
            "late": row.pk in late,
            "cells": [value(row) for _label, value, _key in shown.columns],
        }
        for row in page
    ]
    values = _framed(
        request,
        shown,
        page=page,
        lines=lines,
        form=form,
        filtered=bool(given),
        has_states=bool(_stated(shown)),
        export=reverse("governance:export", args=[kind]),
        missing=_missing(request) if kind == "plans" else (),
    )
    return render(request, "governance/list.html", values)


def _missing(request: Request) -> list[Missing]:
    company = company_in_view(request.actor)
    return missing_plans(company, now=request.now) if company else []


def _late_of(request: Request, kind: Kind, page: Any) -> set[int]:
    late = late_rows(request.now).get(kind.model)
    if late is None:
        return set()
    rows = kind.model._default_manager.filter(late, pk__in=[row.pk for row in page])
    return set(rows.values_list("pk", flat=True))


@login_required
@require_GET
def export(request: Request, kind: str) -> HttpResponse:
    """The list as Excel: same filters and order."""
    shown = _kind(kind)
    rows = _listed(request, shown, _filter(request, shown).values())
    heads = [str(label) for label, _value, _key in shown.columns] + [_("State")]
    lines = (
        [_cell(value(row)) for _label, value, _key in shown.columns] + [_state(row)]
        for row in rows[:MOST]
    )
    book = workbook(str(shown.label), heads, lines, by=request.actor, now=request.now)
    return download(book, f"{kind}-{timezone.localdate(request.now):%Y%m%d}")


def _cell(value: Any) -> Any:
    return value if value is None or hasattr(value, "hour") else str(value)


def _state(row: Any) -> str:
    return str(row.get_status_display()) if hasattr(row, "get_status_display") else ""


@login_required
@require_http_methods(["GET", "POST"])
def new(request: Request, kind: str) -> HttpResponse:
    """A new record."""
    shown = _kind(kind)
    require(request.actor, shown.right)
    form = shown.form(request.POST or None, actor=request.actor)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = shown.create(
                    _company(request, shown), **form.cleaned_data, by=request.actor, now=request.now
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("governance:record", kind, made.pk)
    return render(request, "governance/new.html", _framed(request, shown, form=form), status=status)


def _company(request: Request, kind: Kind) -> Unit:
    own = Unit.objects.filter(pk=request.actor.company_id or 0).first()
    if own is not None:
        return own
    rows = open_companies().order_by("path")
    found = next((unit for unit in rows[:200] if may(request.actor, kind.right, unit)), None)
    if found is None:
        raise Http404(_("There is no company for it."))
    return found


@login_required
@require_GET
def record(request: Request, kind: str, pk: int) -> HttpResponse:
    """One record with what can be done."""
    shown = _kind(kind)
    return _shown(request, shown, get_object_or_404(_rows(request, shown), pk=pk), "", None, 200)


@login_required
@require_POST
def step(request: Request, kind: str, pk: int, name: str) -> HttpResponse:
    """Carry out one step."""
    shown = _kind(kind)
    row = get_object_or_404(_rows(request, shown), pk=pk)
    found = next((one for one in shown.steps if one.name == name), None)
    if found is None:
        raise Http404(_("There is no such step."))
    require(request.actor, found.right, row)
    form = found.form(request.POST, actor=request.actor, row=row) if found.form else None
    if form is None or form.is_valid():
        try:
            found.act(row, **(form.cleaned_data if form else {}), by=request.actor, now=request.now)
        except ValidationError as refused:
            if form is None:
                messages.error(request, " ".join(refused.messages))
                return redirect("governance:record", kind, pk)
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("governance:record", kind, pk)
    return _shown(request, shown, row, name, form, 422)


def _shown(
    request: Request, kind: Kind, row: Any, name: str, form: Any, status: int
) -> HttpResponse:
    state = getattr(row, "status", "" if getattr(row, "until", None) is None else "over")
    steps = [
        {
            "step": one,
            "form": form if one.name == name else _empty(one, request, row),
        }
        for one in kind.steps
        if state in one.states and may(request.actor, one.right, row) and one.when(row)
    ]
    lines = [
        {"at": one.at, "text": DONE[one.code], "by": one.actor_name, "note": one.reason}
        for one in history(row, limit=40)
        if one.code in DONE
    ]
    title = getattr(row, "title", "") or str(row)
    number = getattr(row, "number", "")
    values = _framed(
        request,
        kind,
        row=row,
        sub=number if number != title else "",
        has_state=hasattr(row, "status"),
        title=title,
        warning=kind.warning(row, request.now),
        steps=steps,
        terms=[(label, value(row)) for label, value in kind.terms],
        lines=lines,
        files=kind.model in KEEPERS,
    )
    return render(request, "governance/record.html", values, status=status)


def _empty(step: Step, request: Request, row: Any) -> Any:
    return step.form(actor=request.actor, row=row) if step.form else None
