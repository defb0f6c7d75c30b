"""The sheets of people: one's own, and those of the units that somebody oversees."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from heqi.appraisal.access import VIEW
from heqi.appraisal.export import MOST, people_book
from heqi.appraisal.facts import FULL, item_words, record_words
from heqi.appraisal.forms import PeopleForm
from heqi.appraisal.models import Period, StaffSheet
from heqi.appraisal.queries.months import (
    PEOPLE_SORTS,
    PeopleFilters,
    lines_of_person,
    links_of,
    people,
)
from heqi.people.access import require
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import download

SIZE = 50
OWN = 24
LINES = 200


@login_required
@require_GET
def mine(request: Request) -> HttpResponse:
    """One's own months, and what the company has published."""
    own = StaffSheet.objects.none()
    if request.actor.kind == "staff":
        own = StaffSheet.objects.filter(staff_id=request.actor.id or 0)
    rows = own.select_related("period").order_by("-period__month")
    told = Period.objects.told_to(request.actor).select_related("company")
    page = {
        "rows": Paginator(rows, OWN).get_page(request.GET.get("page")),
        "told": told.order_by("-month", "company__path")[:OWN],
    }
    return render(request, "appraisal/mine.html", page)


def _filters(request: Request, form: PeopleForm) -> PeopleFilters:
    sort = request.GET.get("sort", "")
    return PeopleFilters(
        sort=sort if sort.removeprefix("-") in PEOPLE_SORTS else "", **form.values()
    )


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """Everybody's months; lowest scores of the latest month first."""
    require(request.actor, VIEW)
    form = PeopleForm(request.GET, actor=request.actor)
    page = {
        "form": form,
        "page": Paginator(people(request.actor, _filters(request, form)), SIZE).get_page(
            request.GET.get("page")
        ),
        "filtered": bool(form.values()),
        "export": reverse("appraisal:export_people"),
    }
    return render(request, "appraisal/people.html", page)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as Excel: same filters and order."""
    require(request.actor, VIEW)
    form = PeopleForm(request.GET, actor=request.actor)
    rows = people(request.actor, _filters(request, form))[:MOST]
    book = people_book(rows, by=request.actor, now=request.now)
    return download(book, f"appraisal-people-{timezone.localdate(request.now):%Y%m%d}")


def _page(request: Request, pk: int) -> dict[str, Any]:
    rows = StaffSheet.objects.visible_to(request.actor)
    row = get_object_or_404(
        rows.select_related("period__company", "staff__post", "unit", "decision"), pk=pk
    )
    lines = list(lines_of_person(row)[:LINES])
    links = links_of(lines, request.actor)
    return {
        "row": row,
        "period": row.period,
        "full": FULL,
        "lines": [
            {
                "row": one,
                "href": links[one.pk],
                "item": item_words(one.item),
                "record": record_words(one.record),
            }
            for one in lines
        ],
        "own": request.actor.kind == "staff" and request.actor.id == row.staff_id,
    }


@login_required
@require_GET
def person(request: Request, pk: int) -> HttpResponse:
    """One person's month with every record that counts."""
    return render(request, "appraisal/person.html", _page(request, pk))


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The same on paper."""
    page = _page(request, pk)
    name = f"appraisal-{page['period'].month:%Y%m}-person-{pk}"
    return paper(request, "appraisal/print_person.html", page, name=name)
