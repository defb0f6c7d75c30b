"""The ledger: list, print, Excel, and one VIP with the history of his tier."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from heqi.customers import reading
from heqi.customers.actions.exporting import CLAUSE
from heqi.customers.models import Party, Tier
from heqi.customers.views.exports import let_out
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.models import Staff, Unit
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download
from heqi.policies.packs import find_clause
from heqi.tiers.access import CONTACTS, EXPORT, PROPOSE, VIEW, may_in, reached
from heqi.tiers.export import ledger_book
from heqi.tiers.forms import LedgerForm
from heqi.tiers.models import Assessment, NamedContact
from heqi.tiers.queries.contacts import contacts_of
from heqi.tiers.queries.ledger import (
    CappedPaginator,
    counts_by_tier,
    history_of,
    in_force_of,
    ledger_rows,
    vips,
)
from heqi.tiers.views.frame import framed, party_of

PAGE = 30
SHEET = "tiers.ledger"


def _form(request: Request) -> LedgerForm:
    seen = reached(Assessment.objects.all(), request.actor)
    departments = Unit.objects.filter(pk__in=seen.order_by().values("department").distinct())
    named = reached(NamedContact.objects.filter(until__isnull=True), request.actor)
    people = Staff.objects.filter(pk__in=named.order_by().values("staff").distinct())
    return LedgerForm(request.GET, departments=list(departments[:60]), contacts=list(people[:60]))


@require_GET
@login_required
@never_cache
def ledger(request: Request) -> HttpResponse:
    """The VIPs of the actor's companies, masked; the page is logged."""
    require(request.actor, VIEW)
    form = _form(request)
    filters = form.values()
    sort = request.GET.get("sort", "")
    today = timezone.localdate(request.now)
    with transaction.atomic():
        page = CappedPaginator(vips(request.actor, filters, sort), PAGE).get_page(
            request.GET.get("page")
        )
        rows = ledger_rows(page.object_list, on=today, at=request.now)
        reading.log_list(
            request.actor, [row.party.pk for row in rows], now=request.now,
            query=filters.get("q", ""),
        )  # fmt: skip
    counts = counts_by_tier(request.actor)
    chosen = filters.get("tier", "")
    tabs = [{"key": "", "label": _("All"), "count": sum(counts.values())}] + [
        {"key": tier, "label": Tier(tier).label, "count": n} for tier, n in counts.items()
    ]
    context = framed(
        request,
        "ledger",
        form=form,
        page=page,
        rows=rows,
        tabs=tabs,
        chosen=chosen,
        today=today,
        filtered=bool(filters),
        may_export=may(request.actor, EXPORT),
    )
    return render(request, "tiers/ledger.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The ledger with its filters as Excel or as the official sheet; logged row by row.

    More than a few rows leave with approval only, as any list of customers does (data-entry/9.3).
    """
    require(request.actor, EXPORT)
    kind = "print" if request.GET.get("form") == "print" else "excel"
    rows = vips(request.actor, _form(request).values(), request.GET.get("sort", ""))
    return let_out(request, reached(rows, request.actor, EXPORT), SHEET, kind=kind)


def leave(request: Request, ids: Sequence[int], kind: str, number: str) -> HttpResponse:
    """The ledger of these customers as a file or as the official sheet."""
    parties = {party.pk: party for party in Party.objects.filter(pk__in=ids)}
    ordered = [parties[pk] for pk in ids if pk in parties]
    rows = ledger_rows(ordered, on=timezone.localdate(request.now), at=request.now)
    day = timezone.localdate(request.now)
    mark = Mark.of(request.actor, now=request.now, number=number)
    if kind == "print":
        company = rows[0].party.company if rows else None
        context = {"rows": rows, "mark": mark, "today": day, "company": company, "clause": CLAUSE}
        return render(request, "tiers/ledger_print.html", context)
    return download(ledger_book(rows, mark=mark), f"vip-ledger-{day:%Y%m%d}")


@require_GET
@login_required
@never_cache
def vip(request: Request, pk: int) -> HttpResponse:
    """One customer's tier: basis, facts, contacts, and every decision since the first."""
    require(request.actor, VIEW)
    party = party_of(request, pk)
    today = timezone.localdate(request.now)
    with transaction.atomic():
        reading.log_list(request.actor, [party.pk], now=request.now)
    named = NamedContact.objects.filter(party=party).select_related("staff")
    context = framed(
        request,
        "ledger",
        party=party,
        in_force=in_force_of(party),
        rows=history_of(party),
        contacts=contacts_of(party, on=today, at=request.now),
        named={row.post: row for row in named if row.until is None},
        former=[row for row in named.order_by("-until") if row.until is not None][:20],
        entries=_entries(party),
        may_propose=may_in(request.actor, PROPOSE, party),
        may_name=may_in(request.actor, CONTACTS, party),
        today=today,
    )
    return render(request, "tiers/vip.html", context)


def _entries(party: Party) -> list[dict[str, Any]]:
    """What the audit ledger says of contacts."""
    said = {
        "tiers.name_contact": _("contact named"),
        "tiers.end_contact": _("contact ended"),
        "customers.set_tier_mark": _("mark set"),
    }
    return [
        {
            "at": e.at, "text": said[e.code], "by": e.actor_name,
            **({"clauses": [e.reason]} if find_clause(e.reason) else {"note": e.reason}),
        }
        for e in history(party, limit=60)
        if e.code in said
    ]  # fmt: skip
