"""Pages of meetings, visits and what they agreed on."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.people.access import may, refuse, require
from heqi.people.fields import put_errors
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.supervision import actions
from heqi.supervision.access import ANSWER, MANAGE, VIEW
from heqi.supervision.actions.gatherings import Task
from heqi.supervision.facts import terms_on
from heqi.supervision.forms.fields import ReasonForm
from heqi.supervision.forms.gatherings import (
    GatheringForm,
    HoldForm,
    MinutesForm,
    ResultForm,
    item_rows,
)
from heqi.supervision.models import Gathering, Item
from heqi.supervision.states import ItemStatus
from heqi.supervision.views.frame import company_in_view, framed, lines_of

SIZE = 20
ITEM_TABS = {
    "open": pgettext_lazy("item", "To do"),
    "late": pgettext_lazy("item", "Overdue"),
    "done": pgettext_lazy("item", "Done"),
    "all": pgettext_lazy("item", "All"),
}


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """Meetings and visits, the latest on top."""
    company = company_in_view(request)
    rows = (
        Gathering.objects.visible_to(request.actor)
        .annotate(
            asked=Count("invitations", distinct=True),
            there=Count("invitations", filter=Q(invitations__came=True), distinct=True),
            coming=Count("invitations", filter=Q(invitations__reply="coming"), distinct=True),
            agreed=Count("items", distinct=True),
            done=Count("items", filter=Q(items__status=ItemStatus.DONE), distinct=True),
        )
        .order_by("-at", "-id")
    )
    values = framed(
        request,
        "meetings",
        page=Paginator(rows, SIZE).get_page(request.GET.get("page")),
        may_manage=may(request.actor, MANAGE, company),
    )
    return render(request, "supervision/meetings.html", values)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Plan a meeting and invite."""
    company = company_in_view(request, MANAGE)
    form = GatheringForm(request.POST or None, company=company)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.plan_gathering(
                    company, **form.cleaned_data, by=request.actor, now=request.now
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Invitations are sent."))
                return redirect("supervision:meeting", made.pk)
    values = framed(request, "meetings", form=form)
    return render(request, "supervision/new_meeting.html", values, status=status)


@login_required
@require_GET
def meeting(request: Request, pk: int) -> HttpResponse:
    """One meeting with its next step."""
    return _shown(request, _row(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Hold it, keep its minutes, or cancel it."""
    row = _row(request, pk)
    bound = _forms(request, row, data=request.POST)
    if name not in bound:
        raise Http404(_("There is no such step."))
    form: Any = bound[name]
    ready = form.is_valid()
    rows = bound["rows"]
    if name == "minutes":
        ready = rows.is_valid() and ready
    if ready:
        try:
            _carry_out(request, row, name, form, rows)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("supervision:meeting", pk)
    return _shown(request, row, {name: form, "rows": rows if name == "minutes" else None}, 422)


def _carry_out(request: Request, row: Gathering, name: str, form: forms.Form, rows: Any) -> None:
    by, now = request.actor, request.now
    if name == "hold":
        actions.hold_gathering(row, **form.cleaned_data, by=by, now=now)
    elif name == "cancel":
        actions.cancel_gathering(row, reason=form.cleaned_data["reason"], by=by, now=now)
    else:
        tasks = [
            Task(given["text"], given["unit"], given["due_on"], given["owner"])
            for given in (one.cleaned_data for one in rows)
            if given.get("text", "").strip()
        ]
        actions.keep_minutes(row, minutes=form.cleaned_data["minutes"], tasks=tasks, by=by, now=now)


def _forms(request: Request, row: Gathering, data: Any = None) -> dict[str, Any]:
    day = timezone.localdate(row.at)
    due = terms_on(on=timezone.localdate(request.now), company_id=row.company_id).after(
        "item_within", day, row.unit
    )
    given = data if data is not None and "items-TOTAL_FORMS" in data else None
    return {
        "hold": HoldForm(data, gathering=row),
        "minutes": MinutesForm(data),
        "cancel": ReasonForm(data),
        "rows": item_rows(given, actor=request.actor, company=row.company, due_on=due),
    }


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The minutes as a paper."""
    row = _row(request, pk)
    page = {
        "row": row,
        "guests": list(row.invitations.select_related("supervisor")),
        "agreed": list(row.items.select_related("unit", "owner")),
    }
    return paper(request, "supervision/minutes.html", page, name=row.number)


@login_required
@require_GET
def items(request: Request) -> HttpResponse:
    """What meetings agreed on, what is due first on top."""
    require(request.actor, VIEW)
    tab = request.GET.get("tab", "")
    tab = tab if tab in ITEM_TABS else "open"
    today = timezone.localdate(request.now)
    rows = Item.objects.visible_to(request.actor)
    sets = {
        "open": rows.filter(status=ItemStatus.OPEN),
        "late": rows.filter(status=ItemStatus.OPEN, due_on__lt=today),
        "done": rows.filter(status=ItemStatus.DONE),
        "all": rows,
    }
    tabs = [
        {
            "key": key,
            "label": label,
            "count": sets[key].order_by().values("pk")[:1001].count() if key != "all" else "",
            "tone": "over" if key == "late" else "",
            "active": key == tab,
        }
        for key, label in ITEM_TABS.items()
    ]
    found = sets[tab].select_related("unit", "owner", "gathering")
    values = framed(
        request,
        "items",
        tabs=tabs,
        tab=tab,
        today=today,
        page=Paginator(found, SIZE).get_page(request.GET.get("page")),
    )
    return render(request, "supervision/items.html", values)


@login_required
@require_http_methods(["GET", "POST"])
def item(request: Request, pk: int) -> HttpResponse:
    """One item: finished by its department, or dropped by the office."""
    rows = Item.objects.visible_to(request.actor)
    row = get_object_or_404(rows.select_related("unit", "company", "gathering", "owner"), pk=pk)
    may_finish = may(request.actor, ANSWER, row)
    may_drop = may(request.actor, MANAGE, row.company)
    form = ResultForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if not (may_finish or may_drop):
            raise refuse(_("Only the department and the office end an item."))
        status = 422
        if form.is_valid():
            drops = request.POST.get("do") == "drop"
            act = actions.drop_item if drops else actions.finish_item
            act(row, result=form.cleaned_data["result"], by=request.actor, now=request.now)
            messages.success(request, _("Saved."))
            return redirect("supervision:item", pk)
    values = framed(
        request,
        "items",
        row=row,
        form=form if row.status == ItemStatus.OPEN and (may_finish or may_drop) else None,
        may_finish=may_finish,
        may_drop=may_drop,
        today=timezone.localdate(request.now),
        lines=lines_of(row),
    )
    return render(request, "supervision/item.html", values, status=status)


def _row(request: Request, pk: int) -> Gathering:
    rows = Gathering.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("unit", "company"), pk=pk)


def _shown(request: Request, row: Gathering, bound: dict[str, Any], status: int) -> HttpResponse:
    manages = may(request.actor, MANAGE, row)
    fresh = _forms(request, row)
    values = framed(
        request,
        "meetings",
        row=row,
        guests=list(row.invitations.select_related("supervisor")),
        agreed=list(row.items.select_related("unit", "owner")),
        manages=manages,
        past=row.at <= request.now,
        today=timezone.localdate(request.now),
        lines=lines_of(row),
        **{f"{name}_form": bound.get(name) or form for name, form in fresh.items()},
        bound=[name for name, form in bound.items() if form is not None],
    )
    return render(request, "supervision/meeting.html", values, status=status)
