"""What the pages of this app share: their own tabs and the company in view."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.audit import history
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.supervision.access import VIEW
from heqi.supervision.queries.members import network_company

# Page, its name, whether departments have it too.
PAGES = (
    ("opinions", pgettext_lazy("supervisors", "Opinions"), True),
    ("members", pgettext_lazy("supervisors", "Register"), False),
    ("meetings", pgettext_lazy("supervisors", "Meetings"), False),
    ("items", pgettext_lazy("supervisors", "Agreed items"), True),
    ("ratings", pgettext_lazy("supervisors", "Ratings and reports"), False),
)
DONE = {
    "supervision.nominate": pgettext_lazy("history", "Nominated"),
    "supervision.change": pgettext_lazy("history", "Data changed"),
    "supervision.appoint": pgettext_lazy("history", "Appointed"),
    "supervision.renew": pgettext_lazy("history", "Term renewed"),
    "supervision.decline": pgettext_lazy("history", "Did not accept"),
    "supervision.release": pgettext_lazy("history", "Released"),
    "supervision.issue_link": pgettext_lazy("history", "Personal link issued"),
    "supervision.send_link": pgettext_lazy("history", "Personal link sent"),
    "supervision.revoke_link": pgettext_lazy("history", "Personal link closed"),
    "supervision.reveal_phone": pgettext_lazy("history", "Phone looked at"),
    "supervision.receive": pgettext_lazy("history", "Opinion received"),
    "supervision.assign": pgettext_lazy("history", "Given to a department"),
    "supervision.answer": pgettext_lazy("history", "Answered"),
    "supervision.return": pgettext_lazy("history", "Answer returned"),
    "supervision.judge": pgettext_lazy("history", "Judged"),
    "supervision.close": pgettext_lazy("history", "Result told, closed"),
    "supervision.reopen": pgettext_lazy("history", "Not satisfied, handled again"),
    "supervision.reply": pgettext_lazy("history", "Supervisor replied"),
    "supervision.withdraw": pgettext_lazy("history", "Opinion taken back"),
    "supervision.plan_meeting": pgettext_lazy("history", "Invited"),
    "supervision.answer_invitation": pgettext_lazy("history", "Invitation answered"),
    "supervision.hold_meeting": pgettext_lazy("history", "Held"),
    "supervision.keep_minutes": pgettext_lazy("history", "Minutes kept"),
    "supervision.cancel_meeting": pgettext_lazy("history", "Cancelled"),
    "supervision.finish_item": pgettext_lazy("history", "Item done"),
    "supervision.drop_item": pgettext_lazy("history", "Item dropped"),
}


def framed(request: Request, here: str, **values: Any) -> dict[str, Any]:
    """A page's values with the tabs of the app."""
    whole = network_company(request.actor) is not None
    tabs = [
        {"label": label, "href": reverse(f"supervision:{name}"), "active": name == here}
        for name, label, everybody in PAGES
        if whole or everybody
    ]
    return {"pages": tabs, "here": here, **values}


def company_in_view(request: Request, code: str = VIEW) -> Unit:
    """The company whose network the page shows."""
    require(request.actor, code)
    company = network_company(request.actor, code)
    if company is None:
        raise Http404(_("The register belongs to the company as a whole."))
    return company


def lines_of(row: Any) -> list[dict[str, Any]]:
    """The history of a row for the timeline."""
    return [
        {"at": one.at, "text": DONE[one.code], "by": one.actor_name, "note": one.reason}
        for one in history(row, limit=60)
        if one.code in DONE
    ]


def step_of(
    name: str, title: Any, button: Any, form: forms.Form | None, *, later: bool = False
) -> dict[str, Any]:
    """A step as the pages offer it."""
    return {
        "name": name,
        "title": title,
        "button": button,
        "form": form,
        "open": bool(form and form.is_bound),
        "later": later,
    }
