"""Appeals: deciding one, and what an employee sees of findings about himself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.clocks.queries import clocks_of
from heqi.complaints import actions
from heqi.complaints.actions.appealing import file_until
from heqi.complaints.actions.deciders import is_stuck, may_decide
from heqi.complaints.forms.verdicts import DecideForm, GroundsForm
from heqi.complaints.models import Appeal, Complaint
from heqi.complaints.models.appeals import Appellant
from heqi.complaints.posts import names_of
from heqi.complaints.views.frame import RELATED, framed
from heqi.people.fields import put_errors
from heqi.people.requests import Request

ROWS = 30


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def appeal(request: Request, pk: int) -> HttpResponse:
    """One appeal with its clocks; the body that decides finds the form."""
    seen = Complaint.objects.visible_to(request.actor)
    rows = Appeal.objects.filter(complaint__in=seen.order_by().values("pk"))
    row = get_object_or_404(rows.select_related("decision", "unit"), pk=pk)
    row.complaint = Complaint.objects.select_related(*RELATED).get(pk=row.complaint_id)
    decides = row.status == "filed" and may_decide(request.actor, row, now=request.now)
    form = DecideForm(request.POST or None, complaint=row.complaint, now=request.now)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.decide_appeal(row, **form.cleaned_data, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("complaints:appeal", pk)
    page = framed(
        request,
        "complaints:list",
        appeal=row,
        case=row.complaint,
        form=form if decides else None,
        clocks=clocks_of(row),
        deciders=names_of(row.decided_by_posts),
        stuck=row.status == "filed" and is_stuck(row, now=request.now),
        finding=row.complaint.findings.select_related("responsible").order_by("-id").first(),
    )
    return render(request, "complaints/appeal.html", page, status=status)


@require_GET
@login_required
@never_cache
def about_me(request: Request) -> HttpResponse:
    """Findings about the reader himself: the verdict and his appeal, nothing of the complaint."""
    return _about_me(request, {}, 200)


@require_POST
@login_required
@never_cache
def appeal_mine(request: Request, pk: int) -> HttpResponse:
    """Appeal against a finding about oneself."""
    row = _mine(request).filter(pk=pk).first()
    if row is None:
        raise Http404(_("There is no finding about you of this number."))
    form = GroundsForm(request.POST)
    if form.is_valid():
        try:
            actions.file_appeal(
                row,
                appellant=Appellant.EMPLOYEE,
                **form.cleaned_data,
                by=request.actor,
                now=request.now,
            )
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Your appeal is filed."))
            return redirect("complaints:about_me")
    return _about_me(request, {pk: form}, 422)


def _mine(request: Request) -> Any:
    rows = Complaint.objects.filter(
        responsible_id=request.actor.id or 0, judged_at__isnull=False, parent__isnull=True
    )
    return rows.select_related("unit", "company", "responsible_unit").order_by("-judged_at")


def _about_me(request: Request, bound: dict[int, GroundsForm], status: int) -> HttpResponse:
    found = []
    for row in _mine(request)[:ROWS]:
        finding = row.findings.order_by("-id").first()
        mine = list(row.appeals.filter(appellant=Appellant.EMPLOYEE).order_by("id"))
        until = file_until(row, Appellant.EMPLOYEE, now=request.now)
        waits = any(one.status == "filed" for one in mine)
        may_file = bool(until and request.now <= until and not waits)
        found.append(
            {
                "case": row,
                "finding": finding,
                "appeals": mine,
                "until": until,
                "form": bound.get(row.pk) or (GroundsForm() if may_file else None),
                "open": row.pk in bound,
            }
        )
    page = framed(request, "complaints:about_me", found=found)
    return render(request, "complaints/about_me.html", page, status=status)
