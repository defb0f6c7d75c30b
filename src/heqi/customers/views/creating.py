"""Putting something new on file: compounds, addresses, accounts, and what hangs on them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from heqi.customers import actions
from heqi.customers.access import CHANGE, VIEW
from heqi.customers.forms.supply import (
    ApplianceForm,
    CompoundForm,
    ContractForm,
    MeterForm,
    PointForm,
    PremisesForm,
    RoleForm,
)
from heqi.customers.models import Compound, OccupancyRole, Party, Premises, ServicePoint
from heqi.customers.views.answering import add_errors, own_unit, party_numbered
from heqi.entry.forms import StandardForm
from heqi.people.access import require
from heqi.people.requests import Request


@dataclass(frozen=True, slots=True)
class Creator:
    """How something new is put on a service point."""

    form: type[forms.Form]
    title: str | Promise
    done: str | Promise
    make: Callable[[Request, ServicePoint, Mapping[str, Any]], Any]


def _make_meter(request: Request, point: ServicePoint, given: Mapping[str, Any]) -> Any:
    return actions.create_meter(point=point, by=request.actor, now=request.now, **given)


def _make_appliance(request: Request, point: ServicePoint, given: Mapping[str, Any]) -> Any:
    return actions.create_appliance(point=point, by=request.actor, now=request.now, **given)


def _make_contract(request: Request, point: ServicePoint, given: Mapping[str, Any]) -> Any:
    holder = (
        point.occupancies.filter(until__isnull=True)
        .select_related("party")
        .order_by(
            models.Case(
                models.When(role=OccupancyRole.OWNER, then=0),
                models.When(role=OccupancyRole.USER, then=1),
                default=2,
            )
        )
        .first()
    )
    if holder is None:
        raise ValidationError(_("Assign a customer to the account first."))
    return actions.create_contract(
        point=point, party=holder.party, by=request.actor, now=request.now, **given
    )


def _make_role(request: Request, point: ServicePoint, given: Mapping[str, Any]) -> Any:
    party = party_numbered(request.actor, given["customer"])
    return actions.assign_role(
        point,
        party=party,
        role=given["role"],
        since=given["since"],
        reason=given["reason"],
        by=request.actor,
        now=request.now,
    )


CREATORS = {
    "meter": Creator(
        MeterForm, gettext_lazy("Install a meter"), gettext_lazy("The meter is on file."),
        _make_meter,
    ),
    "appliance": Creator(
        ApplianceForm, gettext_lazy("Record an appliance"),
        gettext_lazy("The appliance is on file."), _make_appliance,
    ),
    "contract": Creator(
        ContractForm, gettext_lazy("Record a contract"), gettext_lazy("The contract is on file."),
        _make_contract,
    ),
    "role": Creator(
        RoleForm, gettext_lazy("Assign a role"), gettext_lazy("The role is assigned."),
        _make_role,
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def add(request: Request, pk: int, noun: str) -> HttpResponse:
    """Put a meter, an appliance, a contract or a role on a service point."""
    creator = CREATORS.get(noun)
    if creator is None:
        raise Http404
    rows: Any = ServicePoint.objects.visible_to(request.actor, VIEW)
    point: ServicePoint = get_object_or_404(rows.select_related("unit", "premises"), pk=pk)
    require(request.actor, CHANGE, point)
    today = timezone.localdate(request.now)
    more: dict[str, Any] = {}
    if issubclass(creator.form, StandardForm):
        more = {"by": request.actor, "now": request.now}
    form: Any = creator.form(
        request.POST or None, initial={"installed_on": today, "since": today}, **more
    )
    if request.method == "POST" and form.is_valid():
        given = form.details() if hasattr(form, "details") else form.cleaned_data
        try:
            creator.make(request, point, given)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, str(creator.done))
            return redirect("customers:point", pk=point.pk)
    context = {
        "form": form,
        "title": creator.title,
        "sub": f"{point.account_no} · {point.premises.text}",
        "back": reverse("customers:point", args=[point.pk]),
    }
    return render(request, "customers/edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def create_compound(request: Request) -> HttpResponse:
    """A new compound of the actor's company."""
    return _create(
        request,
        CompoundForm,
        _("New compound"),
        reverse("customers:compounds"),
        lambda given: actions.create_compound(
            unit=own_unit(request), by=request.actor, now=request.now, **given
        ),
        "customers:compound",
    )


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def create_premises(request: Request) -> HttpResponse:
    """A new address of the actor's company."""
    return _create(
        request,
        PremisesForm,
        _("New address"),
        reverse("customers:compounds"),
        lambda given: actions.create_premises(
            unit=own_unit(request), by=request.actor, now=request.now, **given
        ),
        "customers:premises",
    )


def _create(
    request: Request,
    form_class: type[forms.Form],
    title: str,
    back: str,
    make: Callable[[Mapping[str, Any]], Any],
    target: str,
) -> HttpResponse:
    require(request.actor, CHANGE, own_unit(request))
    more: dict[str, Any] = {}
    if issubclass(form_class, StandardForm):
        more = {"by": request.actor, "now": request.now}
    if issubclass(form_class, PremisesForm):
        more["compounds"] = Compound.objects.visible_to(request.actor, CHANGE)
    start = request.GET.get("compound", "")
    initial = {"compound": start} if start.isascii() and start.isdigit() else {}
    form: Any = form_class(request.POST or None, initial=initial, **more)
    if request.method == "POST" and form.is_valid():
        try:
            made = make(form.details())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("{what} is on file.").format(what=made))
            return redirect(target, pk=made.pk)
    context = {"form": form, "title": title, "back": back}
    return render(request, "customers/edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def open_account(request: Request, pk: int) -> HttpResponse:
    """A new account (开户) at an address."""
    rows: Any = Premises.objects.visible_to(request.actor, VIEW)
    place: Premises = get_object_or_404(rows.select_related("unit"), pk=pk)
    require(request.actor, CHANGE, place)
    form = PointForm(request.POST or None, by=request.actor, now=request.now)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            party: Party | None = None
            if given["customer"].strip():
                party = party_numbered(request.actor, given["customer"])
            point = actions.create_service_point(
                premises=place,
                account_no=given["account_no"],
                party=party,
                by=request.actor,
                now=request.now,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, _("Account {number} is open.").format(number=point.account_no)
            )
            return redirect("customers:point", pk=point.pk)
    context = {
        "form": form,
        "title": _("Open a gas account"),
        "sub": place.text,
        "back": reverse("customers:premises", args=[place.pk]),
    }
    return render(request, "customers/edit.html", context, status=422 if form.is_bound else 200)
