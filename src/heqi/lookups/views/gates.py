"""Emergency openings, pauses, bait."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers.access import VIEW
from heqi.customers.models import Party
from heqi.customers.pace import gates_on
from heqi.lookups import actions
from heqi.lookups.access import GLASS, MANAGE, REVIEW
from heqi.lookups.forms import BaitForm, GlassForm, ReasonForm
from heqi.lookups.models import Canary, GlassOpening, Pause
from heqi.lookups.views.tabs import tabs_of
from heqi.people.access import may, require, within
from heqi.people.requests import Request

SHOWN = 50


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def glass_open(request: Request, pk: int) -> HttpResponse:
    """Open one customer in an emergency, for the minutes of the pack."""
    require(request.actor, VIEW)
    require(request.actor, GLASS)
    party = Party.objects.filter(
        pk=min(pk, 2**62), company_id=request.actor.company_id or 0
    ).first()
    if party is None:
        raise Http404
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opening = actions.open_glass(
                party, reason=form.cleaned_data["reason"], by=request.actor, now=request.now
            )
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            file = reverse("customers:customer", args=[party.pk])
            return redirect(f"{file}?via=glass:{opening.pk}")
    context = {
        "party": party,
        "form": form,
        "minutes": gates_on(request.now, company_id=party.company_id)["glass_minutes"],
    }
    status = 422 if form.is_bound else 200
    return render(request, "lookups/glass_open.html", context, status=status)


@require_GET
@login_required
@never_cache
def gates(request: Request) -> HttpResponse:
    """The latest emergency openings and pauses."""
    require(request.actor, REVIEW)
    openings = within(GlassOpening.objects.all(), request.actor, REVIEW, unit="company")
    pauses = within(Pause.objects.all(), request.actor, REVIEW, unit="company")
    may_lift = may(request.actor, MANAGE)
    context = {
        "openings": openings.select_related("staff__unit", "party")[:SHOWN],
        "pauses": [
            (pause, may_lift and pause.lifted_at is None and pause.until > request.now)
            for pause in pauses.select_related("staff__unit")[:SHOWN]
        ],
        "form": ReasonForm(),
        "pages": tabs_of(request.actor, "gates"),
    }
    return render(request, "lookups/gates.html", context)


@require_POST
@login_required
def lift(request: Request, pk: int) -> HttpResponse:
    """End a pause early."""
    require(request.actor, MANAGE)
    rows = within(Pause.objects.all(), request.actor, MANAGE, unit="company")
    pause = get_object_or_404(rows, pk=min(pk, 2**62))
    actions.lift_pause(
        pause, reason=request.POST.get("reason", ""), by=request.actor, now=request.now
    )
    messages.success(request, _("The pause is lifted."))
    return redirect("lookups:gates")


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def baits(request: Request) -> HttpResponse:
    """Bait that is laid out; more of it."""
    require(request.actor, MANAGE)
    form = BaitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        party = Party.objects.visible_to(request.actor, MANAGE).filter(
            number=values["number"].strip().upper()
        )
        try:
            found = party.first()
            if found is None:
                raise ValidationError({"number": _("There is no customer with this number.")})
            actions.lay_bait(found, note=values["note"], by=request.actor, now=request.now)
        except ValidationError as error:
            form.add_error("number", error.messages)
        else:
            messages.success(request, _("The bait is laid out."))
            return redirect("lookups:baits")
    context = {
        "form": form,
        "rows": Canary.objects.visible_to(request.actor).current().select_related("party")[:200],
        "pages": tabs_of(request.actor, "baits"),
    }
    return render(request, "lookups/baits.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def take_in(request: Request, pk: int) -> HttpResponse:
    """Bait is no longer watched."""
    require(request.actor, MANAGE)
    rows = Canary.objects.visible_to(request.actor)
    canary = get_object_or_404(rows, pk=min(pk, 2**62))
    actions.take_bait_in(canary, by=request.actor, now=request.now)
    return redirect("lookups:baits")
