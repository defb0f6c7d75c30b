"""The page of the investigation: the evidence list and the report."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.complaints import actions
from heqi.complaints.forms.verdicts import EvidenceForm, ReportForm
from heqi.complaints.models import Complaint, Investigation
from heqi.complaints.queries.case import masked_name
from heqi.complaints.views.frame import case_of, framed
from heqi.people.fields import put_errors
from heqi.people.requests import Request


def _look(request: Request, pk: int) -> tuple[Complaint, Investigation]:
    row = case_of(request, pk)
    look = row.investigations.select_related("investigator").order_by("-round").first()
    if look is None:
        raise Http404(_("Nobody investigates this complaint yet."))
    look.complaint = row
    return row, look


@require_GET
@login_required
@never_cache
def investigation(request: Request, pk: int) -> HttpResponse:
    """Evidence and report of the present round."""
    row, look = _look(request, pk)
    return _shown(request, row, look, None, None, 200)


@require_POST
@login_required
@never_cache
def add_evidence(request: Request, pk: int) -> HttpResponse:
    """A line of the evidence list."""
    row, look = _look(request, pk)
    form = EvidenceForm(request.POST)
    if form.is_valid():
        try:
            actions.add_evidence(look, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            return redirect("complaints:investigation", pk)
    return _shown(request, row, look, form, None, 422)


@require_POST
@login_required
@never_cache
def report(request: Request, pk: int) -> HttpResponse:
    """The report."""
    row, look = _look(request, pk)
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            actions.report_investigation(
                look, **form.cleaned_data, by=request.actor, now=request.now
            )
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("The report is handed in."))
            return redirect("complaints:case", pk)
    return _shown(request, row, look, None, form, 422)


def _shown(
    request: Request,
    row: Complaint,
    look: Investigation,
    evidence_form: forms.Form | None,
    report_form: forms.Form | None,
    status: int,
) -> HttpResponse:
    mine = request.actor.id == look.investigator_id and look.reported_at is None
    page = framed(
        request,
        "complaints:list",
        case=row,
        look=look,
        name=masked_name(row),
        evidence=list(look.evidence.all()[:200]),
        mine=mine,
        evidence_form=evidence_form or EvidenceForm(),
        report_form=report_form or ReportForm(),
    )
    return render(request, "complaints/investigation.html", page, status=status)
