"""Proposed rewards and deductions for payroll."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from heqi.conduct import actions
from heqi.conduct.access import SETTLE, VIEW
from heqi.conduct.export import MOST, sum_book
from heqi.conduct.forms import SumFilterForm
from heqi.conduct.queries import sum_totals, sums
from heqi.people.access import may, require
from heqi.people.requests import Request

SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_http_methods(["GET", "POST"])
def listing(request: Request) -> HttpResponse:
    """What decisions propose, with its totals; a person hands it over to payroll."""
    require(request.actor, VIEW)
    if request.method == "POST":
        require(request.actor, SETTLE)
        chosen = [int(pk) for pk in request.POST.getlist("id") if pk.isdecimal() and len(pk) < 18]
        done = actions.hand_over_sums(chosen, by=request.actor, now=request.now)
        messages.success(
            request,
            ngettext("{n} sum handed over.", "{n} sums handed over.", done).format(n=done),
        )
        return redirect(f"{reverse('conduct:sums')}?{request.GET.urlencode()}")
    form = SumFilterForm(request.GET, actor=request.actor)
    rows = sums(request.actor, **form.values())
    page = {
        "form": form,
        "page": Paginator(rows, SIZE).get_page(request.GET.get("page")),
        "totals": sum_totals(rows),
        "filtered": bool(form.values()),
        "may_settle": may(request.actor, SETTLE),
        "export": reverse("conduct:sums_export"),
    }
    return render(request, "conduct/sums.html", page)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The same as Excel."""
    require(request.actor, VIEW)
    form = SumFilterForm(request.GET, actor=request.actor)
    rows = sums(request.actor, **form.values())[:MOST]
    response = HttpResponse(sum_book(rows, by=request.actor, now=request.now), content_type=XLSX)
    name = f"conduct-sums-{timezone.localdate(request.now):%Y%m%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
