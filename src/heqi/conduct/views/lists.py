"""The list of cases, raising one, and what the whole company is told."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from heqi.conduct import actions
from heqi.conduct.access import RAISE, VIEW
from heqi.conduct.actions.submitting import box_words
from heqi.conduct.export import MOST, case_book
from heqi.conduct.facts import (
    ground_words,
    grounds,
    outcome_of,
    signing_order,
    words_of,
)
from heqi.conduct.forms import FilterForm, RaiseForm
from heqi.conduct.models.cases import Figure
from heqi.conduct.queries import SORTS, Filters, cases, tab_counts, tabs_for
from heqi.inspections.grounds import clause_of_ground
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.lists import tabs_of
from heqi.people.requests import Request

SIZE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LABELS = {
    "proposed": pgettext_lazy("conduct", "Proposed by the system"),
    "open": pgettext_lazy("conduct", "Hearing and inquiry"),
    "signing": pgettext_lazy("conduct", "Being signed"),
    "decided": pgettext_lazy("conduct", "Decided"),
    "appealed": pgettext_lazy("conduct", "Appeals"),
    "mine": pgettext_lazy("conduct", "About me"),
    "all": pgettext_lazy("conduct", "All"),
}


def _filters(request: Request, form: FilterForm) -> Filters:
    known = tabs_for(request.actor)
    tab = request.GET.get("tab", "")
    first = "open" if "open" in known else known[0]
    sort = request.GET.get("sort", "")
    return Filters(
        tab=tab if tab in known else first,
        sort=sort if sort.removeprefix("-") in SORTS else "",
        **form.values(),
    )


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """A page of the list; who oversees nobody sees what is about himself."""
    form = FilterForm(request.GET, actor=request.actor)
    filters = _filters(request, form)
    rows = cases(request.actor, filters, now=request.now)
    counts = tab_counts(request.actor)
    tabs = tabs_of(LABELS, counts, filters.tab, only=tabs_for(request.actor))
    page = {
        "form": form,
        "tab": filters.tab,
        "tabs": tabs,
        "page": Paginator(rows, SIZE).get_page(request.GET.get("page")),
        "filtered": bool(form.values()),
        "may_raise": may(request.actor, RAISE),
        "oversees": may(request.actor, VIEW),
        "export": reverse("conduct:export"),
    }
    return render(request, "conduct/list.html", page)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as Excel: same filters and order."""
    require(request.actor, VIEW)
    filters = _filters(request, FilterForm(request.GET, actor=request.actor))
    rows = cases(request.actor, filters, now=request.now)
    book = case_book(
        rows.prefetch_related("members__staff")[:MOST], by=request.actor, now=request.now
    )
    response = HttpResponse(book, content_type=XLSX)
    name = f"conduct-{timezone.localdate(request.now):%Y%m%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Raise a case."""
    require(request.actor, RAISE)
    initial = {"happened_on": timezone.localdate(request.now)}
    form = RaiseForm(
        request.POST or None, actor=request.actor, initial=initial,
        on=timezone.localdate(request.now), company_id=request.actor.company_id,
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.raise_case(**form.cleaned_data, by=request.actor, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Raised: {number}.").format(number=made.number))
                return redirect("conduct:case", made.pk)
    chosen = form["ground"].value() or ""
    page = {"form": form, "told": told(str(chosen), request, request.actor.company_id)}
    return render(request, "conduct/new.html", page, status=status)


@login_required
@require_GET
def ground(request: Request) -> HttpResponse:
    """What follows from a ground: range, measures, proof, who signs."""
    return render(
        request,
        "conduct/ground.html",
        {"told": told(request.GET.get("ground", ""), request, request.actor.company_id)},
    )


def told(code: str, request: Request, company_id: int | None) -> dict[str, Any] | None:
    """A ground in words, for the picker and the case."""
    if code not in grounds():
        return None
    today = timezone.localdate(request.now)
    found = outcome_of(code, together=False, on=today, company_id=company_id)
    return {
        "title": ground_words(code),
        "clause": clause_of_ground(code),
        "clauses": found.clauses,
        "handling": words_of("kind", found.handling),
        "ranges": [
            {
                "label": Figure(one.what).label,
                "least": f"{one.least.normalize():f}",
                "most": f"{one.most.normalize():f}",
                "unit": _("yuan")
                if one.what in (Figure.AMOUNT, Figure.HEAD)
                else pgettext("conduct", "points"),
                "clause": one.clause,
                "mark": one.mark,
            }
            for one in found.ranges.values()
        ],
        "measures": [words_of("measures", one) for one in found.measures],
        "proof": [words_of("proof", one) for one in found.proof],
        "measured": words_of("measured", found.measured) if found.measured else "",
        "signers": [
            box_words(one) for one in signing_order(found.handling, on=today, company_id=company_id)
        ],
        "grade": found.answer.get("department_grade"),
        "public": found.answer.get("notice"),
        "bars_award": found.answer.get("award") is False,
        "department": found.for_department,
    }
