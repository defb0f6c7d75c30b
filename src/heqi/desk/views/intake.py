"""The desk: one session, its form, what it would promise, its confirmation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers import reading
from heqi.customers.access import UNMASK
from heqi.desk.callers import Card, answered_by_other, callers, card_of
from heqi.desk.choosing import Choice
from heqi.desk.forms import IntakeForm, StartForm
from heqi.desk.intake import ahead_of, default_phone, form_for, kind_typed, point_typed
from heqi.desk.sessions import strip, transfer_choices
from heqi.desk.steps import settle
from heqi.desk.vouching import purpose_of
from heqi.ledger.states import IllegalMove, StaleState
from heqi.outages.actions import attach_call
from heqi.outages.models import Outage
from heqi.outages.queries.callers import outages_of_points
from heqi.people.access import Refused, may, require
from heqi.people.models import Staff
from heqi.people.requests import Request
from heqi.service import actions
from heqi.service.kinds import kinds, order_kind
from heqi.service.models import Channel, Contact, ServiceRequest
from heqi.service.queries import my_clocks, my_contacts
from heqi.service.states import LIVE_STATES, SERVED_STATES
from heqi.workorders.actions import assign_at_intake
from heqi.workorders.queries import order_of_request


@require_GET
@login_required
@never_cache
def desk(request: Request) -> HttpResponse:
    """The session in hand; without one, the way to begin."""
    require(request.actor, "service.answer")
    current = my_contacts(request.actor).first()
    if current is not None:
        return redirect("desk:session", current.pk)
    context = {
        "strip": strip(request.actor, now=request.now),
        "form": StartForm(initial={"channel": Channel.PHONE}),
        "mine": my_clocks(request.actor),
    }
    return render(request, "desk/idle.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def session(request: Request, pk: int) -> HttpResponse:
    """One contact: who speaks, what is asked for, what it would promise."""
    contact = contact_in_hand(request, pk)
    card = _card(request, contact, opened=request.method == "GET")
    if request.method == "POST":
        return _posted(request, contact, card)
    return _page(request, contact, card, form_for(contact, card, by=request.actor, now=request.now))


def contact_in_hand(request: Request, pk: int) -> Contact:
    """The actor's own contact; 404 for one he may not see, 403 for a colleague's."""
    require(request.actor, "service.answer")
    contact = (
        Contact.objects.visible_to(request.actor)
        .select_related("company", "party__company", "agent")
        .filter(pk=min(pk, 2**63 - 1))
        .first()
    )
    if contact is None:
        raise Http404
    if answered_by_other(request.actor, contact):
        raise Refused(_("Somebody else is working on this contact."), "service.answer")
    if contact.state not in SERVED_STATES:
        raise IllegalMove(_("This contact is not in hand: answer it first, or it is finished."))
    return contact


def _card(request: Request, contact: Contact, *, opened: bool = False) -> Card | None:
    party = contact.party
    if party is None:
        return None
    if opened:
        reading.open_customer(request.actor, party, purpose_of(contact), now=request.now)
    return card_of(request.actor, party, now=request.now)


def _page(
    request: Request,
    contact: Contact,
    card: Card | None,
    form: IntakeForm,
    *,
    status: int = 200,
) -> HttpResponse:
    data = form.data if form.is_bound else form.initial
    ahead = ahead_of(request.actor, contact, card, data, now=request.now)
    form.mark_needs(ahead.kind)
    asked = request.GET.get("q", "").strip()
    found = _found(request, contact, asked) if card is None else []
    purpose = purpose_of(contact)
    may_unmask = card is not None and reading.may_read(request.actor, UNMASK, card.party, purpose)
    context = {
        "contact": contact,
        "card": card,
        "form": form,
        "ahead": ahead,
        "kinds": [k for k in kinds().values() if k.key],
        "more_kinds": [k for k in kinds().values() if not k.key],
        "options": [{"value": k.code, "label": k.label} for k in kinds().values() if k.key],
        "chips": [
            {"label": word, "on": word in str(data.get("description", ""))}
            for word in ahead.phrases
        ],
        "strip": strip(request.actor, now=request.now, at=contact.pk),
        "mine": my_clocks(request.actor, limit=5),
        "transfer": transfer_choices(contact, now=request.now),
        "may_remind": may(request.actor, "service.remind", contact),
        "asked": asked,
        "found": found,
        "off_at": outages_of_points(hit.service_point_id for hit in found if hit.service_point_id),
        "may_unmask": may_unmask,
        "via": f"{purpose.type}:{purpose.id}",
        "key": f"contact:{contact.pk}:{contact.requests.count()}",
    }
    return render(request, "desk/session.html", context, status=status)


def _found(request: Request, contact: Contact, asked: str) -> list[Any]:
    from heqi.customers.search import search_customers

    if asked:
        hits = search_customers(request.actor, asked, limit=8, now=request.now).hits
        return [hit for hit in hits if hit.party_id]
    return list(callers(request.actor, contact.caller_number, now=request.now))


def _posted(request: Request, contact: Contact, card: Card | None) -> HttpResponse:
    do, _colon, number = request.POST.get("do", "submit").partition(":")
    if do == "remind":
        return _remind(request, contact, number)
    if do == "attach":
        return _attach(request, contact, card, number)
    form = form_for(contact, card, request.POST, by=request.actor, now=request.now)
    if do == "draft":
        actions.save_draft(contact, draft=form.draft(), by=request.actor, now=request.now)
        messages.success(request, _("The draft is saved."))
        return redirect("desk:session", contact.pk)
    if do in ("preview", "emergency"):
        if do == "emergency":
            urgent = next(kind for kind in kinds().values() if kind.urgent)
            form = form_for(
                contact,
                card,
                {**request.POST.dict(), "kind": urgent.code},
                by=request.actor,
                now=request.now,
            )
        draft = form.draft()
        actions.save_draft(contact, draft=draft, by=request.actor, now=request.now)
        return _page(
            request, contact, card, form_for(contact, card, by=request.actor, now=request.now)
        )
    return _submit(request, contact, card, form, solve=do == "solve")


def _submit(
    request: Request, contact: Contact, card: Card | None, form: IntakeForm, *, solve: bool
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, contact, card, form, status=422)
    values = form.cleaned_data
    ahead = ahead_of(request.actor, contact, card, form.data, now=request.now)
    if ahead.danger and not values["danger_seen"]:
        form.add_error(
            "description",
            _("Words of danger: make it an emergency, or submit once more if there is none."),
        )
        return _page(request, contact, card, form, status=422)
    if solve and order_kind(values["kind"], values["symptom"]):
        form.add_error("kind", _("Work has to be done here: submit it, do not close it at once."))
        return _page(request, contact, card, form, status=422)
    if solve and kind_typed(values).case:
        form.add_error("kind", _("A complaint is handled as a case: submit it."))
        return _page(request, contact, card, form, status=422)
    if ahead.choice and ahead.choice.stop and not solve:
        form.add_error("override_reason", ahead.choice.stop.sentence)
        return _page(request, contact, card, form, status=422)
    try:
        opened = actions.open_request(
            kind=values["kind"],
            address=values["address"].strip(),
            contact_phone=values["contact_phone"].strip() or default_phone(contact, card),
            contact_name=values["contact_name"].strip(),
            description=values["description"].strip(),
            symptom=values["symptom"] if values["kind"] == "repair" else "",
            place=values["place"],
            conditions_met=values["conditions_met"],
            party=contact.party,
            service_point=point_typed(card, values["service_point"]),
            contact=contact,
            booked_for=values["booked_for"],
            vulnerable=values["vulnerable"],
            idempotency_key=request.POST.get("key", "")[:60],
            by=request.actor,
            now=request.now,
        )
        if solve and opened.is_open:
            answer = values["answer"] or values["description"]
            settle(opened, answer=answer, by=request.actor, now=request.now)
    except ValidationError as error:
        _show(form, error)
        return _page(request, contact, card, form, status=422)
    leave(request, contact, opened.number)
    messages.success(
        request, _("{number} is taken up; its clocks are running.").format(number=opened.number)
    )
    if ahead.choice and ahead.choice.assignee and not solve:
        _send(request, opened, ahead.choice, ahead.choice.assignee)
    return redirect("desk:request", opened.number)


def _send(request: Request, opened: ServiceRequest, choice: Choice, assignee: Staff) -> None:
    """The crew that was chosen gets the order; what stands in the way is told, nothing is lost."""
    order = order_of_request(request.actor, opened.pk)
    if order is None:
        return
    try:
        assign_at_intake(
            order,
            assignee=assignee,
            attending=choice.sent,
            override_reason=choice.reason,
            by=request.actor,
            now=request.now,
        )
    except (IllegalMove, StaleState, ValidationError) as error:
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        messages.warning(request, _("Not dispatched: {why}").format(why=said))
    else:
        said = _("{number} dispatched to {name}.").format(number=order.number, name=assignee.name)
        messages.success(request, said)


def _remind(request: Request, contact: Contact, number: str) -> HttpResponse:
    """The caller asks after something taken up already: the call is attached to it (催单)."""
    found = ServiceRequest.objects.visible_to(request.actor).filter(number=number).first()
    if found is None:
        raise Http404
    reminder = actions.remind_request(
        found,
        contact=contact,
        note=request.POST.get("description", ""),
        by=request.actor,
        now=request.now,
    )
    leave(request, contact, found.number)
    count = found.reminders.filter(pk__lte=reminder.pk).count()
    messages.success(
        request,
        _("{number}: reminder {count}; this call belongs to it now.").format(
            number=found.number, count=count
        ),
    )
    return redirect("desk:request", found.number)


def _attach(request: Request, contact: Contact, card: Card | None, number: str) -> HttpResponse:
    """The caller has no gas because of an outage that is known: the call is noted there."""
    outage = Outage.objects.visible_to(request.actor).filter(number=number).first()
    if outage is None:
        raise Http404
    attach_call(
        outage,
        contact=contact,
        service_point=point_typed(card, request.POST.get("service_point", "")),
        address=request.POST.get("address", "").strip(),
        phone=request.POST.get("contact_phone", "").strip() or default_phone(contact, card),
        note=request.POST.get("description", ""),
        by=request.actor,
        now=request.now,
    )
    leave(request, contact, outage.number)
    messages.success(
        request, _("{number}: this call belongs to the outage now.").format(number=outage.number)
    )
    return redirect("outages:outage", number=outage.number)


def _show(form: IntakeForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    for name, sentences in error.message_dict.items():
        form.add_error(name if name in form.fields else None, sentences)


def leave(request: Request, contact: Contact, number: str) -> None:
    """The form is empty again; a contact that is not a running call is written up."""
    if contact.state in LIVE_STATES and contact.channel == Channel.PHONE:
        actions.save_draft(contact, draft={}, by=request.actor, now=request.now)
        return
    actions.finish_contact(contact, summary=number, by=request.actor, now=request.now)


@require_POST
@login_required
@never_cache
def preview(request: Request, pk: int) -> HttpResponse:
    """The clocks that the typed form would start, and what stands beside them; nothing is kept."""
    contact = contact_in_hand(request, pk)
    card = _card(request, contact)
    ahead = ahead_of(request.actor, contact, card, request.POST, now=request.now)
    context = {
        "contact": contact,
        "ahead": ahead,
        "card": card,
        "may_remind": may(request.actor, "service.remind", contact),
        "fragment": True,
    }
    return render(request, "desk/ahead.html", context)


@require_POST
@login_required
@never_cache
def draft(request: Request, pk: int) -> HttpResponse:
    """Keep what is typed, while it is typed."""
    contact = contact_in_hand(request, pk)
    form = form_for(contact, None, request.POST, by=request.actor, now=request.now)
    actions.save_draft(contact, draft=form.draft(), by=request.actor, now=request.now)
    if not request.headers.get("HX-Request"):
        return redirect("desk:session", contact.pk)
    return render(request, "desk/draft.html", {"contact": contact})
