"""Random checks of the service office: drawn, each use judged."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from heqi.authority import actions
from heqi.authority.access import CHECK
from heqi.authority.checkforms import DrawForm, ResultForm
from heqi.authority.facts import CHECKS
from heqi.authority.models import Check, CheckItem
from heqi.authority.queries.checks import differences
from heqi.people.access import Refused, require, visible_units
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.policies.deciding import rule_on

SIZE = 20


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """The checks, the newest first."""
    require(request.actor, CHECK)
    rows = Check.objects.visible_to(request.actor).select_related("company")
    page = {"page": Paginator(rows, SIZE).get_page(request.GET.get("page"))}
    return render(request, "authority/checks.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Draw a check."""
    require(request.actor, CHECK)
    today = timezone.localdate(request.now)
    companies = visible_units(request.actor, CHECK, ["company"]).order_by("path")
    initial = {
        "company": companies.first(),
        "since": (today - timedelta(days=30)),
        "until": today,
    }
    form = DrawForm(request.POST or None, companies=companies, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.draw_check(**form.cleaned_data, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Drawn: {n} uses.").format(n=made.total))
                return redirect("authority:check", made.pk)
    kinds = (
        (_("Without an amount:"), {"involves_money": False, "recorded": True}),
        (_("With an amount:"), {"involves_money": True, "recorded": True}),
        (_("Without a record:"), {"involves_money": False, "recorded": False}),
    )
    shares = []
    for label, facts in kinds:
        answer = rule_on(CHECKS, facts, on=today, company_id=request.actor.company_id).answer or {}
        if answer:
            ratio = f"{(Decimal(answer['ratio']) * 100).normalize():f}%"
            shares.append((label, ratio, answer["at_least"]))
    page = {"form": form, "shares": shares}
    return render(request, "authority/new_check.html", page, status=status)


@login_required
@require_GET
def check(request: Request, pk: int) -> HttpResponse:
    """One check with its uses."""
    return _shown(request, _check(request, pk), None, None, 200)


@login_required
@require_http_methods(["POST"])
def item(request: Request, pk: int) -> HttpResponse:
    """Record what the check found of one use."""
    runs = Check.objects.visible_to(request.actor)
    rows = CheckItem.objects.filter(run__in=runs).select_related("run__company", "use__unit")
    row = get_object_or_404(rows, pk=pk)
    form = ResultForm(request.POST)
    if form.is_valid():
        try:
            actions.record_result(row, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        except Refused as refused:
            if refused.code:
                raise
            form.add_error(None, refused.sentence)
        else:
            return redirect("authority:check", row.run_id)
    return _shown(request, _check(request, row.run_id), row.pk, form, 422)


def _check(request: Request, pk: int) -> Check:
    rows = Check.objects.visible_to(request.actor).select_related("company", "decision")
    return get_object_or_404(rows, pk=pk)


def _shown(
    request: Request, row: Check, failed: int | None, form: Any, status: int
) -> HttpResponse:
    items = row.items.select_related("use__used_by", "use__unit")[:500]
    page = {
        "row": row,
        # By the name of the right: callbacks lie above.
        "calls": request.actor.holds("callbacks.view"),
        "differs": differences(row) if "again" in request.GET else None,
        "items": [
            (one, form if one.pk == failed else ResultForm(), one.pk == failed) for one in items
        ],
    }
    return render(request, "authority/check.html", page, status=status)
