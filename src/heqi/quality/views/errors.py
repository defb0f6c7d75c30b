"""Errors: the list, one error with its steps, and recording one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.clocks.queries import clocks_of
from heqi.complaints.models import Complaint
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download, workbook
from heqi.quality import actions
from heqi.quality.access import CHECK, VIEW
from heqi.quality.contexts import may_say_wrong
from heqi.quality.forms import ComplaintForm, FilterForm, OutcomeForm, wrong_form
from heqi.quality.models import EntryError, FoundBy
from heqi.quality.queries.errors import errors
from heqi.quality.sources import BY_TYPE, label_of, unit_of
from heqi.quality.states import AGAINST_NOBODY, OPEN_ERRORS, ErrorStatus
from heqi.quality.views.frame import framed

PAGE = 30
Act = Callable[..., None]
STEPS: dict[str, tuple[Act, type[forms.Form] | None]] = {
    "confirm": (actions.confirm_error, None),
    "return": (actions.return_error, None),
    "correct": (actions.correct_error, OutcomeForm),
    "dismiss": (actions.dismiss_error, OutcomeForm),
    "complaint": (actions.blame_complaint, ComplaintForm),
}

# What the ledger's codes are called in the history.
DONE = {
    "quality.record_error": pgettext_lazy("history", "Error recorded"),
    "quality.confirm_error": pgettext_lazy("history", "Confirmed as an error"),
    "quality.return_error": pgettext_lazy("history", "Returned for correction"),
    "quality.correct_error": pgettext_lazy("history", "Corrected"),
    "quality.dismiss_error": pgettext_lazy("history", "Found to be no error"),
    "quality.blame_complaint": pgettext_lazy("history", "Complaint noted"),
}


@login_required
@require_GET
def error_list(request: Request) -> HttpResponse:
    """Every error that the actor may see."""
    require(request.actor, VIEW)
    form = FilterForm(request.GET)
    rows = errors(request.actor, form.values())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "quality/errors.html", framed(request, "errors", form=form, page=page))


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as seen, as an Excel file."""
    require(request.actor, VIEW)
    rows = errors(request.actor, FilterForm(request.GET).values())[:MOST]
    heads = [
        _("Number"), _("Record"), _("Kind of record"), _("Field"), _("Class of the error"),
        _("What the error is"), _("Entered by"), _("Unit"), _("Discovered by"), _("Found"),
        _("State"), _("To be corrected by"), _("Corrected"),
    ]  # fmt: skip
    lines = (
        [
            row.number, row.subject_label, row.kind_label, row.field_label,
            str(row.get_error_display()), row.note, row.staff_name, row.unit.name,
            str(row.get_found_by_display()), row.found_at, str(row.get_status_display()),
            row.due_at, row.corrected_at,
        ]
        for row in rows
    )  # fmt: skip
    content = workbook(_("Entry errors"), heads, lines, by=request.actor, now=request.now)
    return download(content, f"entry-errors-{timezone.localdate(request.now):%Y%m%d}")


@login_required
@require_GET
def error(request: Request, pk: int) -> HttpResponse:
    """One error with what can be done about it."""
    row = _error(request, pk)
    return _shown(request, row, {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Carry out one step of an error."""
    row = _error(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    act, form_class = STEPS[name]
    form = form_class(request.POST) if form_class else None
    if form is not None and not form.is_valid():
        return _shown(request, row, {name: form}, 422)
    act(row, **(form.cleaned_data if form else {}), by=request.actor, now=request.now)
    messages.success(request, _("Saved."))
    return redirect("quality:error", pk)


@login_required
@require_http_methods(["GET", "POST"])
def new_error(request: Request, kind: str, pk: int) -> HttpResponse:
    """Record an error of a record: the next step, a team leader, whoever finds it."""
    source = BY_TYPE.get(kind)
    row = source.row(pk) if source else None
    if source is None or row is None:
        raise Http404(_("This record does not exist."))
    if not may_say_wrong(request.actor, row):
        raise Http404(_("This record does not exist."))
    checks = may(request.actor, CHECK, unit_of(row))
    form = wrong_form(
        source,
        row,
        request.POST or None,
        on=timezone.localdate(request.now),
        company_id=request.actor.company_id,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.record_error(
                    source,
                    pk,
                    wrong=form.wrong(),
                    found_by=FoundBy.LEADER if checks else FoundBy.NEXT_STEP,
                    by=request.actor,
                    now=request.now,
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Recorded: {number}.").format(number=made.number))
                seen = EntryError.objects.visible_to(request.actor).filter(pk=made.pk).exists()
                return redirect("quality:error", made.pk) if seen else redirect("home")
    page = {"form": form, "label": label_of(row), "source": source, "link": source.link(row)}
    return render(request, "quality/new_error.html", page, status=status)


def _error(request: Request, pk: int) -> EntryError:
    rows = EntryError.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("unit", "staff", "check_run"), pk=pk)


def _shown(
    request: Request, row: EntryError, bound: dict[str, forms.Form], status: int
) -> HttpResponse:
    actor = request.actor
    checks, own = may(actor, CHECK, row), actor.kind == "staff" and actor.id == row.staff_id
    possible = {
        "confirm": checks and not own and row.status == ErrorStatus.DOUBTED,
        "return": checks and row.status == ErrorStatus.FOUND,
        "correct": row.status in OPEN_ERRORS and (checks or own),
        "dismiss": row.is_open and checks and not own,
        "complaint": checks
        and row.status not in AGAINST_NOBODY
        and not row.complaint
        and row.staff_id is not None,
    }
    offered: list[dict[str, Any]] = [
        {"name": name, "form": bound.get(name) or (form() if form else None)}
        for name, (_act, form) in STEPS.items()
        if possible[name]
    ]
    source = BY_TYPE[row.subject_type]
    record = source.row(row.subject_id)
    page = framed(
        request,
        "errors",
        error=row,
        steps=offered,
        link=source.link(record) if record else "",
        case=Complaint.objects.visible_to(actor).filter(number=row.complaint).first()
        if row.complaint
        else None,
        clocks=clocks_of(row),
        history=[(e, DONE.get(e.code, "")) for e in history(row, limit=30)],
    )
    return render(request, "quality/error.html", page, status=status)
