"""Level-one plans: those that run, one as a checklist, drills."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from heqi.clocks.models import Clock
from heqi.clocks.pages import href_of
from heqi.complaints import actions
from heqi.complaints.access import HANDLE, LEAD, VIEW
from heqi.complaints.facts import instant_of, limit_of, look
from heqi.complaints.forms.plans import DrillForm, StepForm
from heqi.complaints.models import Complaint, Drill, Plan, PlanStep
from heqi.complaints.posts import names_of
from heqi.complaints.views.frame import RELATED, company_of_page, framed
from heqi.people.access import may, require, within
from heqi.people.fields import put_errors
from heqi.people.requests import Request

ROWS = 50


def _plans(request: Request) -> Any:
    seen = Complaint.objects.visible_to(request.actor).order_by().values("pk")
    return Plan.objects.filter(complaint__in=seen).select_related(
        "complaint__unit", "spokesperson", "emergency"
    )


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def plans(request: Request) -> HttpResponse:
    """Plans that run, those that ended, and the drills."""
    require(request.actor, VIEW)
    company = company_of_page(request)
    leads = may(request.actor, LEAD, company)
    form = DrillForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.record_drill(
                    company, **form.cleaned_data, by=request.actor, now=request.now
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("complaints:plans")
    drills = list(within(Drill.objects.filter(company=company), request.actor, VIEW)[:10])
    answer = look(
        "duties.recurring", {"duty": "complaint_drill"}, now=request.now, company_id=company.pk
    )
    due = instant_of(limit_of(answer, "every"), request.now, company)
    this_year = any(row.held_on.year == timezone.localdate(request.now).year for row in drills)
    page = framed(
        request,
        "complaints:plans",
        running=list(_plans(request).filter(ended_at__isnull=True)[:ROWS]),
        ended=list(_plans(request).filter(ended_at__isnull=False)[:20]),
        drills=drills,
        drill_due=None if this_year else due,
        form=form if leads else None,
        open=status == 422,
    )
    return render(request, "complaints/plans.html", page, status=status)


@require_http_methods(["GET"])
@login_required
@never_cache
def plan(request: Request, pk: int) -> HttpResponse:
    """A running checklist with its clocks."""
    return _shown(request, get_object_or_404(_plans(request), pk=pk), {}, 200)


@require_POST
@login_required
@never_cache
def finish(request: Request, pk: int, step: int) -> HttpResponse:
    """A step of the plan is done."""
    row = get_object_or_404(_plans(request), pk=pk)
    found = get_object_or_404(row.steps, pk=step)
    row.complaint = Complaint.objects.select_related(*RELATED).get(pk=row.complaint_id)
    found.plan = row
    form = StepForm(request.POST, kind=found.kind, company=row.complaint.company)
    if form.is_valid():
        try:
            actions.finish_step(found, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("complaints:plan", pk)
    return _shown(request, row, {step: form}, 422)


def _shown(request: Request, row: Plan, bound: dict[int, forms.Form], status: int) -> HttpResponse:
    case = row.complaint
    steps = list(row.steps.all()[:100])
    clocks = Clock.objects.filter(
        timeline__subject_type="complaints.planstep",
        timeline__subject_id__in=[step.pk for step in steps],
    ).select_related("timeline")
    by_step = {clock.timeline.subject_id: clock for clock in clocks}
    acts = may(request.actor, LEAD, case) or may(request.actor, HANDLE, case)
    rows = [
        {
            "step": step,
            "clock": by_step.get(step.pk),
            "who": names_of(step.who),
            "tell": names_of(step.tell) if step.tell else "",
            "late": step.is_late(request.now),
            "form": _form(step, bound, case)
            if acts and step.written_at is None and step.done_at is None
            else None,
            "open": step.pk in bound,
        }
        for step in steps
    ]
    done = sum(1 for step in steps if step.done_at)
    page = framed(
        request,
        "complaints:plans",
        plan=row,
        case=case,
        rows=rows,
        done=done,
        emergency_url=href_of("service.servicerequest", row.emergency.pk, row.emergency.number)
        if row.emergency
        else "",
    )
    return render(request, "complaints/plan.html", page, status=status)


def _form(step: PlanStep, bound: dict[int, forms.Form], case: Complaint) -> forms.Form:
    return bound.get(step.pk) or StepForm(kind=step.kind, company=case.company)
