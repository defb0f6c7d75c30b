"""The list of complaints, and taking one up."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from heqi.complaints import actions
from heqi.complaints.access import TAKE, VIEW
from heqi.complaints.export import complaint_book
from heqi.complaints.forms.cases import FilterForm, TakeForm
from heqi.complaints.models import Complaint
from heqi.complaints.queries.case import masked_name
from heqi.complaints.queries.lists import TABS, Filters, complaints, tab_counts
from heqi.complaints.states import LEVEL_TONES
from heqi.complaints.views.frame import company_of_page, framed
from heqi.customers.access import EXPORT
from heqi.customers.sheets import Sheet, behind, in_order, register_sheet
from heqi.customers.views.exports import let_out
from heqi.people.access import may, require, within
from heqi.people.fields import put_errors
from heqi.people.lists import tabs_of
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download

SIZE = 20
SHEET = "complaints.complaints"
LABELS: dict[str, str | Promise] = {
    "open": pgettext_lazy("complaints", "All open"),
    "late": pgettext_lazy("complaints", "Overdue"),
    "mine": pgettext_lazy("complaints", "Mine"),
    "grade": pgettext_lazy("complaints", "Level to confirm"),
    "assign": pgettext_lazy("complaints", "To assign"),
    "level_one": pgettext_lazy("complaints", "Level one"),
    "vip": pgettext_lazy("complaints", "VIP"),
    "call": pgettext_lazy("complaints", "To call back"),
    "appeals": pgettext_lazy("complaints", "Appeals"),
    "national": pgettext_lazy("complaints", "National centre"),
    "closed": pgettext_lazy("complaints", "Closed"),
    "all": pgettext_lazy("complaints", "All"),
}


def _require_reader(request: Request) -> None:
    if not may(request.actor, TAKE):
        require(request.actor, VIEW)


def _filters(request: Request, form: FilterForm) -> Filters:
    tab = request.GET.get("tab", "")
    return Filters(
        tab=tab if tab in TABS else "open", sort=request.GET.get("sort", ""), **form.values()
    )


def row_of(row: Complaint) -> dict[str, Any]:
    """A row of the list: the case, the masked name, how grave."""
    return {"case": row, "name": masked_name(row), "tone": LEVEL_TONES[row.level]}


@require_GET
@login_required
@never_cache
def listing(request: Request) -> HttpResponse:
    """A page of the list."""
    _require_reader(request)
    form = FilterForm(request.GET, actor=request.actor)
    filters = _filters(request, form)
    counts = tab_counts(request.actor, now=request.now)
    rows = complaints(request.actor, filters, now=request.now)
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    context = framed(
        request,
        "complaints:list",
        form=form,
        tab=filters.tab,
        tabs=tabs_of(LABELS, counts, filters.tab, hot=("late", "level_one")),
        page=page,
        rows=[row_of(row) for row in page],
        filtered=bool(form.values()),
        may_take=may(request.actor, TAKE),
        export=reverse("complaints:export") if may(request.actor, EXPORT) else "",
    )
    return render(request, "complaints/list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The list as Excel, without names: more than a few rows leave with approval."""
    _require_reader(request)
    require(request.actor, EXPORT)
    filters = _filters(request, FilterForm(request.GET, actor=request.actor))
    rows = complaints(request.actor, filters, now=request.now)
    return let_out(request, within(rows, request.actor, EXPORT), SHEET, query=filters.text)


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    rows = Complaint.objects.select_related("unit", "accused_unit", "handler")
    mark = Mark.of(request.actor, now=request.now, number=number)
    content = complaint_book(in_order(rows, ids), mark=mark)
    return download(content, f"complaints-{timezone.localdate(request.now):%Y%m%d}")


def register_list() -> None:
    """Let complaints leave with approval, as any list of customers does (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            gettext_lazy("Complaints"),
            EXPORT,
            lambda by: within(Complaint.objects.visible_to(by), by, EXPORT),
            _leave,
            behind(Complaint),
            "complaints",
            "complaints:list",
        )
    )


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def take(request: Request) -> HttpResponse:
    """Take up a complaint that did not come by telephone."""
    company = company_of_page(request, TAKE)
    require(request.actor, TAKE, company)
    form = TakeForm(request.POST or None, request.FILES or None, company=company)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _taken(form, company=company, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                return _told(request, made)
    context = framed(request, "complaints:list", form=form)
    return render(request, "complaints/take.html", context, status=status)


def _taken(form: TakeForm, **given: Any) -> Complaint:
    file = form.cleaned_data["file"]
    if file is None:
        return actions.take_complaint(**form.taken(), **given)
    return actions.take_with_file(content=file.read(), name=file.name, **form.taken(), **given)


def _told(request: Request, made: Complaint) -> HttpResponse:
    if made.received_at < request.now and made.request.opened_by_id != request.actor.id:
        said = _("Attached to {number} as a reminder: the same matter is open already.")
    else:
        said = _("{number} is taken up; its clocks are running.")
    messages.success(request, said.format(number=made.number))
    if Complaint.objects.visible_to(request.actor).filter(pk=made.pk).exists():
        return redirect("complaints:case", made.pk)
    return redirect("complaints:list")
