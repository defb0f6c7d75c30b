"""Creating and correcting addresses, meters, appliances, contracts and roles.

Two editors of one row: the slower one gets 409 with what the other changed; what he typed stays,
and he may keep it with a word.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
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
    EndForm,
    MeterForm,
    PremisesForm,
)
from heqi.customers.models import (
    Appliance,
    Compound,
    Contract,
    Meter,
    Premises,
)
from heqi.customers.views.answering import (
    COLUMNS,
    add_errors,
    conflict_of,
    seen_revision,
)
from heqi.entry.forms import StandardForm
from heqi.ledger.states import StaleState
from heqi.people.access import require
from heqi.people.requests import Request


@dataclass(frozen=True, slots=True)
class Editor:
    """How rows of a kind are corrected: form, action, title, and the page to go back to."""

    model: type[models.Model]
    form: type[forms.Form]
    change: Callable[..., Any]
    title: str | Promise
    back: Callable[[Any], str]


def _point_href(row: Any) -> str:
    return reverse("customers:point", args=[row.service_point_id])


EDITORS = {
    "premises": Editor(
        Premises, PremisesForm, actions.change_premises, gettext_lazy("Correct the address"),
        lambda row: reverse("customers:premises", args=[row.pk]),
    ),
    "compound": Editor(
        Compound, CompoundForm, actions.change_compound, gettext_lazy("Correct the compound"),
        lambda row: reverse("customers:compound", args=[row.pk]),
    ),
    "meter": Editor(
        Meter, MeterForm, actions.correct_meter, gettext_lazy("Correct the meter"),
        lambda row: reverse("customers:meter", args=[row.pk]),
    ),
    "appliance": Editor(
        Appliance, ApplianceForm, actions.change_appliance, gettext_lazy("Change the appliance"),
        _point_href,
    ),
    "contract": Editor(
        Contract, ContractForm, actions.change_contract, gettext_lazy("Correct the contract"),
        _point_href,
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def edit(request: Request, noun: str, pk: int) -> HttpResponse:
    """Correct a row; the reason goes into its history."""
    editor = EDITORS.get(noun)
    if editor is None:
        raise Http404
    rows: Any = editor.model._default_manager.visible_to(request.actor, VIEW)  # type: ignore[attr-defined]
    row: Any = get_object_or_404(rows, pk=pk)
    require(request.actor, CHANGE, getattr(row, "service_point", None) or row)
    conflict = None
    if request.method == "POST":
        form = make_form(request, editor.form, row, request.POST)
        if form.is_valid():
            seen = seen_revision(request, form)
            try:
                row.revision = seen
                editor.change(
                    row,
                    reason=form.cleaned_data.get("reason", ""),
                    by=request.actor,
                    now=request.now,
                    **form.details(),
                )
            except ValidationError as error:
                add_errors(form, error)
            except StaleState:
                conflict = conflict_of(rows.get(pk=pk), seen, form)
            else:
                messages.success(request, _("The correction is saved."))
                return redirect(editor.back(row))
    else:
        form = make_form(request, editor.form, row)
    context = {
        "form": form,
        "title": editor.title,
        "sub": str(row),
        "back": editor.back(row),
        "conflict": conflict,
        "seen": row.revision,
    }
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "customers/edit.html", context, status=status)


def make_form(request: Request, form: type[forms.Form], row: Any, data: Any = None) -> Any:
    """The form of a row with what is on file."""
    initial = {
        name: _initial(getattr(row, COLUMNS.get(name, name)))
        for name in form.base_fields
        if hasattr(row, COLUMNS.get(name, name))
    }
    more: dict[str, Any] = {}
    if issubclass(form, StandardForm):
        more |= {"by": request.actor, "now": request.now}
    if issubclass(form, PremisesForm):
        more["compounds"] = Compound.objects.visible_to(request.actor, CHANGE)
    return form(data, initial=initial, **more)


def _initial(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def end_contract(request: Request, pk: int) -> HttpResponse:
    """End a contract with its last day."""
    rows: Any = Contract.objects.visible_to(request.actor, VIEW)
    contract: Contract = get_object_or_404(rows.select_related("unit"), pk=pk)
    require(request.actor, CHANGE, contract)
    data = request.POST if request.method == "POST" else None
    form = EndForm(data, initial={"on": timezone.localdate(request.now)})
    if data is not None and form.is_valid():
        given = form.cleaned_data
        try:
            actions.end_contract(
                contract,
                on=given["on"] + timedelta(days=1),
                reason=given["reason"],
                by=request.actor,
                now=request.now,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The contract has ended."))
            return redirect(_point_href(contract))
    context = {
        "form": form,
        "title": _("End the contract"),
        "sub": contract.number,
        "back": _point_href(contract),
    }
    return render(request, "customers/edit.html", context, status=200 if data is None else 422)
