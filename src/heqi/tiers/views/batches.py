"""Bulk classification: upload, report row by row, confirmation, undoing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers import reading
from heqi.people.access import may, require
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download
from heqi.tiers import actions
from heqi.tiers.access import CLASSIFY, VIEW, companies, may_in
from heqi.tiers.bulk.columns import FIELDS, lacking
from heqi.tiers.bulk.report import report_book, template_book
from heqi.tiers.facts import figure_word
from heqi.tiers.forms import BatchForm, ColumnsForm, ConfirmForm, ReasonForm
from heqi.tiers.models import Batch
from heqi.tiers.states import BATCH_TONES, VERDICT_TONES, BatchStatus, Verdict
from heqi.tiers.views.frame import framed

PAGE = 50


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def batches(request: Request) -> HttpResponse:
    """The files so far, and the form for the next one."""
    require(request.actor, VIEW)
    classifies = may(request.actor, CLASSIFY)
    if request.method == "POST":
        require(request.actor, CLASSIFY)
    form = BatchForm(
        *([request.POST, request.FILES] if request.method == "POST" else []),
        companies=companies(request.actor, CLASSIFY),
    )
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.check_file(
                file.chunks(), name=file.name, company=form.cleaned_data["company"],
                by=request.actor, now=request.now,
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect("tiers:batch", made.pk)
    rows = Batch.objects.visible_to(request.actor).select_related("company")
    context = framed(
        request,
        "batches",
        page=Paginator(rows, PAGE).get_page(request.GET.get("page")),
        form=form if classifies else None,
        fields=list(FIELDS.values()),
        figure=figure_word(on=timezone.localdate(request.now), company_id=request.actor.company_id),
    )
    return render(request, "tiers/batches.html", context, status=422 if form.is_bound else 200)


@require_GET
@login_required
def template(request: Request) -> HttpResponse:
    """An empty workbook with every column by its name."""
    require(request.actor, CLASSIFY)
    return download(template_book(), "tiers")


def _found(request: Request, pk: int) -> Batch:
    require(request.actor, VIEW)
    rows = Batch.objects.visible_to(request.actor).select_related("company", "unit")
    return get_object_or_404(rows, pk=min(pk, 2**62))


@require_GET
@login_required
@never_cache
def batch(request: Request, pk: int) -> HttpResponse:
    """One file: its columns, what becomes of each row, what can be done."""
    return _page(request, _found(request, pk))


def _page(request: Request, row: Batch, status: int = 200, **forms: Any) -> HttpResponse:
    classifies = may_in(request.actor, CLASSIFY, row)
    verdict = request.GET.get("verdict", "")
    rows = row.rows.select_related("party", "assessment")
    if verdict in Verdict.values:
        rows = rows.filter(verdict=verdict)
    with transaction.atomic():
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        seen = [one.party_id for one in page if one.party_id]
        reading.log_list(request.actor, seen, now=request.now)
    total = sum(row.counts.values())
    tabs = [{"key": "", "label": _("All"), "count": total}] + [
        {"key": code, "label": label, "count": row.counts.get(code, 0)}
        for code, label in Verdict.choices
        if row.counts.get(code)
    ]
    checked = row.status == BatchStatus.CHECKED
    labels = {name: field.label for name, field in FIELDS.items()}
    context = framed(
        request,
        "batches",
        batch=row,
        tone=BATCH_TONES[row.status],
        rows=[
            (one, VERDICT_TONES[one.verdict],
             [(labels.get(f["field"], ""), f["said"], f["clause"]) for f in one.findings])
            for one in page
        ],
        page=page,
        tabs=tabs,
        chosen=verdict if verdict in Verdict.values else "",
        lacking=lacking(row.mapping) if checked else [],
        errors=row.counts.get(Verdict.ERROR, 0),
        proposing=row.counts.get(Verdict.RAISE, 0) + row.counts.get(Verdict.LOWER, 0),
        columns=forms.get("columns") or (ColumnsForm(row) if checked and classifies else None),
        confirm=forms.get("confirm") or (ConfirmForm() if checked and classifies else None),
        undo=forms.get("undo")
        or (ReasonForm() if row.status == BatchStatus.CONFIRMED and classifies else None),
        made=row.assessments.count(),
    )  # fmt: skip
    return render(request, "tiers/batch.html", context, status=status)


@require_POST
@login_required
def columns(request: Request, pk: int) -> HttpResponse:
    """Take the columns as they were named."""
    row = _found(request, pk)
    form = ColumnsForm(row, request.POST)
    if form.is_valid():
        try:
            actions.name_columns(row, mapping=form.mapping(), by=request.actor, now=request.now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The rows were checked again."))
            return redirect("tiers:batch", pk)
    return _page(request, row, 422, columns=form)


@require_GET
@login_required
@never_cache
def report(request: Request, pk: int) -> HttpResponse:
    """The report row by row as an Excel file; logged."""
    row = _found(request, pk)
    require(request.actor, CLASSIFY)
    with transaction.atomic():
        rows = list(row.rows.select_related("party", "assessment"))
        seen = [one.party_id for one in rows if one.party_id]
        reading.log_list(request.actor, seen, now=request.now, channel="export")
    mark = Mark.of(request.actor, now=request.now, number=row.number)
    return download(report_book(row, rows, mark=mark), row.number)


@require_POST
@login_required
def confirm(request: Request, pk: int) -> HttpResponse:
    """Hand the proposals to the leadership."""
    row = _found(request, pk)
    form = ConfirmForm(request.POST)
    form.is_valid()
    try:
        actions.confirm_batch(
            row, leave_out=form.cleaned_data["leave_out"], by=request.actor, now=request.now
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, row, 422, confirm=form)
    # A short file is done at once; the loop goes on with a long one.
    actions.propose_rows(now=request.now)
    messages.success(request, _("Confirmed; the proposals go to the leadership."))
    return redirect("tiers:batch", pk)


@require_POST
@login_required
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw the file away."""
    row = _found(request, pk)
    actions.discard_batch(row, by=request.actor, now=request.now)
    messages.success(request, _("Discarded; nothing was proposed."))
    return redirect("tiers:batches")


@require_POST
@login_required
def undo(request: Request, pk: int) -> HttpResponse:
    """Take back what nobody has decided."""
    row = _found(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, row, 422, undo=form)
    n = actions.undo_batch(
        row, reason=form.cleaned_data["reason"], by=request.actor, now=request.now
    )
    messages.success(request, _("{n} proposals taken back.").format(n=n))
    return redirect("tiers:batch", pk)
