"""Halls and the number ranges of their clerks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heqi.counter import actions
from heqi.counter.access import MANAGE
from heqi.counter.forms import HallForm, RangeForm
from heqi.counter.models import Hall, SlipRange
from heqi.counter.queries import halls_of
from heqi.counter.queries.shifts import clerks_of
from heqi.customers.queries import CappedPaginator
from heqi.people.access import require, visible_units
from heqi.people.models import UnitKind
from heqi.people.requests import Request

PAGE = 30


@require_GET
@login_required
def halls(request: Request) -> HttpResponse:
    """Halls, number ranges, and the forms for new ones."""
    require(request.actor, MANAGE)
    return _page(request)


def _forms(request: Request, data: object = None) -> tuple[HallForm, RangeForm]:
    own = halls_of(request.actor, MANAGE)
    teams = visible_units(request.actor, MANAGE, [UnitKind.TEAM]).exclude(
        pk__in=Hall.objects.values("unit_id")
    )
    clerks = clerks_of(list(own))
    return (
        HallForm(data, units=teams, auto_id="id_hall_%s"),
        RangeForm(data, halls=own, clerks=clerks, auto_id="id_range_%s"),
    )


def _page(
    request: Request,
    hall_form: HallForm | None = None,
    range_form: RangeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    hall_new, range_new = _forms(request)
    blocks = SlipRange.objects.visible_to(request.actor).select_related("holder", "unit")
    context = {
        "halls": halls_of(request.actor, MANAGE),
        "page": CappedPaginator(blocks.order_by("-issued_at", "-id"), PAGE).get_page(
            request.GET.get("page")
        ),
        "hall_form": hall_form or hall_new,
        "range_form": range_form or range_new,
    }
    return render(request, "counter/halls.html", context, status=status)


@require_POST
@login_required
def open_hall(request: Request) -> HttpResponse:
    """A team becomes a hall."""
    require(request.actor, MANAGE)
    form, _other = _forms(request, request.POST)
    if form.is_valid():
        try:
            actions.open_hall(**form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The hall is open"))
            return redirect("counter:halls")
    return _page(request, hall_form=form, status=422)


@require_POST
@login_required
def issue(request: Request) -> HttpResponse:
    """Numbers for a clerk."""
    require(request.actor, MANAGE)
    _other, form = _forms(request, request.POST)
    if form.is_valid():
        try:
            given = dict(form.cleaned_data)
            block = actions.issue_range(
                prefix=given.pop("series"), **given, by=request.actor, now=request.now
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Numbers {range} handed out").format(range=block))
            return redirect("counter:halls")
    return _page(request, range_form=form, status=422)
