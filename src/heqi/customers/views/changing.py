"""Creating a customer and changing what is on file of him."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from heqi.authority.models import Use
from heqi.customers import actions, queries, reading
from heqi.customers.access import CHANGE, RENAME
from heqi.customers.actions import Papers
from heqi.customers.actions.renaming import ITEM, granted_use
from heqi.customers.facts import needs_of
from heqi.customers.forms import ContactForm, DetailsForm, PartyForm
from heqi.customers.forms.steps import RenameForm, StepForm
from heqi.customers.masking import mask_id
from heqi.customers.models import Party, StepKind
from heqi.customers.views.answering import (
    add_errors,
    asked_of,
    conflict_of,
    file_of,
    own_unit,
    purpose_of,
    seen_revision,
)
from heqi.ledger.states import StaleState
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.requests import Request


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def create(request: Request) -> HttpResponse:
    """A new customer of the actor's company, held against the entry standard and the files."""
    unit = own_unit(request)
    require(request.actor, CHANGE, unit)
    form = PartyForm(request.POST or None, by=request.actor, now=request.now)
    look_alikes: list[Party] = []
    if request.method == "POST" and form.is_valid():
        look_alikes = find_alike(request, form, unit)
        if not look_alikes or form.cleaned_data["distinct"]:
            try:
                party = actions.create_party(
                    unit=unit, by=request.actor, now=request.now, **form.values()
                )
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(
                    request, _("Customer {number} is on file.").format(number=party.number)
                )
                reference = urlencode({"purpose": "master_data", "reference": party.number})
                return redirect(f"{reverse('customers:customer', args=[party.pk])}?{reference}")
        else:
            form.ask_whether_distinct()
    context = {"form": form, "alike": [(p, mask_id(p.id_number)) for p in look_alikes]}
    return render(request, "customers/create.html", context, status=422 if form.is_bound else 200)


def find_alike(request: Request, form: PartyForm, unit: Unit) -> list[Party]:
    """Customers on file who may be the one entered; shown masked and logged."""
    given = form.values()
    company = unit.company or unit
    with transaction.atomic():
        found = list(
            queries.alike(
                company,
                phones=[phone.strip() for phone in given["phones"]],
                id_number=given["id_number"],
                name=given["name"],
            )
        )
        if found:
            reading.log_list(request.actor, [p.pk for p in found], now=request.now)
    return found


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def change_contact(request: Request, pk: int) -> HttpResponse:
    """Correct a customer's name and phones."""
    party = file_of(request, pk)
    require(request.actor, CHANGE, party)
    purpose, _form = purpose_of(request, party)
    back = f"{reverse('customers:customer', args=[party.pk])}?{urlencode(asked_of(request))}"
    if purpose is None:
        return redirect(reverse("customers:customer", args=[party.pk]))
    conflict = None
    if request.method == "POST":
        form = ContactForm(request.POST, party=party, by=request.actor, now=request.now)
        if form.is_valid():
            values = form.cleaned_data
            seen = seen_revision(request, form)
            phones = values["phones"].splitlines() if values["phones"].strip() else None
            try:
                # What the person saw decides, not what the row is now.
                party.revision = seen
                actions.change_contact(
                    party,
                    name=values["name"],
                    phones=phones,
                    reason=values["reason"],
                    by=request.actor,
                    now=request.now,
                )
            except ValidationError as error:
                add_errors(form, error)
            except StaleState:
                conflict = conflict_of(Party.objects.get(pk=party.pk), seen, form)
            else:
                messages.success(request, _("The customer's contact is changed."))
                return redirect(back)
    else:
        reading.open_customer(request.actor, party, purpose, now=request.now)
        form = ContactForm(party=party, by=request.actor, now=request.now)
    context = {"party": party, "form": form, "back": back, "conflict": conflict}
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "customers/change_contact.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def change_details(request: Request, pk: int) -> HttpResponse:
    """Change what is known of a customer beside name and phones."""
    party = file_of(request, pk)
    require(request.actor, CHANGE, party)
    purpose, _form = purpose_of(request, party)
    back = f"{reverse('customers:customer', args=[party.pk])}?{urlencode(asked_of(request))}"
    if purpose is None:
        return redirect(reverse("customers:customer", args=[party.pk]))
    conflict = None
    if request.method == "POST":
        form = DetailsForm(request.POST, party=party, by=request.actor, now=request.now)
        if form.is_valid():
            seen = seen_revision(request, form)
            try:
                party.revision = seen
                actions.change_party(
                    party,
                    reason=form.cleaned_data["reason"],
                    by=request.actor,
                    now=request.now,
                    **form.values(),
                )
            except ValidationError as error:
                add_errors(form, error)
            except StaleState:
                conflict = conflict_of(Party.objects.get(pk=party.pk), seen, form)
            else:
                messages.success(request, _("The customer's details are changed."))
                return redirect(back)
    else:
        reading.open_customer(request.actor, party, purpose, now=request.now)
        form = DetailsForm(party=party, by=request.actor, now=request.now)
    context = {"party": party, "form": form, "back": back, "conflict": conflict}
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "customers/change_details.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def rename(request: Request, pk: int) -> HttpResponse:
    """Change a name on the spot, in conversion only (authority/4-permission-2)."""
    party = file_of(request, pk)
    purpose, _form = purpose_of(request, party)
    if not reading.may_read(request.actor, RENAME, party, purpose):
        require(request.actor, RENAME, party)
    back = f"{reverse('customers:customer', args=[party.pk])}?{urlencode(asked_of(request))}"
    if purpose is None:
        return redirect(reverse("customers:customer", args=[party.pk]))
    needs = needs_of(
        StepKind.RENAME, on=timezone.localdate(request.now), company_id=party.company_id
    )
    data = request.POST if request.method == "POST" else None
    named = "" if purpose.id.isdigit() else purpose.id  # the number of an order, no row's key
    form = RenameForm(data, initial={"job": "conversion", "order": named})
    papers = StepForm(
        data,
        initial={"on": timezone.localdate(request.now), "worker": request.actor.name},
        needs=needs,
        formality=StepKind.RENAME,
    )
    if data is not None and all([form.is_valid(), papers.is_valid()]):
        given: Papers = papers.papers()
        try:
            step = actions.carry_out_rename(
                party,
                papers=given,
                purpose=purpose,
                by=request.actor,
                now=request.now,
                **form.cleaned_data,
            )
        except ValidationError as error:
            seen = set(getattr(error, "error_dict", {})) & set(needs.documents)
            add_errors(papers if seen else form, error)
        else:
            messages.success(
                request, _("The name is changed; the former one is noted on the order.")
            )
            return redirect("customers:step", number=step.number)
    elif data is None:
        reading.open_customer(request.actor, party, purpose, now=request.now)
    context = {
        "party": party, "form": form, "papers": papers, "needs": needs, "back": back,
        "use": granted_use(party, request.actor),
    }  # fmt: skip
    status = 200 if data is None else 422
    return render(request, "customers/rename.html", context, status=status)


@require_GET
@login_required
def rename_by_use(request: Request, use: int) -> HttpResponse:
    """From a use of the authority to the customer whose name it changes."""
    row = get_object_or_404(Use.objects.visible_to(request.actor), pk=use, item=ITEM)
    kind, _colon, party = row.beneficiary.partition(":")
    if kind != "party" or not party.isdigit():
        raise Http404
    way = urlencode({"via": f"authority:{row.pk}"})
    return redirect(f"{reverse('customers:rename', args=[int(party)])}?{way}")
