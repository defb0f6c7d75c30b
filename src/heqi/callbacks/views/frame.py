"""What the pages of callbacks share."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.callbacks.access import REVIEW, VIEW
from heqi.people.access import may, require, scope, visible_units
from heqi.people.models import Unit, UnitKind
from heqi.people.requests import Request

PAGES = (
    ("list", gettext_lazy("Callbacks"), VIEW),
    ("opinions", gettext_lazy("Opinions"), VIEW),
    ("draws", gettext_lazy("What was drawn"), VIEW),
    ("reviews", gettext_lazy("Quality of calls"), REVIEW),
    ("national", gettext_lazy("National centre's callbacks"), VIEW),
    ("figures", gettext_lazy("Figures of the month"), VIEW),
)
# Pages about a company as a whole.
OF_COMPANIES = ("reviews", "figures")


def framed(request: Request, here: str, **values: Any) -> dict[str, Any]:
    """A page's values with the tabs of the app."""
    tabs = [
        {"label": label, "href": reverse(f"callbacks:{name}"), "active": name == here}
        for name, label, code in PAGES
        if may(request.actor, code) and (name not in OF_COMPANIES or sees_company(request, code))
    ]
    return {"pages": tabs, "here": here, **values}


def sees_company(request: Request, code: str) -> bool:
    """Whether the right reaches a whole company: figures of one are not shown to its parts."""
    held = scope(request.actor, code)
    return held.everywhere or bool(held.companies)


def company_in_view(request: Request, code: str = VIEW) -> Unit:
    """The actor's own company, or the one of ``?company=``, or the first he oversees."""
    require(request.actor, code)
    rows = visible_units(request.actor, code, [UnitKind.COMPANY])
    wanted = request.GET.get("company", "")
    own = str(request.actor.company_id or "")
    for pk in (wanted, own):
        if pk.isascii() and pk.isdigit() and len(pk) < 19:
            found = rows.filter(pk=int(pk)).first()
            if found is not None:
                return found
    found = rows.order_by("path").first()
    if found is None:
        raise Http404(_("There is no company whose callbacks you may see."))
    return found


def clock_of(row: Any, started: Any, ended: Any) -> dict[str, Any] | None:
    """The governing limit of a row as the components show a clock."""
    if row.due_at is None:
        return None
    state = "running"
    if not row.is_open:
        state = "met" if ended and ended <= row.due_at else "missed"
    return {
        "label": row.due_title,
        "state": state,
        "started_at": started,
        "due_at": row.due_at,
        "stopped_at": ended,
        "clauses": [row.due_clause] if row.due_clause else [],
        "mark": row.due_mark,
    }
