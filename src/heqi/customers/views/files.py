"""Pages of customers."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.customers import queries, reading
from heqi.customers.access import CHANGE, EXPORT, LOG, OPEN, RENAME, UNMASK
from heqi.customers.forms import FilterForm
from heqi.customers.masking import mask_id, mask_phone
from heqi.customers.models import Compound, Lookup, LookupAction, Party
from heqi.customers.palette import Mark, groups, marks_of
from heqi.customers.panels import TABS, shown_panels, tabs_in_use
from heqi.customers.purposes import doors_for, reasons
from heqi.customers.search import Hit, SearchResult, search_customers
from heqi.customers.search.why import LABELS
from heqi.customers.views.answering import asked_of, file_of, purpose_of
from heqi.people.access import may, require
from heqi.people.requests import Request

PAGE = 50
IN_PALETTE = 8


@require_GET
@login_required
@never_cache
def search(request: Request) -> HttpResponse:
    """The global search: a fragment for the palette, a page without script."""
    text = request.GET.get("q", "")
    in_palette = bool(request.headers.get("HX-Request"))
    limit = IN_PALETTE if in_palette else PAGE
    result = search_customers(request.actor, text, limit=limit, now=request.now)
    marks = marks_of([hit.service_point_id for hit in result.hits if hit.service_point_id])
    shown = [_customers_group(result, marks), _places_group(request, text)]
    shown += [
        {"label": g.label, "icon": g.icon, "rows": rows, "count": len(rows)}
        for g in groups()
        for rows in [list(g.find(request.actor, text, request.now))[:IN_PALETTE]]
        if text.strip()
    ]
    context = {
        "text": text,
        "result": result,
        "hits": [
            (hit, _href(hit), _why(hit), marks.get(hit.service_point_id or 0, ()))
            for hit in result.hits
        ],
        "groups": [group for group in shown if group["rows"]],
        "others": [group for group in shown[1:] if group["rows"]],
        "foot": _("{count} found · {ms} ms").format(count=_count(result), ms=result.took_ms),
    }
    return render(request, "ui/palette.html" if in_palette else "customers/search.html", context)


def _count(result: SearchResult) -> str:
    return "1000+" if result.is_capped else str(result.capped_count)


def _customers_group(result: SearchResult, marks: dict[int, list[Mark]]) -> dict[str, Any]:
    rows = [
        {
            "title": hit.name or _("vacant"),
            "href": _href(hit),
            "sub": hit.address,
            "end": hit.phone,
            "tag": hit.tier_label
            if hit.tier != "standard"
            else (_("vulnerable") if hit.vulnerable else ""),
            "tone": "vip" if hit.tier != "standard" else "care",
            "marks": marks.get(hit.service_point_id or 0, ()),
        }
        for hit in result.hits
    ]
    return {"label": _("Customers"), "icon": "user", "rows": rows, "count": _count(result)}


def _places_group(request: Request, text: str) -> dict[str, Any]:
    text = text.strip()[:20]
    found = (
        Compound.objects.visible_to(request.actor).filter(name__contains=text)[:3]
        if len(text) >= 2 and not text.isascii()
        else []
    )
    rows = [
        {"title": str(c), "href": f"{reverse('customers:list')}?compound={c.pk}", "sub": c.district}  # type: ignore[attr-defined]
        for c in found
    ]
    return {"label": _("Places"), "icon": "map-pin", "rows": rows, "count": len(rows)}


def _href(hit: Hit) -> str:
    return reverse("customers:customer", args=[hit.party_id]) if hit.party_id else ""


def _why(hit: Hit) -> str:
    return "、".join(str(LABELS[code]) for code in hit.why)


@require_GET
@login_required
@never_cache
def customer_list(request: Request) -> HttpResponse:
    """The customers of the actor's companies, masked; the page is logged."""
    form = FilterForm(request.GET)
    filters = form.values()
    with transaction.atomic():
        rows = queries.customers(request.actor, **filters, sort=request.GET.get("sort", ""))
        page = queries.CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
        shown = [
            queries.row_of(party)
            for party in queries.with_details(
                rows[page.start_index() - 1 : page.end_index()]
                if page.paginator.count
                else rows[:0]
            )
        ]
        reading.log_list(
            request.actor,
            [row.party.pk for row in shown],
            now=request.now,
            query=filters.get("q", ""),
        )
    context = {
        "form": form,
        "page": page,
        "capped": page.paginator.count >= queries.CAP,
        "rows": shown,
        "filtered": bool(filters),
        "may_change": may(request.actor, CHANGE),
        "export": reverse("customers:export") if may(request.actor, EXPORT) else "",
    }
    return render(request, "customers/list.html", context)


@require_GET
@login_required
@never_cache
def customer(request: Request, pk: int) -> HttpResponse:
    """The customer's file, once there is a reason; each opening is logged."""
    party = file_of(request, pk)
    if party.merged_into_id:
        messages.info(request, _("{number} was merged into this file.").format(number=party.number))
        target = reverse("customers:customer", args=[party.merged_into_id])
        return redirect(f"{target}?{urlencode(asked_of(request))}")
    purpose, form = purpose_of(request, party)
    if purpose is None:
        require(request.actor, OPEN, party)
        status = 422 if form.is_bound else 200
        doors = [
            (reverse(url, args=[party.pk]), label)
            for url, label in doors_for(request.actor).items()
        ]
        context = {"party": party, "form": form, "doors": doors}
        return render(request, "customers/purpose.html", context, status=status)
    reading.open_customer(request.actor, party, purpose, now=request.now)
    used = tabs_in_use()
    tab = request.GET.get("tab", "")
    tab = tab if tab in used else "overview"
    asked = asked_of(request)
    panels = shown_panels(tab, request.actor, party, request.now)
    context = {
        "party": party,
        "purpose": purpose,
        "reason": reasons()[purpose.code],
        "asked": asked,
        "phones": [
            (phone, mask_phone(phone.number), _unmask_href(party, f"phone:{phone.pk}", asked))
            for phone in party.phones.all()
        ],
        "id_number": mask_id(party.id_number),
        "id_href": _unmask_href(party, reading.ID_NUMBER, asked),
        "tabs": [
            {
                "key": key,
                "label": TABS[key],
                "href": f"?{urlencode({**asked, 'tab': key})}",
                "active": key == tab,
            }
            for key in used
        ],
        "tab": tab,
        "panels": [(panel, shown, {**shown.context, "asked": asked}) for panel, shown in panels],
        "may_unmask": reading.may_read(request.actor, UNMASK, party, purpose),
        "may_change": may(request.actor, CHANGE, party),
        "may_rename": reading.may_read(request.actor, RENAME, party, purpose),
    }
    return render(request, "customers/customer.html", context)


@require_POST
@login_required
@never_cache
def unmask(request: Request, pk: int, field: str) -> HttpResponse:
    """One whole value, for the reason with which the file was opened."""
    party = file_of(request, pk)
    purpose, _form = purpose_of(request, party)
    value = reading.unmask(request.actor, party, field, purpose, now=request.now)
    if request.headers.get("HX-Request"):
        return render(request, "customers/unmasked.html", {"value": value})
    context = {"value": value, "party": party, "asked": urlencode(asked_of(request))}
    return render(request, "customers/unmasked_page.html", context)


@require_GET
@login_required
@never_cache
def lookups(request: Request) -> HttpResponse:
    """Who looked at customers: the staff one supervises, and always oneself."""
    rows = Lookup.objects.visible_to(request.actor).order_by("-id")
    action = request.GET.get("tab", "")
    if action in LookupAction.values:
        rows = rows.filter(action=action)
    page = queries.CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "capped": page.paginator.count >= queries.CAP,
        "reasons": reasons(),
        "supervises": may(request.actor, LOG),
        "tabs": [
            {"key": "", "label": _("All")},
            *({"key": value, "label": label} for value, label in LookupAction.choices),
        ],
    }
    return render(request, "customers/lookups.html", context)


def _unmask_href(party: Party, field: str, asked: dict[str, str]) -> str:
    return f"{reverse('customers:unmask', args=[party.pk, field])}?{urlencode(asked)}"
