"""Meter data as it comes: files, the line of the collection system, a card read by hand."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.imports.reading import read_table
from heqi.people.access import may, require, visible_units
from heqi.people.fields import put_errors
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.people.workbooks import download
from heqi.readings import actions, queries
from heqi.readings.access import FEED
from heqi.readings.columns import MOST, mapped
from heqi.readings.export import delivery_book
from heqi.readings.forms import CardForm, FeedForm
from heqi.readings.models import Delivery, MeterLine
from heqi.readings.states import Source

PAGE = 20


@require_GET
@login_required
@never_cache
def feed(request: Request) -> HttpResponse:
    """What came, by file and by the line."""
    require(request.actor, FEED)
    return _page(request)


def _company(request: Request) -> Unit:
    """The actor's own company, else the first in which he takes data in."""
    found = Unit.objects.filter(pk=request.actor.company_id or 0).first()
    if found is None:
        found = visible_units(request.actor, FEED, ["company"]).order_by("path").first()
    if found is None:
        raise Http404(_("There is no company whose meter data you take in."))
    return found


def _page(request: Request, status: int = 200, **more: Any) -> HttpResponse:
    company = _company(request)
    rows = Delivery.objects.filter(company=company)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "feed_form": FeedForm(),
        "card_form": CardForm(),
        "line": MeterLine.objects.filter(company=company).first(),
        "api": request.build_absolute_uri(reverse("readings:api_messages")),
        "may_take": may(request.actor, FEED, company),
        **more,
    }
    return render(request, "readings/feed.html", context, status=status)


@require_POST
@login_required
@never_cache
def upload(request: Request) -> HttpResponse:
    """A file of telegrams or card readings: all of its rows or none."""
    require(request.actor, FEED)
    form = FeedForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, 422, feed_form=form)
    kind, file = form.cleaned_data["kind"], form.cleaned_data["file"]
    try:
        table = read_table(file.chunks(), most=MOST[kind])
        made = actions.deliver(
            _company(request),
            kind=kind,
            rows=mapped(table, kind),
            key=table.sha256,
            digest=kind,
            source=Source.FILE,
            name=file.name,
            by=request.actor,
            now=request.now,
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, 422, feed_form=form)
    if made.at != request.now:
        messages.info(request, _("This file was read in before; nothing changed."))
    else:
        said = ngettext("{n} row taken", "{n} rows taken", made.taken).format(n=made.taken)
        messages.success(request, said)
    return redirect("readings:feed")


@require_GET
@login_required
@never_cache
def report(request: Request, pk: int) -> HttpResponse:
    """What became of the rows of a file or a message, as Excel."""
    require(request.actor, FEED)
    rows = Delivery.objects.filter(company=_company(request))
    row = get_object_or_404(rows, pk=min(pk, 2**62))
    content = delivery_book(row, by=request.actor, now=request.now)
    return download(content, f"meter-data-{timezone.localtime(row.at):%Y%m%d-%H%M}")


@require_POST
@login_required
def card(request: Request) -> HttpResponse:
    """A card read by hand."""
    require(request.actor, FEED)
    form: Form = CardForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        meter = queries.meter_of(_company(request), given.pop("meter"))
        if meter is None:
            form.add_error("meter", _("No meter has this number."))
        else:
            try:
                made = actions.take_card_reading(
                    meter, **given, at=request.now, by=request.actor, now=request.now
                )
            except ValidationError as error:
                put_errors(form, error)
            else:
                if made.checks.exists():
                    messages.warning(request, _("Kept; the meter is to be checked."))
                else:
                    messages.success(request, _("Saved"))
                return redirect("readings:cards")
    return _page(request, 422, card_form=form)


@require_POST
@login_required
@never_cache
def set_line(request: Request) -> HttpResponse:
    """A new token, shown this once, or none at all."""
    require(request.actor, FEED)
    company = _company(request)
    if request.POST.get("do") == "close":
        actions.close_line(company, by=request.actor, now=request.now)
        messages.success(request, _("The line is closed"))
        return redirect("readings:feed")
    token = actions.open_line(company, by=request.actor, now=request.now)
    return _page(request, token=token)
