"""What the pages of complaints share."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from heqi.complaints.access import LEAD, NATIONAL, TAKE, VIEW
from heqi.complaints.models import Complaint
from heqi.people.access import may
from heqi.people.models import Unit
from heqi.people.queries import open_companies
from heqi.people.requests import Request

RELATED = (
    "unit__parent", "company", "request__service_point", "party", "handler", "compound",
    "accused__unit", "accused__post", "accused_unit", "responsible__unit", "responsible_unit",
    "parent", "repeated_of", "merged_into", "level_decision", "decision",
)  # fmt: skip
PAGES = (
    ("complaints:list", pgettext_lazy("complaints", "Cases"), (VIEW, TAKE)),
    ("complaints:plans", pgettext_lazy("complaints", "Level-one plans"), (VIEW,)),
    ("complaints:analysis", pgettext_lazy("complaints", "Analysis"), (VIEW,)),
    ("complaints:national", pgettext_lazy("complaints", "National centre"), (NATIONAL,)),
    ("complaints:about_me", pgettext_lazy("complaints", "Findings about me"), ()),
)


def framed(request: Request, here: str, **values: Any) -> dict[str, Any]:
    """A page's values with the tabs of the app."""
    tabs = [
        {"label": label, "href": reverse(name), "active": name == here}
        for name, label, rights in PAGES
        if not rights or any(may(request.actor, right) for right in rights)
    ]
    return {"pages": tabs, "may_lead": may(request.actor, LEAD), **values}


def case_of(request: Request, pk: int) -> Complaint:
    """The case, if the reader may see it; nothing else answers whether it exists."""
    rows = Complaint.objects.visible_to(request.actor).select_related(*RELATED)
    return get_object_or_404(rows, pk=pk)


def company_of_page(request: Request, code: str = VIEW) -> Unit:
    """The company that a page is about: the actor's own, else the first he oversees."""
    own = Unit.objects.filter(pk=request.actor.company_id or 0).first()
    if own is not None and may(request.actor, code, own):
        return own
    paths = request.actor.holdings.get(code, ())
    for unit in open_companies().order_by("path"):
        if any(unit.path.startswith(path) or path.startswith(unit.path) for path in paths):
            return unit
    raise Http404(_("There is no company whose complaints you may see."))
