"""What the pages share: their tabs, who may be looked at, the month in view."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.duties.access import DO, VIEW
from heqi.duties.forms import read_month
from heqi.ledger.actors import Actor
from heqi.people.access import may, refuse, visible_units
from heqi.people.models import Staff, Unit, UnitKind
from heqi.people.requests import Request
from heqi.policies.measures import month_after, month_before

PAGES = (
    ("mine", gettext_lazy("My duties"), DO),
    ("calendar", gettext_lazy("Calendar"), ""),
    ("all", gettext_lazy("All duties"), ""),
    ("catalogue", gettext_lazy("What recurs"), VIEW),
)
PLACES = (UnitKind.COMPANY, UnitKind.DEPARTMENT)


def framed(request: Request, here: str, **values: Any) -> dict[str, Any]:
    """A page's values with the tabs of the app."""
    tabs = [
        {"label": label, "href": reverse(f"duties:{name}"), "active": name == here}
        for name, label, code in PAGES
        if not code or may(request.actor, code)
    ]
    return {"pages": tabs, "here": here, **values}


def require_any(actor: Actor) -> None:
    """Somebody who has duties or sees those of others."""
    if not (may(actor, VIEW) or may(actor, DO)):
        raise refuse(_("You have no duties here and may not see those of others."))


def units_in_view(actor: Actor) -> QuerySet[Unit]:
    """Companies and departments whose duties the actor sees."""
    return visible_units(actor, VIEW, PLACES).order_by("path")


def people_in_view(actor: Actor, *, on: date) -> list[Staff]:
    """Who has duties in the units that the actor sees; at most two hundred."""
    units = visible_units(actor, VIEW).values("pk")
    rows = Staff.objects.filter(Q(unit__in=units), duties__isnull=False)
    return list(rows.distinct().order_by("post__rank", "number")[:200])


def chosen(rows: Any, given: str) -> Any:
    """The row that a query string names, among those that may be chosen."""
    return next((row for row in rows if str(row.pk) == given), None)


def company_in_view(actor: Actor) -> Unit:
    """The actor's own company, else the first that he sees."""
    rows = visible_units(actor, VIEW, [UnitKind.COMPANY]).order_by("path")
    found = rows.filter(pk=actor.company_id or 0).first() or rows.first()
    if found is None:
        own = Unit.objects.filter(pk=actor.company_id or 0).first()
        if own is None or not may(actor, VIEW):
            raise Http404(_("There is no company whose duties you may see."))
        return own
    return found


def month_in_view(request: Request) -> dict[str, Any]:
    """The month that the page shows, with its neighbours."""
    today = timezone.localdate(request.now)
    month = read_month(request.GET.get("month", "")) or today.replace(day=1)
    return {
        "month": month,
        "today": today,
        "month_before": f"{month_before(month):%Y-%m}",
        "month_after": f"{month_after(month):%Y-%m}",
    }
