"""Who saw a customer; the month of the rules."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from heqi.customers.access import LOG
from heqi.customers.models import Party
from heqi.customers.purposes import reasons
from heqi.customers.reading import log_list
from heqi.lookups import queries
from heqi.lookups.access import REVIEW
from heqi.lookups.views.tabs import tabs_of
from heqi.people.access import require
from heqi.people.requests import Request

FURTHEST = date(2000, 1, 1)


@require_GET
@login_required
@never_cache
def seen(request: Request, pk: int) -> HttpResponse:
    """Every look at one customer, lists and search results included."""
    require(request.actor, LOG)
    party = Party.objects.visible_to(request.actor, LOG).filter(pk=min(pk, 2**62)).first()
    if party is None:
        raise Http404
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    with transaction.atomic():
        found = queries.sightings(request.actor, party, before=start)
        log_list(request.actor, [party.pk], now=request.now)
    context = {"party": party, "found": found, "rows": found.rows, "reasons": reasons()}
    return render(request, "lookups/seen.html", context)


@require_GET
@login_required
def report(request: Request) -> HttpResponse:
    """Alerts, answers and decisions of a month, rule by rule."""
    require(request.actor, REVIEW)
    today = timezone.localdate(request.now)
    month = _month(request.GET.get("month", ""), today)
    before = (month - timedelta(days=1)).replace(day=1)
    after = (month + timedelta(days=32)).replace(day=1)
    context = {
        "report": queries.monthly_report(request.actor, month),
        "before": before if before > FURTHEST else None,
        "after": after if after <= today else None,
        "pages": tabs_of(request.actor, "report"),
    }
    return render(request, "lookups/report.html", context)


def _month(text: str, today: date) -> date:
    """The first of a month written ``2026-11``; the present month for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if FURTHEST < found <= today else today.replace(day=1)
