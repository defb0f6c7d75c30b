"""The tree of units and who works where."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from heqi.people import actions, organisation
from heqi.people.access import may, require, visible_units
from heqi.people.forms import NamesForm, StaffFilter, UnitForm
from heqi.people.models import Unit
from heqi.people.queries import on_duty
from heqi.people.requests import Request
from heqi.people.views.sending import done

PAGE = 50


@require_GET
@login_required
def organisation_page(request: Request) -> HttpResponse:
    """Units on the left, their people on the right."""
    require(request.actor, "people.view")
    form = StaffFilter(request.GET)
    form.is_valid()
    given = form.cleaned_data
    unit = visible_units(request.actor, "people.view").filter(pk=given.get("unit") or 0).first()
    rows = organisation.staff_list(
        request.actor,
        unit=unit,
        q=given.get("q", ""),
        post=given.get("post", ""),
        left=bool(given.get("left")),
    )
    context = {
        "tree": organisation.tree(request.actor, unit),
        "unit": unit,
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "on_duty": list(on_duty(unit, at=request.now)[:20]) if unit else [],
        "may_manage": may(request.actor, "people.manage", unit),
        "filtered": any(given.get(key) for key in ("q", "post", "left")),
    }
    return render(request, "people/organisation.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new_unit(request: Request, pk: int) -> HttpResponse:
    """A unit inside another."""
    parent = get_object_or_404(visible_units(request.actor, "people.manage"), pk=pk)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and done(
        request,
        form,
        lambda given: actions.create_unit(
            parent=parent, **given, by=request.actor, now=request.now
        ),
        _("The unit is set up"),
    ):
        return redirect(_home(parent))
    context = {"form": form, "parent": parent, "back": _home(parent)}
    return render(request, "people/unit_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def rename_unit(request: Request, pk: int) -> HttpResponse:
    """New names of a unit."""
    unit = get_object_or_404(visible_units(request.actor, "people.manage"), pk=pk)
    names = {"name": unit.name, "short_name": unit.short_name, "name_en": unit.name_en}
    form = NamesForm(request.POST or None, initial=names)
    if request.method == "POST" and done(
        request,
        form,
        lambda given: actions.rename_unit(unit, **given, by=request.actor, now=request.now),
        _("The unit is renamed"),
    ):
        return redirect(_home(unit))
    context = {"form": form, "unit": unit, "back": _home(unit)}
    return render(request, "people/unit_edit.html", context, status=422 if form.errors else 200)


def _home(unit: Unit) -> str:
    return f"{reverse('people:organisation')}?unit={unit.pk}"
