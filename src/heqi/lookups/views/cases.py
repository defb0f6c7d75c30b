"""The reviewers' desk and a single case."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.customers.purposes import reasons
from heqi.customers.queries import CappedPaginator
from heqi.lookups import actions, queries
from heqi.lookups.access import REVIEW, may_review
from heqi.lookups.export import cases_book, titles_of
from heqi.lookups.forms import OpinionForm
from heqi.lookups.models import Case
from heqi.lookups.sentences import rules
from heqi.lookups.states import FLOW, Status
from heqi.lookups.views.tabs import tabs_of
from heqi.people.access import require
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download


@require_GET
@login_required
@never_cache
def board(request: Request) -> HttpResponse:
    """Open cases, the most points first; what was answered; what is over."""
    require(request.actor, REVIEW)
    tab = request.GET.get("tab", "")
    counts = queries.case_counts(request.actor)
    page = CappedPaginator(queries.cases(request.actor, tab=tab), 30).get_page(
        request.GET.get("page")
    )
    states = [Status.NEW, Status.ASKED, Status.ANSWERED, Status.APPEALED]
    tabs = [
        {"key": "", "label": _("Open cases"), "count": sum(counts.values())},
        *(
            {"key": state.value, "label": state.label, "count": counts.get(state.value, 0)}
            for state in states
        ),
        {"key": "closed", "label": pgettext("look-up case", "Over")},
    ]
    context = {
        "page": page,
        "rows": [(row, titles_of(row)) for row in page],
        "tabs": tabs,
        "tab": tab,
        "pages": tabs_of(request.actor, "cases"),
    }
    return render(request, "lookups/board.html", context)


@require_GET
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The cases of a tab as an Excel file; customers and answers stay in the cases."""
    rows = queries.cases(request.actor, tab=request.GET.get("tab", ""))[:MOST]
    content = cases_book(rows, by=request.actor, now=request.now)
    return download(content, f"lookup-cases-{timezone.localdate(request.now):%Y%m%d}")


@require_GET
@login_required
@never_cache
def case(request: Request, pk: int) -> HttpResponse:
    """One case with its evidence."""
    return _page(request, _found(request, pk), OpinionForm())


@require_POST
@login_required
def ask(request: Request, pk: int) -> HttpResponse:
    """Put the findings to the viewer as a question."""
    row = _found(request, pk)
    actions.ask_viewer(row, by=request.actor, now=request.now)
    messages.success(request, _("{name} has been asked.").format(name=row.staff))
    return redirect("lookups:case", pk=row.pk)


@require_POST
@login_required
def decide(request: Request, pk: int) -> HttpResponse:
    """One reviewer's word."""
    row = _found(request, pk)
    form = OpinionForm(request.POST)
    if form.is_valid():
        try:
            actions.give_opinion(row, by=request.actor, now=request.now, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Your opinion is recorded."))
            return redirect("lookups:case", pk=row.pk)
    return _page(request, row, form)


def _page(request: Request, row: Case, form: OpinionForm) -> HttpResponse:
    opinions = list(row.opinions.select_related("staff"))
    has_spoken = any(opinion.staff_id == request.actor.id for opinion in opinions)
    may_speak = (
        not has_spoken
        and row.status in (Status.ASKED, Status.ANSWERED, Status.APPEALED, Status.NEW)
        and may_review(request.actor, row.staff, row.unit)
    )
    context: dict[str, Any] = {
        "row": row,
        "flags": [(flag, rules()[flag.rule]) for flag in row.flags.all()],
        "evidence": queries.evidence_of(row),
        "entries": queries.entries_behind(row),
        "reasons": reasons(),
        "said_on_the_day": queries.said_on_the_day(row),
        "opinions": opinions,
        "form": form if may_speak and row.status != Status.NEW else None,
        "may_ask": may_speak and FLOW.target(row.status, "ask") is not None,
        "has_spoken": has_spoken and row.is_open,
        "waits": row.status == Status.ASKED and row.due_at and row.due_at > request.now,
    }
    status = 422 if form.is_bound else 200
    return render(request, "lookups/case.html", context, status=status)


def _found(request: Request, pk: int) -> Case:
    require(request.actor, REVIEW)
    rows = Case.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("staff", "unit__parent", "decision"), pk=pk)
