"""Pages of imports: the history, one import from its columns to its undoing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers.reading import log_list
from heqi.customers.sheets import Sheet, register_sheet
from heqi.customers.views.exports import let_out
from heqi.imports import actions, reports
from heqi.imports.access import CONFIRM, PREPARE, VIEW
from heqi.imports.actions.deciding import needs_second_person
from heqi.imports.checking import lacking
from heqi.imports.forms import ConfirmForm, MappingForm, UndoForm, UploadForm
from heqi.imports.keeping import kept
from heqi.imports.mapping import unmapped
from heqi.imports.models import Batch
from heqi.imports.queries import Line, lines_of, parties_of, steps_of
from heqi.imports.states import TONES, VERDICT_TONES, WORKING, Status, Verdict
from heqi.people.access import may, require, visible_units
from heqi.people.models import UnitKind
from heqi.people.requests import Request

PAGE = 30
ROWS = 50
SHEET = "imports.report"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _found(request: Request, pk: int) -> Batch:
    require(request.actor, VIEW)
    rows = Batch.objects.visible_to(request.actor).select_related("unit", "company")
    return get_object_or_404(rows, pk=pk)


@require_GET
@login_required
def batches(request: Request) -> HttpResponse:
    """What was imported, newest first, and the form for the next file."""
    require(request.actor, VIEW)
    return _list(request, _upload_form(request))


def _upload_form(request: Request, *data: Any) -> UploadForm:
    kinds = [UnitKind.COMPANY, UnitKind.DEPARTMENT]
    return UploadForm(*data, units=visible_units(request.actor, PREPARE, kinds).order_by("path"))


def _list(request: Request, form: UploadForm, status: int = 200) -> HttpResponse:
    rows = Batch.objects.visible_to(request.actor).select_related("unit")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "tones": TONES,
        "form": form if may(request.actor, PREPARE) else None,
    }
    return render(request, "imports/list.html", context, status=status)


@require_POST
@login_required
def upload(request: Request) -> HttpResponse:
    """Keep a file and show its columns."""
    require(request.actor, PREPARE)
    form = _upload_form(request, request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = actions.upload_file(
                file.chunks(),
                name=file.name,
                unit=form.cleaned_data["unit"],
                by=request.actor,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect("imports:batch", batch.pk)
    return _list(request, form, 422)


@require_GET
@login_required
def template(request: Request) -> HttpResponse:
    """An empty workbook with every column by its name."""
    require(request.actor, PREPARE)
    return _file(reports.template(), "customers.xlsx")


@require_GET
@login_required
def batch(request: Request, pk: int) -> HttpResponse:
    """One import, as far as it is."""
    return _page(request, _found(request, pk))


def _page(
    request: Request, row: Batch, mapping: MappingForm | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate(request.now)
    verdicts = row.counts.get("verdicts", {})
    prepares = may(request.actor, PREPARE, row)
    confirms = may(request.actor, CONFIRM, row)
    second = row.status == Status.CHECKED and needs_second_person(row, now=request.now)
    own = request.actor.kind == "staff" and request.actor.id == row.created_by_id
    context = {
        "batch": row,
        "tone": TONES[row.status],
        "steps": steps_of(row),
        "working": row.status in WORKING,
        "mapping": (mapping or MappingForm(row))
        if row.status == Status.MAPPING and prepares
        else None,
        "left": unmapped(row.columns, row.mapping),
        "lacking": lacking(row.mapping, row.defaults, on=today, company_id=row.company_id)
        if row.status in (Status.MAPPING, Status.CHECKED)
        else [],
        "verdicts": [
            (code, label, verdicts.get(code, 0), VERDICT_TONES[code])
            for code, label in Verdict.choices
        ]
        if verdicts and not row.forgotten_at
        else [],
        "kept": None if row.forgotten_at else kept(row, now=request.now),
        "errors": verdicts.get(Verdict.ERROR, 0),
        "new": verdicts.get(Verdict.NEW, 0),
        "findings": reports.findings_of(row),
        "lines": lines_of(row, "")[:10] if verdicts and not row.forgotten_at else [],
        "second": second,
        "must_be_other": second and own,
        "may_confirm": row.status == Status.CHECKED and confirms and not (second and own),
        "may_discard": row.status in (Status.MAPPING, Status.CHECKED) and prepares,
        "undo": UndoForm() if row.status == Status.COMMITTED and confirms else None,
    }
    _log(request, row, context["lines"])
    return render(request, "imports/batch.html", context, status=status)


def _log(request: Request, row: Batch, lines: Sequence[Line]) -> None:
    """Rows were shown: whoever of them is on file was looked at."""
    if lines:
        found = parties_of(row, [line.line for line in lines])
        with transaction.atomic():
            log_list(request.actor, found, now=request.now, channel="import")


@require_GET
@login_required
def progress(request: Request, pk: int) -> HttpResponse:
    """How far it is; the page is loaded anew when it is done."""
    row = _found(request, pk)
    if row.status in WORKING:
        return render(request, "imports/progress.html", {"batch": row})
    response = HttpResponse(status=200)
    response["HX-Refresh"] = "true"
    return response


@require_GET
@login_required
@never_cache
def rows(request: Request, pk: int) -> HttpResponse:
    """The rows one by one, by verdict, with what was found."""
    row = _found(request, pk)
    if row.forgotten_at:
        return _removed(request, row)
    verdict = request.GET.get("verdict", "")
    verdict = verdict if verdict in Verdict.values else ""
    counts = row.counts.get("verdicts", {})
    shown: Any = _Counted(lines_of(row, verdict), counts, verdict)
    page = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    _log(request, row, list(page))
    tabs = [{"key": "", "label": _("all"), "count": row.line}] + [
        {"key": code, "label": label, "count": counts.get(code, 0)}
        for code, label in Verdict.choices
    ]
    context = {"batch": row, "page": page, "tabs": tabs, "verdict": verdict}
    return render(request, "imports/rows.html", context)


def _removed(request: Request, row: Batch) -> HttpResponse:
    messages.info(request, _("The file and the rows of this import were removed."))
    return redirect("imports:batch", row.pk)


class _Counted:
    """Rows with the number that is known already."""

    def __init__(self, rows: Any, counts: dict[str, int], verdict: str) -> None:
        self._rows = rows
        self._count = counts.get(verdict, 0) if verdict else sum(counts.values())

    def count(self) -> int:
        return self._count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, piece: Any) -> list[Line]:
        return list(self._rows[piece])


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def report(request: Request, pk: int) -> HttpResponse:
    """The report as an Excel file: it names customers, so more than a few rows need approval."""
    row = _found(request, pk)
    if row.forgotten_at:
        return _removed(request, row)
    return let_out(request, Batch.objects.filter(pk=row.pk), SHEET)


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    row = get_object_or_404(Batch.objects.visible_to(request.actor), pk__in=ids)
    book = reports.workbook(row, number=number, by=request.actor, now=request.now)
    return _file(book, f"{row.number}.xlsx")


def _whose(ids: Sequence[int]) -> list[int]:
    return sorted({pk for row in Batch.objects.filter(pk__in=ids) for pk in parties_of(row)})


def register_report() -> None:
    """Let the report leave by the door of all lists that name customers (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            gettext_lazy("Report of an import"),
            VIEW,
            lambda by: Batch.objects.visible_to(by),
            _leave,
            _whose,
            "import",
            "imports:list",
            lambda ids: Batch.objects.filter(pk__in=ids).aggregate(n=Sum("line"))["n"] or 0,
        )
    )


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_POST
@login_required
def check(request: Request, pk: int) -> HttpResponse:
    """Take the columns as they were named and start."""
    row = _found(request, pk)
    require(request.actor, PREPARE, row)
    form = MappingForm(row, request.POST)
    if form.is_valid():
        try:
            actions.start_check(
                row,
                mapping=form.mapping(),
                defaults=form.defaults(),
                by=request.actor,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("imports:batch", pk)
    return _page(request, row, form, 422)


@require_POST
@login_required
def confirm(request: Request, pk: int) -> HttpResponse:
    """Have it written."""
    row = _found(request, pk)
    form = ConfirmForm(request.POST)
    form.is_valid()
    leave_out = bool(form.cleaned_data.get("leave_out"))
    actions.confirm_batch(row, leave_out=leave_out, by=request.actor, now=request.now)
    messages.success(request, _("Confirmed; the rows are being written."))
    return redirect("imports:batch", pk)


@require_POST
@login_required
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw it away."""
    row = _found(request, pk)
    actions.discard_batch(row, by=request.actor, now=request.now)
    messages.success(request, _("Discarded; nothing was written."))
    return redirect("imports:list")


@require_POST
@login_required
def undo(request: Request, pk: int) -> HttpResponse:
    """Have it taken out again."""
    row = _found(request, pk)
    form = UndoForm(request.POST)
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    actions.undo_batch(row, reason=reason, by=request.actor, now=request.now)
    messages.success(request, _("The import is being undone."))
    return redirect("imports:batch", pk)
