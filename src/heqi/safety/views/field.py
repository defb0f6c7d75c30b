"""The inspector's phone: my doors, a route, one door, steps sent late."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.customers.models import Appliance
from heqi.evidence.queries import attachments_of
from heqi.ledger.actors import SYSTEM
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.readings.queries import last_values
from heqi.safety.access import CHECK, PLAN
from heqi.safety.actions import Answer, apply_step
from heqi.safety.actions.checking import meter_is_over_age
from heqi.safety.actions.phones import STEPS
from heqi.safety.checklist import sections
from heqi.safety.contexts import is_concerned
from heqi.safety.facts import calls
from heqi.safety.forms import CheckForm, MissForm, RefuseForm
from heqi.safety.models import Check, FullCheck, Route
from heqi.safety.queries.checks import doors, hazards_of, later
from heqi.safety.queries.plans import my_routes, progress_of_routes
from heqi.safety.views.frame import instant

SHOWN = 60


@require_GET
@login_required
@never_cache
def mine(request: Request) -> HttpResponse:
    """My routes; the next door big."""
    require(request.actor, CHECK)
    routes = list(my_routes(request.actor)[:50])
    today = timezone.localdate(request.now)
    ids = [one.pk for one in routes]
    progress = progress_of_routes(routes)
    full = FullCheck.objects.filter(
        status="under_way", members__staff=request.actor.id or 0
    ).select_related("party")
    context = {
        "next": doors(ids, on=today).first() if ids else None,
        "routes": [(one, progress[one.pk]) for one in routes],
        "left": sum(progress[pk].left for pk in ids),
        "full": list(full.prefetch_related("checks").distinct()[:10]),
        "today": today,
    }
    return render(request, "safety/field/mine.html", context)


@require_GET
@login_required
@never_cache
def walk(request: Request, pk: int) -> HttpResponse:
    """The doors of a route, those to call at today first."""
    require(request.actor, CHECK)
    rows = Route.objects.filter(inspector=request.actor.id or 0).select_related("plan")
    route = get_object_or_404(rows, pk=pk)
    today = timezone.localdate(request.now)
    done = route.checks.exclude(status__in=("due", "absent")).order_by("-tried_at")
    context = {
        "route": route,
        "doors": list(doors([route.pk], on=today)[:SHOWN]) if route.plan.status == "open" else [],
        "later": list(later([route.pk], on=today)[:SHOWN]),
        "done": list(done[:SHOWN]),
        "progress": progress_of_routes([route])[route.pk],
    }
    return render(request, "safety/field/walk.html", context)


def _check(request: Request, number: str) -> Check:
    require(request.actor, CHECK)
    related = (
        "unit", "company", "plan", "route__inspector", "full__lead", "party",
        "service_point__premises",
    )  # fmt: skip
    row = get_object_or_404(Check.objects.select_related(*related), number=number)
    if not is_concerned(request.actor, row):
        raise Http404
    return row


def _form(request: Request, row: Check, step: str, data: Any = None) -> Form:
    if step == "miss":
        return MissForm(data)
    if step == "refuse":
        return RefuseForm(data)
    appliances = Appliance.objects.filter(
        service_point=row.service_point_id, removed_on__isnull=True
    )
    return CheckForm(
        data,
        sections=sections(row.customer_kind, row.scope),
        appliances=list(appliances[:20]),
        over_age=meter_is_over_age(row, request.now),
    )


@require_GET
@login_required
@never_cache
def door(request: Request, number: str) -> HttpResponse:
    """One door: the checklist, nobody home, refused."""
    return _page(request, _check(request, number))


def _page(
    request: Request, row: Check, *, bound: Form | None = None, opened: str = "", status: int = 200
) -> HttpResponse:
    meters = list(row.service_point.meters.filter(state="in_use"))
    lasts = last_values(meters)
    noted: dict[str, int] = {}
    for one in attachments_of(SYSTEM, row, kind="photo"):
        noted[one.note] = noted.get(one.note, 0) + 1
    rule = calls(on=timezone.localdate(request.now), company_id=row.company_id)
    context = {
        "check": row,
        "meters": [(meter, lasts.get(meter.pk)) for meter in meters],
        "photos": noted,
        "hazards": hazards_of(row),
        "last_call": row.attempts + 1 >= rule.most,
        "calls": rule,
        "opened": opened,
        "steps": {
            step: {
                "form": bound if step == opened and bound else _form(request, row, step),
                "key": uuid4().hex,
            }
            for step in STEPS
        }
        if row.is_open
        else {},
        "back": reverse("safety:walk", args=[row.route_id])
        if row.route and row.route.inspector_id == request.actor.id
        else reverse("safety:mine"),
        "may_plan": may(request.actor, PLAN, row),
    }
    return render(request, "safety/field/door.html", context, status=status)


@require_POST
@never_cache
def step(request: Request, number: str, step: str) -> HttpResponse:
    """A step from the phone under its own key; JSON for its script, else a page."""
    as_json = "application/json" in request.headers.get("Accept", "")
    if not request.user.is_authenticated:
        if as_json:
            return _fault(_("Please sign in again; the check is kept on the device."), 401)
        return redirect_to_login(reverse("safety:door", args=[number]))
    if step not in STEPS:
        raise Http404
    try:
        row = _check(request, number)
    except Http404:
        if as_json:
            return _fault(_("Not accepted: this door is no longer with you."), 409)
        raise
    form = _form(request, row, step, request.POST)
    try:
        answer = _apply(request, row, step, form)
    except ValidationError as error:
        if as_json:
            return _fault(" ".join(_sentences(error)), 422)
        if form.is_valid():
            put_errors(form, error)
        return _page(request, row, bound=form, opened=step, status=422)
    if as_json:
        body = {
            "accepted": answer.accepted,
            "message": answer.sentence,
            "repeated": answer.repeated,
        }
        return JsonResponse(body, status=200 if answer.accepted else 409)
    if not answer.accepted:
        messages.error(request, answer.sentence)
        return redirect("safety:door", number)
    return redirect("safety:walk", row.route_id) if row.route_id else redirect("safety:mine")


def _apply(request: Request, row: Check, step: str, form: Any) -> Answer:
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return apply_step(
        row,
        step,
        key=request.POST.get("key", "") or uuid4().hex,
        device_at=instant(request.POST.get("device_at", "")),
        values=form.values(),
        by=request.actor,
        now=request.now,
    )


def _sentences(error: ValidationError) -> list[str]:
    if not hasattr(error, "message_dict"):
        return list(error.messages)
    return [sentence for told in error.message_dict.values() for sentence in told]


def _fault(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"accepted": False, "message": sentence}, status=status)
