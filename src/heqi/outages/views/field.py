"""The phone's pages: a call to the site with its answer, an outage restored part by part.

Their steps go through the same box on the device as those of orders: kept without a network, sent
later, answered with a sentence. Each step says the same thing however often it is sent.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.ledger.states import IllegalMove, StaleState
from heqi.outages import actions
from heqi.outages.access import VIEW
from heqi.outages.facts import night_of
from heqi.outages.models import Outage, Summons
from heqi.outages.queries.outages import mine, outage_by_number
from heqi.people.access import Refused, require
from heqi.people.requests import Request


def _summons(request: Request, pk: int) -> Summons:
    found = (
        Summons.objects.visible_to(request.actor)
        .select_related(
            "emergency__order__assignee", "emergency__compound", "post", "staff", "company"
        )
        .filter(pk=min(pk, 2**63 - 1))
        .first()
    )
    if found is None:
        raise Http404(_("There is no such call, or it is not yours to see."))
    return found


@require_GET
@login_required
@never_cache
def summons_page(request: Request, pk: int) -> HttpResponse:
    """Where to go, why, until when; three answers."""
    summons = _summons(request, pk)
    called = list(summons.called.all())
    context = {
        "row": summons,
        "emergency": summons.emergency,
        "order": summons.emergency.order,
        "called": called,
        "is_mine": request.actor.id in {one.pk for one in called},
        "outcome": summons.outcome(request.now),
        "span": _span(summons, request),
        "keys": [uuid4().hex for _n in range(3)],
    }
    return render(request, "outages/field/summons.html", context)


def _span(summons: Summons, request: Request) -> dict[str, int]:
    if summons.due_at is None:
        return {}
    whole = summons.due_at - summons.called_at
    gone = (request.now - summons.called_at) / whole if whole else 1
    return {
        "start": int(summons.called_at.timestamp() * 1000),
        "due": int(summons.due_at.timestamp() * 1000),
        "soon": int((summons.called_at + whole * 0.75).timestamp() * 1000),
        "share": round(max(0.0, min(1.0, gone)) * 100),
    }


def _acknowledge(summons: Summons, request: Request) -> None:
    actions.acknowledge_summons(summons, by=request.actor, now=request.now)


def _attend(summons: Summons, request: Request) -> None:
    actions.attend_summons(summons, by=request.actor, now=request.now)


def _explain(summons: Summons, request: Request) -> None:
    reason = request.POST.get("reason", "")
    actions.explain_absence(summons, reason=reason, by=request.actor, now=request.now)


ANSWERS: dict[str, Callable[[Summons, Request], None]] = {
    "acknowledge": _acknowledge,
    "attend": _attend,
    "explain": _explain,
}


@require_POST
@never_cache
def answer(request: Request, pk: int, name: str) -> HttpResponseBase:
    """A leader's answer; JSON for the phone's script, else a page."""
    back = reverse("outages:summons", args=[pk])
    if name not in ANSWERS:
        raise Http404
    return _command(request, back, lambda: ANSWERS[name](_summons(request, pk), request))


def _command(request: Request, back: str, do: Callable[[], Any]) -> HttpResponseBase:
    """Do a step of the phone; what stands in the way comes back as a sentence."""
    as_json = "application/json" in request.headers.get("Accept", "")
    if not request.user.is_authenticated:
        if as_json:
            return _fault(_("Please sign in again; the step is kept on the device."), 401)
        return redirect_to_login(back)
    try:
        do()
    except ValidationError as error:
        said, status = " ".join(error.messages), 422
    except Refused as refusal:
        said, status = refusal.sentence, 409
    except (IllegalMove, StaleState) as stop:
        said, status = str(stop), 409
    except Http404 as gone:
        if not as_json:
            raise
        said, status = str(gone), 409
    else:
        if as_json:
            return JsonResponse({"accepted": True, "message": ""})
        return redirect(back)
    if as_json:
        return _fault(said, status)
    messages.error(request, said)
    return redirect(back)


def _fault(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"accepted": False, "message": sentence}, status=status)


def _outage(request: Request, number: str) -> Outage:
    try:
        return outage_by_number(request.actor, number)
    except Outage.DoesNotExist:
        raise Http404(_("There is no such outage, or it is not yours to see.")) from None


@require_GET
@login_required
@never_cache
def my_outages(request: Request) -> HttpResponse:
    """Outages whose works I lead, or of the emergency that I was sent to."""
    require(request.actor, VIEW)
    return render(request, "outages/field/list.html", {"rows": mine(request.actor)})


@require_GET
@login_required
@never_cache
def outage_page(request: Request, number: str) -> HttpResponse:
    """An outage on the phone: shut, restore part by part."""
    outage = _outage(request, number)
    areas = list(outage.areas.select_related("compound"))
    homes = sum(one.residential for one in areas) if areas else 1
    night = night_of(outage, residential=homes, now=request.now)
    context = {
        "row": outage,
        "areas": [(one, uuid4().hex) for one in areas],
        "waiting": sum(one.restored_at is None for one in areas),
        "night": night,
        "is_night": night is not None and night.covers(request.now),
        "key": uuid4().hex,
    }
    return render(request, "outages/field/outage.html", context)


@require_POST
@never_cache
def outage_step(request: Request, number: str, name: str) -> HttpResponseBase:
    """Gas off, a part restored, everything restored; ``area`` names the part."""
    back = reverse("outages:field_outage", args=[number])
    if name not in ("begin", "restore", "restore_part"):
        raise Http404
    return _command(request, back, lambda: _outage_do(request, number, name))


def _outage_do(request: Request, number: str, name: str) -> None:
    outage = _outage(request, number)
    reason = request.POST.get("night_reason", "")
    # What is so already is not refused: the phone may send a step twice.
    if name == "begin":
        if outage.began_at is None:
            actions.begin_stop(outage, by=request.actor, now=request.now)
        return
    if name == "restore":
        if outage.restored_at is None:
            actions.restore_outage(outage, night_reason=reason, by=request.actor, now=request.now)
        return
    pk = request.POST.get("area", "")
    is_key = pk.isascii() and pk.isdigit() and len(pk) < 19
    area = outage.areas.select_related("compound").filter(pk=int(pk)).first() if is_key else None
    if area is None:
        raise ValidationError(_("This part no longer belongs to the outage."))
    area.outage = outage
    actions.restore_area(area, night_reason=reason, by=request.actor, now=request.now)
