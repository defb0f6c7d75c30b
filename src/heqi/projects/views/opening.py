"""Taking an application."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from heqi.customers.actions import create_compound
from heqi.people.access import require
from heqi.people.fields import put_errors
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.projects.access import OPEN
from heqi.projects.actions import open_project
from heqi.projects.actions.master import lent
from heqi.projects.forms import OpenForm
from heqi.projects.models import Project

# What a request hands over by the address when it leads here.
HANDED = ("reference", "name", "address", "applicant", "contact_name", "kind", "source")


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def new(request: Request) -> HttpResponse:
    """The form of an application, and taking it."""
    require(request.actor, OPEN)
    if request.method != "POST":
        initial = {key: request.GET[key][:240] for key in HANDED if key in request.GET}
        form = OpenForm(actor=request.actor, initial=initial)
        return render(request, "projects/new.html", {"form": form})
    form = OpenForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            project = _open(request, form)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(
                request, _("{number} taken; the clocks run.").format(number=project.number)
            )
            return redirect("projects:project", number=project.number)
    return render(request, "projects/new.html", {"form": form}, status=422)


@transaction.atomic
def _open(request: Request, form: OpenForm) -> Project:
    actor = request.actor
    unit = Unit.objects.select_related("company").get(pk=actor.unit_id or 0)
    require(actor, OPEN, unit)
    name = form.cleaned_data["compound_name"].strip()
    compound = form.compound()
    if name and compound is None:
        company = unit.company or unit
        compound = create_compound(
            unit=company,
            name=name,
            area=form.cleaned_data["area"],
            by=lent(actor, company),
            now=request.now,
        )
    return open_project(unit=unit, compound=compound, by=actor, now=request.now, **form.values())
