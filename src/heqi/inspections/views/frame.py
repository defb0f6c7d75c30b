"""What the pages of this app share: their own tabs, the company in view, steps as forms."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from heqi.inspections.access import READ, VIEW
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.models import Unit
from heqi.people.queries import open_companies
from heqi.people.requests import Request

PAGES = (
    ("calendar", pgettext_lazy("inspections", "Calendar"), VIEW),
    ("list", pgettext_lazy("inspections", "All inspections"), VIEW),
    ("findings", pgettext_lazy("inspections", "Findings"), VIEW),
    ("summaries", pgettext_lazy("inspections", "Monthly summaries"), VIEW),
    ("reports", pgettext_lazy("inspections", "Quarterly reports"), VIEW),
    ("cases", pgettext_lazy("inspections", "Model cases"), READ),
    ("referrals", pgettext_lazy("inspections", "Before the committee"), VIEW),
    ("archive", pgettext_lazy("inspections", "Archive"), VIEW),
)
HISTORY = {
    "inspections.arrange": pgettext_lazy("history", "Inspection arranged"),
    "inspections.write_scheme": pgettext_lazy("history", "Scheme written"),
    "inspections.add_member": pgettext_lazy("history", "Member added to the group"),
    "inspections.remove_member": pgettext_lazy("history", "Member taken out of the group"),
    "inspections.start": pgettext_lazy("history", "Inspection begun"),
    "inspections.refresh_figures": pgettext_lazy("history", "Figures taken anew"),
    "inspections.sign": pgettext_lazy("history", "Sheet signed"),
    "inspections.hand_over": pgettext_lazy("history", "Sheet handed to the department"),
    "inspections.take_back": pgettext_lazy("history", "Sheet taken back"),
    "inspections.answer": pgettext_lazy("history", "Department's opinion given and signed"),
    "inspections.close": pgettext_lazy("history", "Inspection closed"),
    "inspections.cancel": pgettext_lazy("history", "Inspection cancelled"),
    "inspections.record_finding": pgettext_lazy("history", "Finding recorded"),
    "inspections.correct_finding": pgettext_lazy("history", "Corrected and recorded"),
    "inspections.notify_finding": pgettext_lazy("history", "Notice of rectification issued"),
    "inspections.withdraw_finding": pgettext_lazy("history", "Finding withdrawn"),
    "inspections.record_case": pgettext_lazy("history", "Case recorded"),
    "inspections.publish_case": pgettext_lazy("history", "Case published"),
    "inspections.nominate_case": pgettext_lazy("history", "Nominated for a reward"),
    "inspections.withdraw_case": pgettext_lazy("history", "Case withdrawn"),
    "inspections.close_bundle": pgettext_lazy("history", "Bundle closed"),
    "inspections.hand_over_bundle": pgettext_lazy("history", "Handed to the company archive"),
}


def framed(request: Request, here: str, **values: Any) -> dict[str, Any]:
    """A page's values with the tabs of the app."""
    tabs = [
        {"label": label, "href": reverse(f"inspections:{name}"), "active": name == here}
        for name, label, code in PAGES
        if may(request.actor, code)
    ]
    return {"pages": tabs, "here": here, **values}


def company_in_view(request: Request, code: str = VIEW) -> Unit:
    """The actor's company, else the first whose inspections he may see."""
    require(request.actor, code)
    own = Unit.objects.filter(pk=request.actor.company_id or 0).first()
    if own is not None:
        return own
    paths = request.actor.holdings.get(code, ())
    for unit in open_companies().order_by("path"):
        if any(unit.path.startswith(path) or path.startswith(unit.path) for path in paths):
            return unit
    raise Http404(_("There is no company whose inspections you may see."))


@dataclass(frozen=True, slots=True)
class Step:
    """A step on a page: heading, button, the form it needs and the action behind it."""

    act: Callable[..., Any]
    title: str | Promise
    button: str | Promise
    form: Callable[..., forms.Form] | None = None
    icon: str = ""
    later: bool = False


def take(step: Step, row: Any, request: Request, **known: Any) -> forms.Form | None:
    """Carry out a step with what was sent; the form with its errors where it was refused."""
    form = step.form(request.POST, **known) if step.form else None
    if form is not None and not form.is_valid():
        return form
    try:
        step.act(row, **(form.cleaned_data if form else {}), by=request.actor, now=request.now)
    except ValidationError as refused:
        form = form or forms.Form(request.POST)
        put_errors(form, refused)
        form.is_valid()
        return form
    return None


def offered(
    steps: dict[str, Step],
    names: Iterable[str],
    bound: dict[str, forms.Form],
    make: Callable[[str, Step], forms.Form | None],
) -> list[dict[str, Any]]:
    """The steps that a page shows, each with its form."""
    found = []
    for name in names:
        step = steps[name]
        found.append(
            {
                "name": name,
                "title": step.title,
                "button": step.button,
                "icon": step.icon,
                "form": bound.get(name) or make(name, step),
                "open": name in bound,
                "later": step.later,
            }
        )
    return found


def told(entries: Iterable[Any]) -> list[dict[str, Any]]:
    """The history of a record for the timeline."""
    return [
        {
            "at": entry.at,
            "text": HISTORY[entry.code],
            "by": entry.actor_name,
            "note": entry.reason,
        }
        for entry in entries
        if entry.code in HISTORY
    ]
