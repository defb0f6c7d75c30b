"""Contacts: naming a person for one VIP or for several, taking a name back, what is missing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers import reading
from heqi.customers.models import Party
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.models import Staff, Unit
from heqi.people.requests import Request
from heqi.tiers import actions
from heqi.tiers.access import CONTACTS, VIEW, reached
from heqi.tiers.facts import post_names, promised_contacts
from heqi.tiers.forms import NameForm, ReasonForm
from heqi.tiers.models import ContactGap, NamedContact
from heqi.tiers.queries.contacts import BY_NAME
from heqi.tiers.views.frame import company_in_view, framed, party_of

PAGE = 50


def people_for(company: Unit, post: str) -> "QuerySet[Staff]":
    """Who may be named: holders of the post, for a post by name also others of the company."""
    rows = Staff.objects.filter(left_on__isnull=True, unit__path__startswith=company.path)
    rows = rows.exclude(phone="").select_related("post").order_by("post__rank", "number")
    return rows.filter(post=post) if post in BY_NAME or rows.filter(post=post).exists() else rows


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def name(request: Request, pk: int, post: str) -> HttpResponse:
    """Name a person for one VIP in one post."""
    require(request.actor, CONTACTS)
    party = party_of(request, pk, CONTACTS)
    posts, clause = promised_contacts(
        party.tier, on=timezone.localdate(request.now), company_id=party.company_id
    )
    if post not in posts:
        raise Http404(_("This post is no contact of this customer."))
    form = NameForm(request.POST or None, people=people_for(party.company, post))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.name_contact(
                    party, post=post, by=request.actor, now=request.now, **form.cleaned_data
                )
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("Named."))
                return redirect("tiers:vip", pk)
    context = framed(
        request, "ledger", form=form, party=party, clause=clause, label=post_names([post])[post]
    )
    return render(request, "tiers/name.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def end(request: Request, pk: int) -> HttpResponse:
    """Take a name back, with a reason."""
    require(request.actor, CONTACTS)
    rows = reached(NamedContact.objects.filter(until__isnull=True), request.actor, CONTACTS)
    row = get_object_or_404(
        rows.select_related("party__company", "party__unit", "staff", "company"), pk=min(pk, 2**62)
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_contact(
            row, reason=form.cleaned_data["reason"], by=request.actor, now=request.now
        )
        messages.success(request, _("The holder of the post is the contact again."))
        return redirect("tiers:vip", row.party_id)
    context = framed(
        request, "ledger", form=form, row=row, party=row.party,
        label=post_names([row.post])[row.post],
    )  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "tiers/end_contact.html", context, status=status)


@require_GET
@login_required
@never_cache
def gaps(request: Request) -> HttpResponse:
    """VIPs without a reachable contact, the oldest first."""
    require(request.actor, VIEW)
    return _gaps(request, None)


def _gaps(request: Request, form: NameForm | None, status: int = 200) -> HttpResponse:
    rows = ContactGap.objects.visible_to(request.actor).select_related("party", "former")
    settled = request.GET.get("of") == "settled"
    open_rows = rows.filter(closed_at__isnull=True)
    shown = rows.filter(closed_at__isnull=False).order_by("-closed_at") if settled else open_rows
    if post := request.GET.get("post", "")[:40]:
        shown = shown.filter(post=post)
    with transaction.atomic():
        page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
        reading.log_list(request.actor, [row.party_id for row in page], now=request.now)
    names = post_names({row.post for row in page})
    company = company_in_view(request)
    manages = may(request.actor, CONTACTS)
    tabs = [
        {"key": "", "label": _("Open"), "count": open_rows.count()},
        {"key": "settled", "label": _("Settled"), "count": rows.count() - open_rows.count()},
    ]
    context = framed(
        request, "gaps", page=page, rows=[(row, names[row.post]) for row in page], tabs=tabs,
        chosen="settled" if settled else "", settled=settled,
        form=form or NameForm(people=people_for(company, "account_manager")) if manages else None,
    )  # fmt: skip
    return render(request, "tiers/gaps.html", context, status=status)


@require_POST
@login_required
def name_many(request: Request) -> HttpResponse:
    """One account manager for the ticked VIPs."""
    require(request.actor, CONTACTS)
    company = company_in_view(request, CONTACTS)
    form = NameForm(request.POST, people=people_for(company, "account_manager"))
    given = [t for t in request.POST.getlist("id")[:200] if t.isascii() and t.isdigit()]
    pks = [int(text) for text in given if len(text) < 19]
    parties = list(
        reached(Party.objects.all(), request.actor, CONTACTS)
        .filter(pk__in=pks)
        .select_related("company", "unit")
    )
    if form.is_valid() and not parties:
        form.add_error(None, _("Tick the customers first."))
    if form.is_valid():
        try:
            n = actions.name_for_many(
                parties, post="account_manager", by=request.actor, now=request.now,
                **form.cleaned_data,
            )  # fmt: skip
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Named for {n} customers.").format(n=n))
            return redirect("tiers:gaps")
    return _gaps(request, form, 422)
