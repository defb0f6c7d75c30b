"""Files of the national centre's callbacks: judged row by row, taken in once somebody confirms."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.callbacks import actions, queries
from heqi.callbacks.access import NATIONAL
from heqi.callbacks.catalogue import opinion_label
from heqi.callbacks.centre.files import NEEDED, fields
from heqi.callbacks.forms.handling import LeaveOutForm, NationalFileForm
from heqi.callbacks.models import NationalFile
from heqi.callbacks.states import FILE_TONES, ROW_TONES, FileStatus, RowVerdict
from heqi.callbacks.views.frame import company_in_view, framed
from heqi.people.access import require
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.people.workbooks import download, workbook

PAGE = 30


@login_required
@require_GET
def template(request: Request) -> HttpResponse:
    """An empty workbook with every column by its name."""
    require(request.actor, NATIONAL)
    heads = [str(one.label) for one in fields().values()]
    title = _("National centre's callbacks")
    content = workbook(title, heads, [], by=request.actor, now=request.now)
    return download(content, "national-callbacks")


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def files(request: Request) -> HttpResponse:
    """The files so far, and the form for the next one."""
    company = company_in_view(request, NATIONAL)
    posted = request.method == "POST"
    form = NationalFileForm(request.POST, request.FILES) if posted else NationalFileForm()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.check_file(
                file.chunks(), name=file.name, company=company, by=request.actor, now=request.now
            )
        except ValidationError as refused:
            form.add_error("file", refused)
        else:
            return redirect("callbacks:national_file", made.pk)
    page = Paginator(queries.file_list(request.actor), PAGE).get_page(request.GET.get("page"))
    context = framed(
        request,
        "national",
        company=company,
        form=form,
        page=page,
        rows=[(row, _file_state(row)) for row in page],
        columns=[(str(one.label), one.name in NEEDED) for one in fields().values()],
    )
    return render(request, "callbacks/national_files.html", context, status=422 if posted else 200)


@login_required
@require_GET
@never_cache
def file(request: Request, pk: int) -> HttpResponse:
    """One file: what becomes of each row, before anything is taken in."""
    return _file_page(request, _file(request, pk))


@login_required
@require_POST
@never_cache
def confirm(request: Request, pk: int) -> HttpResponse:
    """Take the rows in."""
    row = _file(request, pk)
    form = LeaveOutForm(request.POST)
    form.is_valid()
    try:
        n = actions.confirm_file(row, **form.cleaned_data, by=request.actor, now=request.now)
    except ValidationError as refused:
        row.refresh_from_db()
        put_errors(form, refused)
        return _file_page(request, row, form, status=422)
    messages.success(request, _("{n} results were taken in.").format(n=n))
    return redirect("callbacks:national")


@login_required
@require_POST
@never_cache
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw a file away."""
    actions.discard_file(_file(request, pk), by=request.actor, now=request.now)
    messages.success(request, _("Discarded; nothing was taken in."))
    return redirect("callbacks:national_files")


def _file(request: Request, pk: int) -> NationalFile:
    require(request.actor, NATIONAL)
    rows = NationalFile.objects.visible_to(request.actor).select_related("company")
    return get_object_or_404(rows, pk=min(pk, 2**62))


def _file_state(row: NationalFile) -> dict[str, Any]:
    return {"label": row.get_status_display(), "tone": FILE_TONES[row.status]}


def _file_page(
    request: Request, row: NationalFile, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    labels = {one.name: str(one.label) for one in fields().values()}
    wanted = request.GET.get("verdict", "")
    shown = [one for one in row.rows if wanted in ("", one["verdict"])]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    counts = row.counts
    context = framed(
        request,
        "national",
        file=row,
        state=_file_state(row),
        page=page,
        rows=[
            {
                **one,
                "label": RowVerdict(one["verdict"]).label,
                "tone": ROW_TONES[one["verdict"]],
                "kind": opinion_label(one["values"].get("opinion") or ""),
                "faults": [(labels[f["field"]], f["said"]) for f in one["findings"]],
            }
            for one in page
        ],
        tabs=[{"key": "", "label": _("All"), "count": len(row.rows)}]
        + [
            {"key": code, "label": label, "count": counts[code]}
            for code, label in RowVerdict.choices
            if counts.get(code)
        ],
        taking=counts.get(RowVerdict.NEW, 0) + counts.get(RowVerdict.OPINION, 0),
        opinions=counts.get(RowVerdict.OPINION, 0),
        faulty=counts.get(RowVerdict.ERROR, 0),
        form=(form or LeaveOutForm()) if row.status == FileStatus.CHECKED else None,
    )
    return render(request, "callbacks/national_file.html", context, status=status)
