"""The emergency form of the desk: an address and a phone, the script for the caller at once."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from heqi.desk.callers import answered_by_other, card_of
from heqi.desk.forms import EmergencyForm
from heqi.desk.intake import default_phone
from heqi.desk.sessions import strip
from heqi.desk.views.calls import own_company
from heqi.desk.views.intake import leave
from heqi.outages.kinds import EmergencyKind, emergency_kinds
from heqi.people.access import may, require
from heqi.people.requests import Request
from heqi.service import actions
from heqi.service.kinds import kinds
from heqi.service.models import Channel, Contact
from heqi.service.states import SERVED_STATES
from heqi.workorders.queries import order_of_request


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def emergency(request: Request) -> HttpResponse:
    """Take up an emergency, during a call or without one; everything else can wait."""
    require(request.actor, "service.open")
    contact = _contact(request)
    party = contact.party if contact else None
    card = card_of(request.actor, party, now=request.now) if party else None
    point = card.point if card else None
    phone = default_phone(contact, card) if contact else ""
    choices = emergency_kinds()
    initial = {"address": point.premises.text if point else "", "kind": choices[0].code}
    form = EmergencyForm(request.POST or None, kinds=choices, phone=phone, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            opened = actions.open_request(
                kind=next(kind.code for kind in kinds().values() if kind.urgent),
                company=contact.company if contact else own_company(request),
                symptom=values["kind"],
                place=values["place"] or _chosen(choices, values["kind"]).place,
                address=values["address"].strip(),
                contact_phone=values["phone"].strip() or phone,
                contact_name=values["name"].strip(),
                description=values["description"].strip(),
                party=party,
                service_point=point if point and point.premises.text == values["address"] else None,
                contact=contact,
                source="" if contact else Channel.PHONE,
                idempotency_key=request.POST.get("key", "")[:60],
                by=request.actor,
                now=request.now,
            )
        except ValidationError as error:
            _show(form, error)
        else:
            if contact is not None:
                leave(request, contact, opened.number)
            messages.success(
                request, _("{number}: the emergency is with the dispatchers.").format(
                    number=opened.number
                ),
            )  # fmt: skip
            return _after(request, opened.pk, opened.number)
    context: dict[str, Any] = {
        "contact": contact,
        "form": form,
        "kinds": choices,
        "value": form["kind"].value(),
        "strip": strip(request.actor, now=request.now, at=contact.pk if contact else None),
        "key": request.POST.get("key", "") or uuid4().hex,
    }
    return render(request, "desk/emergency.html", context, status=422 if form.is_bound else 200)


def _contact(request: Request) -> Contact | None:
    """The call in hand that the form belongs to; none where it is not the actor's."""
    pk = request.GET.get("contact", "") or request.POST.get("contact", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    found = (
        Contact.objects.visible_to(request.actor)
        .select_related("company", "party__company", "agent")
        .filter(pk=int(pk), state__in=SERVED_STATES)
        .first()
    )
    return None if found is None or answered_by_other(request.actor, found) else found


def _chosen(choices: list[EmergencyKind], code: str) -> EmergencyKind:
    return next(kind for kind in choices if kind.code == code)


def _after(request: Request, pk: int, number: str) -> HttpResponse:
    order = order_of_request(request.actor, pk)
    if order is not None and may(request.actor, "outages.view"):
        return redirect("outages:emergency", number=order.number)
    return redirect("desk:request", number)


def _show(form: EmergencyForm, error: ValidationError) -> None:
    names = {"contact_phone": "phone"}
    for name, sentences in getattr(error, "message_dict", {None: error.messages}).items():
        field = names.get(name, name)
        form.add_error(field if field in form.fields else None, sentences)
