"""What the pages of tiers share: their tabs, the company in view, forms that fail."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heqi.customers.models import Party
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.tiers.access import VIEW, companies, reached
from heqi.tiers.models import Assessment, ContactGap
from heqi.tiers.queries.proposals import to_review_count
from heqi.tiers.states import Status

PAGES = (
    ("ledger", gettext_lazy("VIP ledger")),
    ("proposals", gettext_lazy("Proposals")),
    ("review", pgettext_lazy("tier", "Review")),
    ("batches", gettext_lazy("Bulk classification")),
    ("gaps", gettext_lazy("Missing contacts")),
    ("process", gettext_lazy("Process")),
    ("analysis", gettext_lazy("Analysis")),
)


def framed(request: Request, here: str, **values: Any) -> dict[str, Any]:
    """A page's values with the tabs of the app and how much waits behind each."""
    own = Assessment.objects.visible_to(request.actor)
    gaps = ContactGap.objects.visible_to(request.actor).filter(closed_at__isnull=True)
    counts = {
        "proposals": own.filter(status__in=[Status.COLLECTED, Status.RETURNED]).count(),
        "review": to_review_count(request.actor, now=request.now),
        "gaps": gaps.count(),
    }
    tabs = [
        {
            "label": label,
            "href": reverse(f"tiers:{name}"),
            "active": name == here,
            **({"count": counts[name]} if counts.get(name) else {}),
        }
        for name, label in PAGES
    ]
    return {"pages": tabs, "here": here, **values}


def company_in_view(request: Request, code: str = VIEW) -> Unit:
    """The company that the page is about: the actor's own, else the first that he oversees."""
    rows = companies(request.actor, code)
    wanted = request.GET.get("company", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        chosen = rows.filter(pk=int(wanted)).first()
        if chosen is not None:
            return chosen
    found = rows.filter(pk=request.actor.company_id or 0).first() or rows.first()
    if found is None:
        raise Http404(_("There is no company whose tiers you may see."))
    return found


def party_of(request: Request, pk: int, code: str = VIEW) -> Party:
    """A customer of the actor's companies, or 404."""
    rows = reached(Party.objects.select_related("company", "unit"), request.actor, code)
    return get_object_or_404(rows, pk=min(pk, 2**62))
