"""What recurs: every duty of the policies as the company keeps it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heqi.duties import actions, queries
from heqi.duties.access import MANAGE, VIEW
from heqi.duties.forms import StopForm
from heqi.duties.models import Duty
from heqi.duties.views.frame import company_in_view, framed, month_in_view
from heqi.people.access import may, require, visible_units
from heqi.people.requests import Request


@login_required
@require_GET
def catalogue(request: Request) -> HttpResponse:
    """The duties by policy, with the month's figures."""
    require(request.actor, VIEW)
    return _shown(request, StopForm(), 0, 200)


@login_required
@require_POST
def switch(request: Request, pk: int, name: str) -> HttpResponse:
    """Stop a duty with a reason, or keep it again."""
    require(request.actor, VIEW)
    companies = visible_units(request.actor, VIEW).values("pk")
    rows = Duty.objects.filter(company__in=companies).select_related("company")
    duty = get_object_or_404(rows, pk=pk)
    if name == "stop":
        require(request.actor, MANAGE, duty.company)
        form = StopForm(request.POST)
        if not form.is_valid():
            return _shown(request, form, pk, 422)
        reason = form.cleaned_data["reason"]
        actions.stop_duty(duty, reason=reason, by=request.actor, now=request.now)
    elif name == "resume":
        actions.resume_duty(duty, by=request.actor, now=request.now)
    else:
        raise Http404(_("There is no such step."))
    messages.success(request, _("Saved."))
    return redirect("duties:catalogue")


def _shown(request: Request, form: StopForm, pk: int, status: int) -> HttpResponse:
    company = company_in_view(request.actor)
    view = month_in_view(request)
    page = framed(
        request,
        "catalogue",
        company=company,
        policies=queries.catalogue(company, view["month"], on=view["today"]),
        may_manage=may(request.actor, MANAGE, company),
        form=form,
        form_for=pk,
        **view,
    )
    return render(request, "duties/catalogue.html", page, status=status)
