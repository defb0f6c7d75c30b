"""The telephone: calls that ring, answering, hanging up, who speaks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers.access import VIEW
from heqi.customers.actions import create_party
from heqi.customers.models import Party
from heqi.customers.queries import CappedPaginator
from heqi.desk.callers import only_caller
from heqi.desk.forms import CallForm, StartForm
from heqi.desk.sessions import strip
from heqi.desk.views.intake import contact_in_hand
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.people.requests import Request
from heqi.service import actions
from heqi.service.models import Channel, Contact
from heqi.service.queries import contact_log
from heqi.service.states import ContactState

PAGE = 50


@require_GET
@login_required
@never_cache
def events(request: Request) -> HttpResponse:
    """Sessions and ringing calls as they are now; asked every few seconds."""
    require(request.actor, "service.answer")
    at = request.GET.get("at", "")
    found = strip(request.actor, now=request.now, at=int(at) if at.isdecimal() else None)
    if not request.headers.get("HX-Request"):
        return redirect("desk:desk")
    return render(request, "desk/strip.html", {"strip": found, "fragment": True})


@require_POST
@login_required
@never_cache
def start(request: Request) -> HttpResponse:
    """Begin without a telephone system: a visit, a message, a call typed in by hand."""
    form = StartForm(request.POST)
    channel = Channel.PHONE.value
    number = ""
    if form.is_valid():
        channel, number = form.cleaned_data["channel"], form.cleaned_data["caller_number"]
    contact = actions.log_contact(
        unit=own_company(request),
        channel=channel,
        caller_number=number,
        by=request.actor,
        now=request.now,
    )
    _recognise(request, contact)
    return redirect("desk:session", contact.pk)


def own_company(request: Request) -> Unit:
    """The company whose calls the actor takes."""
    unit = Unit.objects.filter(pk=request.actor.company_id or 0).first()
    if unit is None:
        raise Http404
    return unit


def _recognise(request: Request, contact: Contact) -> None:
    if contact.party_id or not request.actor.holds(VIEW):
        return
    party = only_caller(request.actor, contact.caller_number, now=request.now)
    if party is not None:
        actions.identify_caller(contact, party=party, by=request.actor, now=request.now)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def new_call(request: Request) -> HttpResponse:
    """A simulated call, for practice and where there is no telephone system yet."""
    require(request.actor, "service.answer")
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _ring(request, form)
        return redirect("desk:desk")
    status = 422 if form.is_bound else 200
    context = {"form": form, "strip": strip(request.actor, now=request.now)}
    return render(request, "desk/new_call.html", context, status=status)


@require_POST
@login_required
@never_cache
def receive(request: Request) -> HttpResponse:
    """A call rings, told by the telephone system; the same ``external_ref`` twice is one call."""
    form = CallForm(request.POST)
    require(request.actor, "service.answer")
    if not form.is_valid():
        return JsonResponse({"fields": form.errors}, status=422)
    contact = _ring(request, form)
    body = {"contact": contact.pk, "state": contact.state, "recognised": bool(contact.party_id)}
    return JsonResponse(body, status=201)


def _ring(request: Request, form: CallForm) -> Contact:
    number = form.cleaned_data["caller_number"]
    return actions.receive_call(
        unit=own_company(request),
        caller_number=number,
        external_ref=form.cleaned_data["external_ref"],
        party=only_caller(request.actor, number, now=request.now),
        by=request.actor,
        now=request.now,
    )


@require_POST
@login_required
@never_cache
def answer(request: Request, pk: int) -> HttpResponse:
    """Take a ringing call; of two agents one gets it. The caller is recognised where one fits."""
    contact = _visible(request, pk)
    actions.answer_call(contact, by=request.actor, now=request.now)
    _recognise(request, contact)
    return redirect("desk:session", contact.pk)


@require_POST
@login_required
@never_cache
def hold(request: Request, pk: int) -> HttpResponse:
    """The caller waits; pressed again, the agent speaks with him."""
    contact = contact_in_hand(request, pk)
    if contact.state == ContactState.HELD:
        actions.retrieve_call(contact, by=request.actor, now=request.now)
    else:
        actions.hold_call(contact, by=request.actor, now=request.now)
    return redirect("desk:session", contact.pk)


@require_POST
@login_required
@never_cache
def transfer(request: Request, pk: int) -> HttpResponse:
    """Pass the call on: ``to`` is a line and a colleague on it, ``line:id``."""
    contact = contact_in_hand(request, pk)
    line, _colon, chosen = request.POST.get("to", "").partition(":")
    staff = Staff.objects.filter(pk=int(chosen)).first() if _is_key(chosen) else None
    if staff is None:
        raise ValidationError(_("Choose to whom the call goes."))
    actions.transfer_call(
        contact,
        line=line,
        to=staff,
        note=request.POST.get("note", ""),
        by=request.actor,
        now=request.now,
    )
    messages.success(request, _("The call rings with {name}.").format(name=staff.name))
    return redirect("desk:desk")


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@require_POST
@login_required
@never_cache
def end(request: Request, pk: int) -> HttpResponse:
    """Hang up; the form stays open for writing up."""
    contact = contact_in_hand(request, pk)
    actions.end_call(contact, by=request.actor, now=request.now)
    return redirect("desk:session", contact.pk)


@require_POST
@login_required
@never_cache
def finish(request: Request, pk: int) -> HttpResponse:
    """Close the session; what was not submitted is dropped."""
    contact = contact_in_hand(request, pk)
    actions.finish_contact(
        contact, summary=request.POST.get("summary", ""), by=request.actor, now=request.now
    )
    return redirect("desk:desk")


@require_POST
@login_required
@never_cache
def caller(request: Request, pk: int) -> HttpResponse:
    """Say who speaks: one of the matches, nobody on file, or a new customer."""
    contact = contact_in_hand(request, pk)
    chosen = request.POST.get("party", "")
    party: Party | None = None
    if chosen.isdecimal():
        party = (
            Party.objects.visible_to(request.actor)
            .filter(pk=min(int(chosen), 2**63 - 1), company_id=contact.company_id)
            .first()
        )
        if party is None:
            raise Http404
    elif name := request.POST.get("name", "").strip():
        party = create_party(
            unit=contact.company,
            name=name,
            phones=[contact.caller_number] if contact.caller_number else [],
            by=request.actor,
            now=request.now,
        )
        messages.success(request, _("Customer {number} is on file.").format(number=party.number))
    actions.identify_caller(contact, party=party, by=request.actor, now=request.now)
    return redirect("desk:session", contact.pk)


@require_GET
@login_required
@never_cache
def log(request: Request) -> HttpResponse:
    """Contacts of the actor's companies, newest first."""
    require(request.actor, "service.answer")
    rows = contact_log(request.actor)
    if request.GET.get("tab") == "mine":
        rows = rows.filter(agent_id=request.actor.id)
    page: Paginator[Contact] = CappedPaginator(rows, PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "tabs": [{"key": "", "label": _("All")}, {"key": "mine", "label": _("Mine")}],
    }
    return render(request, "desk/calls.html", context)


def _visible(request: Request, pk: int) -> Contact:
    require(request.actor, "service.answer")
    contact = Contact.objects.visible_to(request.actor).filter(pk=min(pk, 2**63 - 1)).first()
    if contact is None:
        raise Http404
    return contact
