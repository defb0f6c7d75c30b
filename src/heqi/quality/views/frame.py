"""What the pages of this app share: their own tabs, the month in view, and forms that fail."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.people.access import may, require
from heqi.people.models import Unit
from heqi.people.queries import open_companies
from heqi.people.requests import Request
from heqi.policies.measures import month_after, month_before, read_month
from heqi.quality.access import OWN, VIEW

PAGES = (
    ("board", gettext_lazy("Today"), VIEW),
    ("errors", gettext_lazy("Entry errors"), VIEW),
    ("checks", gettext_lazy("Checks"), VIEW),
    ("results", gettext_lazy("Monthly figures"), VIEW),
    ("timing", gettext_lazy("Timeliness"), VIEW),
    ("trainings", gettext_lazy("Trainings"), VIEW),
    ("rights", gettext_lazy("Operating rights"), VIEW),
    ("suggestions", gettext_lazy("Suggestions"), OWN),
)


def framed(request: Request, here: str, **values: Any) -> dict[str, Any]:
    """A page's values with the tabs of the app."""
    tabs = [
        {"label": label, "href": reverse(f"quality:{name}"), "active": name == here}
        for name, label, code in PAGES
        if may(request.actor, code) or may(request.actor, VIEW)
    ]
    return {"pages": tabs, "here": here, **values}


def month_in_view(request: Request) -> dict[str, Any]:
    """The month that the page shows, with its neighbours."""
    today = timezone.localdate(request.now)
    month = read_month(request.GET.get("month", ""), today=today)
    after = month_after(month)
    return {
        "month": month,
        "month_before": f"{month_before(month):%Y-%m}",
        "month_after": f"{after:%Y-%m}" if after <= today else "",
    }


def company_in_view(request: Request, code: str = VIEW) -> Unit:
    """The company whose quality the page shows: the actor's own, else the first he oversees."""
    require(request.actor, code)
    own = Unit.objects.filter(pk=request.actor.company_id or 0).first()
    if own is not None and may(request.actor, code, own):
        return own
    paths = request.actor.holdings.get(code, ())
    companies = open_companies().order_by("path")
    for unit in companies:
        if any(unit.path.startswith(path) or path.startswith(unit.path) for path in paths):
            return unit
    raise Http404(_("There is no company whose entries you may check."))
