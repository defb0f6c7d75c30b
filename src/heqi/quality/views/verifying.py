"""Verifying a customer's data while business is done (data-entry/7.4)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heqi.customers.access import OPEN
from heqi.customers.models import Party
from heqi.people.requests import Request
from heqi.quality.actions import verify_party
from heqi.quality.forms import wrong_form
from heqi.quality.sources import BY_TYPE


@login_required
@require_POST
def verify(request: Request, pk: int) -> HttpResponse:
    """Note that the data fit the customer, or what does not."""
    party = get_object_or_404(
        Party.objects.visible_to(request.actor, OPEN).select_related("unit"), pk=pk
    )
    wrong = None
    if request.POST.get("do") != "right":
        source = BY_TYPE["customers.party"]
        form = wrong_form(
            source,
            party,
            request.POST,
            on=timezone.localdate(request.now),
            company_id=party.company_id,
        )
        if not form.is_valid():
            page = {"form": form, "label": party.number, "source": source, "link": ""}
            return render(request, "quality/new_error.html", page, status=422)
        wrong = form.wrong()
    verify_party(party, wrong=wrong, by=request.actor, now=request.now)
    messages.success(request, _("Verification noted."))
    return redirect("customers:customer", pk)
