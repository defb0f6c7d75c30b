"""What the pages of a draft share: the draft, its tabs, refusals shown on the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heqi.compendium.access import VIEW
from heqi.compendium.models import Draft
from heqi.compendium.queries.drafts import may_steer, may_write, visible_drafts
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.policies.pages import company_in_view

PAGES = (
    ("draft", pgettext_lazy("policy draft", "Overview")),
    ("clauses", pgettext_lazy("policy draft", "Clauses")),
    ("rules", gettext_lazy("Rules and figures")),
    ("checks", gettext_lazy("Checks")),
    ("compare", gettext_lazy("Comparison")),
    ("replays", gettext_lazy("Replay")),
)


def company_of_reader(request: Request) -> Unit:
    """The company whose policies the reader reads."""
    require(request.actor, VIEW)
    found = company_in_view(request.actor)
    if found is None:
        raise Http404(_("There is no company whose policies you may read."))
    return found


def draft_of(request: Request, pk: int) -> Draft:
    """The draft that the address names."""
    require(request.actor, VIEW)
    rows = visible_drafts(request.actor).select_related(
        "based_on__document", "version__document__unit", "unit", "department"
    )
    return get_object_or_404(rows, pk=pk)


def framed(request: Request, draft: Draft, here: str, **values: Any) -> dict[str, Any]:
    """A page's values with the tabs of the draft."""
    tabs = [
        {
            "label": label,
            "href": reverse(f"compendium:{name}", args=[draft.pk]),
            "active": name == here,
        }
        for name, label in PAGES
    ]
    return {
        "draft": draft,
        "pages": tabs,
        "here": here,
        "may_write": may_write(draft, request.actor),
        "may_steer": may_steer(draft, request.actor),
        **values,
    }


def said(request: Request, do: Callable[[], Any], done: str = "") -> bool:
    """Carry an action out; what it refuses is told above the page it came from."""
    try:
        do()
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return False
    messages.success(request, done or _("Saved."))
    return True


def unprocessable(response: HttpResponse) -> HttpResponse:
    """The page of a form that was refused."""
    response.status_code = 422
    return response
