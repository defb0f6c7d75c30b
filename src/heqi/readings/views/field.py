"""The reader's phone: my rounds, the meters of one, readings sent late."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.people.access import require
from heqi.people.requests import Request
from heqi.readings import actions, queries
from heqi.readings.access import TAKE
from heqi.readings.facts import causes, reasons
from heqi.readings.forms import ReadingForm
from heqi.readings.models import Round, Stop

PAGE = 40


@require_GET
@login_required
@never_cache
def my_rounds(request: Request) -> HttpResponse:
    """My open rounds."""
    require(request.actor, TAKE)
    context = {"rounds": list(queries.rounds_to_walk(request.actor)[:50])}
    return render(request, "readings/field/rounds.html", context)


@require_GET
@login_required
@never_cache
def walk(request: Request, pk: int) -> HttpResponse:
    """The meters of a round in the order of the walk; first those that are left."""
    return _walk_page(request, _round(request, pk))


@require_POST
@never_cache
def take(request: Request, pk: int, stop: int) -> HttpResponse:
    """A reading or a miss from the phone, under its own key; JSON for its script, else a page."""
    as_json = "application/json" in request.headers.get("Accept", "")
    if not request.user.is_authenticated:
        if as_json:
            return _fault(_("Please sign in again; the reading is kept on the device."), 401)
        return redirect_to_login(reverse("readings:walk", args=[pk]))
    try:
        round_ = _round(request, pk)
        call = _call(round_, stop, request.POST.get("meter", ""))
    except Http404:
        if as_json:
            return _fault(_("Not accepted: the round is no longer with you."), 409)
        raise
    form = _form(request, request.POST)
    try:
        answer = _apply(request, round_, call, form)
    except ValidationError as error:
        if as_json:
            return _fault(" ".join(_sentences(form, error)), 422)
        if form.is_valid():
            form.add_error(None, list(error.messages))
        meter = call.meter.pk if call.meter else 0
        return _walk_page(request, round_, bound=form, opened=(stop, meter), status=422)
    if as_json:
        body = {
            "accepted": answer.accepted,
            "message": answer.sentence,
            "repeated": answer.repeated,
        }
        return JsonResponse(body, status=200 if answer.accepted else 409)
    if not answer.accepted:
        messages.error(request, answer.sentence)
    return redirect("readings:walk", pk)


def _apply(
    request: Request, round_: Round, call: queries.Call, form: ReadingForm
) -> actions.Answer:
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    if call.meter is None:
        raise ValidationError(_("There is no meter in use here."))
    return actions.apply_reading(
        round_,
        call.stop,
        call.meter,
        key=request.POST.get("key", "") or uuid4().hex,
        device_at=_instant(request.POST.get("device_at", "")),
        **form.cleaned_data,
        by=request.actor,
        now=request.now,
    )


def _walk_page(
    request: Request,
    round_: Round,
    *,
    bound: ReadingForm | None = None,
    opened: tuple[int, int] = (0, 0),
    status: int = 200,
) -> HttpResponse:
    everything = request.GET.get("tab") == "all"
    rows: Any = queries.left_of(round_)
    if everything:
        rows = round_.route.stops.select_related("service_point__premises__compound")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    calls = queries.walk(round_, page)
    lasts = queries.last_values(call.meter for call in calls if call.meter)
    left = page.paginator.count if not everything else queries.left_of(round_).count()
    context = {
        "round": round_,
        "page": page,
        "everything": everything,
        "left": left,
        "calls": [
            {
                "call": call,
                "last": lasts.get(call.meter.pk) if call.meter else None,
                "over_age": call.is_over_age(timezone.localdate(request.now)),
                "form": bound if bound and here == opened else _form(request),
                "opened": here == opened,
                "key": uuid4().hex,
            }
            for call in calls
            for here in [(call.stop.pk, call.meter.pk if call.meter else 0)]
        ],
    }
    return render(request, "readings/field/walk.html", context, status=status)


def _form(request: Request, data: Any = None) -> ReadingForm:
    today, company = timezone.localdate(request.now), request.actor.company_id
    return ReadingForm(
        data, reasons=reasons(today, company), causes=causes(today, company), auto_id=False
    )


def _round(request: Request, pk: int) -> Round:
    require(request.actor, TAKE)
    rows = Round.objects.filter(reader=request.actor.id).select_related("route", "unit", "reader")
    return get_object_or_404(rows, pk=pk)


def _call(round_: Round, pk: int, meter: str) -> queries.Call:
    """The meter of a stop; the only one where the phone named none."""
    stop = get_object_or_404(
        Stop.objects.filter(route=round_.route_id).select_related("service_point"), pk=pk
    )
    calls = queries.walk(round_, [stop])
    named = [call for call in calls if call.meter and str(call.meter.pk) == meter]
    if not named and (meter or len(calls) > 1):
        raise Http404  # it was changed meanwhile
    return (named or calls)[0]


def _sentences(form: ReadingForm, error: ValidationError) -> list[str]:
    if not hasattr(error, "message_dict"):
        return list(error.messages)
    return [
        f"{form.fields[name].label}：{' '.join(told)}" if name in form.fields else " ".join(told)
        for name, told in error.message_dict.items()
    ]


def _instant(text: str) -> datetime | None:
    try:
        value = parse_datetime(text)
    except ValueError:
        return None
    return None if value is None or is_naive(value) else value


def _fault(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"accepted": False, "message": sentence}, status=status)
