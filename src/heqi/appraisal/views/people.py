"""The sheets of people: one's own, and those of the units that somebody oversees."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from heqi.appraisal import actions
from heqi.appraisal.access import JUDGE, VIEW
from heqi.appraisal.actions.appeals import require_own
from heqi.appraisal.export import MOST, lines_book, people_book
from heqi.appraisal.facts import item_words, record_words
from heqi.appraisal.forms import OwnAnswerForm, OwnAppealForm, PeopleForm
from heqi.appraisal.models import Period, StaffSheet
from heqi.appraisal.queries.months import (
    PEOPLE_SORTS,
    PeopleFilters,
    lines_of_person,
    links_of,
    people,
)
from heqi.appraisal.states import Status
from heqi.appraisal.views.steps import Bound, Step, cards, take
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import download

SIZE = 50
OWN = 24
LINES = 200
DONE = {
    "appraisal.appeal": pgettext_lazy("history", "Appeal filed"),
    "appraisal.answer": pgettext_lazy("history", "Appeal decided"),
}


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


STEPS = {
    "appeal": Step(
        actions.appeal_own,
        lambda row, data: OwnAppealForm(data),
        pgettext_lazy("appraisal", "Appeal"),
        pgettext_lazy("appraisal", "Appeal"),
        lambda request, row: require_own(row, request.actor),
    ),
    "answer": Step(
        actions.answer_own,
        lambda row, data: OwnAnswerForm(data, row=row),
        pgettext_lazy("appraisal", "Decide the appeal"),
        pgettext_lazy("appraisal", "Decide"),
        lambda request, row: require(request.actor, JUDGE, row),
    ),
}


def _row(request: Request, pk: int) -> StaffSheet:
    rows = StaffSheet.objects.visible_to(request.actor)
    rows = rows.select_related("period__company", "staff__post", "unit", "decision")
    return get_object_or_404(rows, pk=pk)


def _offered(row: StaffSheet, request: Request) -> list[str]:
    """The steps that this person may take now; the actions decide again."""
    period, by = row.period, request.actor
    own = by.kind == "staff" and by.id == row.staff_id
    if row.undecided:
        return ["answer"] if not own and may(by, JUDGE, row) else []
    open_ = period.status == Status.PUBLISHED and (period.appeal_until or request.now)
    return ["appeal"] if own and open_ and not row.appealed_at and request.now <= open_ else []


def _page(request: Request, row: StaffSheet) -> dict[str, Any]:
    lines = list(lines_of_person(row)[:LINES])
    links = links_of(lines, request.actor)
    return {
        "row": row,
        "period": row.period,
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
    return _shown(request, _row(request, pk), {}, 200)


def _shown(request: Request, row: StaffSheet, bound: Bound, status: int) -> HttpResponse:
    page = {
        **_page(request, row),
        "steps": cards(STEPS, _offered(row, request), row, bound),
        "history": [
            {"at": e.at, "text": DONE[e.code], "by": e.actor_name}
            for e in history(row, limit=10)
            if e.code in DONE
        ],
    }
    return render(request, "appraisal/person.html", page, status=status)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Appeal against one's own sheet; decide such an appeal."""
    row = _row(request, pk)
    return take(STEPS, name, row, request, lambda bound: _shown(request, row, bound, 422))


@login_required
@require_GET
def export_person(request: Request, pk: int) -> HttpResponse:
    """The records of a person's month as Excel."""
    row = _row(request, pk)
    book = lines_book(lines_of_person(row)[:MOST], by=request.actor, now=request.now)
    return download(book, f"appraisal-{row.period.month:%Y%m}-person-{pk}")


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The same on paper."""
    page = _page(request, _row(request, pk))
    name = f"appraisal-{page['period'].month:%Y%m}-person-{pk}"
    return paper(request, "appraisal/print_person.html", page, name=name)
