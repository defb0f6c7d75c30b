"""A department's sheet: what it adds up, the records behind it, self-score, review, appeal."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from heqi.appraisal import actions
from heqi.appraisal.access import JUDGE, REVIEW, SCORE
from heqi.appraisal.actions.lines import in_department, require_review
from heqi.appraisal.export import MOST, lines_book
from heqi.appraisal.facts import item_words, record_words
from heqi.appraisal.forms import AnswerForm, AppealForm, PointsForm, SelfScoreForm, StrikeForm
from heqi.appraisal.models import Line, Sheet
from heqi.appraisal.queries.course import course_clocks
from heqi.appraisal.queries.months import lines_of, links_of
from heqi.appraisal.states import Status
from heqi.appraisal.views.steps import Bound, Step, cards, take
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import download
from heqi.policies.measures import month_span

SIZE = 30
PRINTED = 300
DONE = {
    "appraisal.score_self": pgettext_lazy("history", "Scored by the department"),
    "appraisal.strike_line": pgettext_lazy("history", "Line struck"),
    "appraisal.restore_line": pgettext_lazy("history", "Line counts again"),
    "appraisal.set_points": pgettext_lazy("history", "Points set within the range"),
    "appraisal.grade_anew": pgettext_lazy("history", "Graded anew after a decision"),
    "appraisal.appeal": pgettext_lazy("history", "Appeal filed"),
    "appraisal.answer": pgettext_lazy("history", "Appeal decided"),
}


@login_required
@require_GET
def sheet(request: Request, pk: int) -> HttpResponse:
    """One department's month; ``?item=`` shows the lines of one item."""
    return _shown(request, _row(request, pk), {}, 200)


def _row(request: Request, pk: int) -> Sheet:
    rows = Sheet.objects.visible_to(request.actor)
    rows = rows.select_related("unit", "company", "period__company", "decision")
    return get_object_or_404(rows, pk=pk)


def items_of(row: Sheet) -> list[dict[str, Any]]:
    """The items of a sheet in words, each with what the department gives itself."""
    return [
        {**one, "label": item_words(one["item"]), "own": row.self_items.get(one["item"])}
        for one in row.items
    ]


def _offered(row: Sheet, request: Request) -> list[str]:
    """The steps that this person may take now; the actions decide again."""
    period, by, found = row.period, request.actor, []
    over = request.now >= month_span(period.month)[1]
    if period.status == Status.OPEN and over and not row.leaders and may(by, SCORE, row):
        found.append("score")
    appealable = period.appeal_until and request.now <= period.appeal_until
    if period.status == Status.PUBLISHED and not row.appealed_at and appealable:
        found += ["appeal"] if may(by, SCORE, row) else []
    if row.undecided and may(by, JUDGE, row):
        found.append("answer")
    return found


def _requires(right: str) -> Callable[[Request, Sheet], None]:
    return lambda request, row: require(request.actor, right, row)


STEPS = {
    "score": Step(
        actions.score_self,
        lambda row, data: SelfScoreForm(data, sheet=row),
        pgettext_lazy("appraisal", "Self-score of the department"),
        pgettext_lazy("appraisal", "Hand in the self-score"),
        _requires(SCORE),
    ),
    "appeal": Step(
        actions.appeal_sheet,
        lambda row, data: AppealForm(data),
        pgettext_lazy("appraisal", "Appeal"),
        pgettext_lazy("appraisal", "File the appeal"),
        _requires(SCORE),
    ),
    "answer": Step(
        actions.answer_appeal,
        lambda row, data: AnswerForm(data, sheet=row),
        pgettext_lazy("appraisal", "Decide the appeal"),
        pgettext_lazy("appraisal", "Decide"),
        _requires(JUDGE),
    ),
}


def _shown(request: Request, row: Sheet, bound: Bound, status: int, line: int = 0) -> HttpResponse:
    known = [one["item"] for one in row.items]
    item = request.GET.get("item", "")
    item = item if item in known else ""
    page = Paginator(lines_of(row, item), SIZE).get_page(request.GET.get("page"))
    links = links_of(list(page), request.actor)
    actor = request.actor
    reviewing = row.period.status == Status.OPEN and (
        (may(actor, REVIEW, row) or may(actor, JUDGE, row)) and not in_department(actor, row.unit)
    )
    lines = [
        {
            "row": one,
            "href": links[one.pk],
            "item": item_words(one.item),
            "record": record_words(one.record),
            "strike": bound.get("strike", StrikeForm()) if one.pk == line else StrikeForm(),
            "points": _points_form(one, bound if one.pk == line else {}),
            "open": one.pk == line,
        }
        for one in page
    ]
    shown = {
        "row": row,
        "period": row.period,
        "items": items_of(row),
        "item": item,
        "tabs": [
            {"key": "", "label": _("All"), "count": sum(o["lines"] for o in row.items)},
            *(
                {"key": o["item"], "label": item_words(o["item"]), "count": o["lines"]}
                for o in row.items
                if o["lines"] or o["item"] == item
            ),
        ],
        "page": page,
        "lines": lines,
        "reviewing": reviewing,
        "steps": cards(STEPS, _offered(row, request), row, bound),
        "clocks": course_clocks(row.period),
        "history": [
            {"at": e.at, "text": DONE[e.code], "by": e.actor_name, "note": e.reason}
            for e in history(row, limit=40)
            if e.code in DONE
        ],
    }
    return render(request, "appraisal/sheet.html", shown, status=status)


def _points_form(line: Line, bound: Bound) -> forms.Form | None:
    if line.least is None or line.most is None or line.corrects is not None:
        return None
    return bound.get("points", PointsForm(initial={"points": -line.points}))


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Score, appeal, decide the appeal."""
    row = _row(request, pk)
    return take(STEPS, name, row, request, lambda bound: _shown(request, row, bound, 422))


LINE_STEPS: dict[str, tuple[Callable[..., Any], type[forms.Form]]] = {
    "strike": (actions.strike_line, StrikeForm),
    "restore": (actions.restore_line, forms.Form),
    "points": (actions.set_points, PointsForm),
}


@login_required
@require_POST
def line_step(request: Request, pk: int, name: str) -> HttpResponse:
    """Strike a line, let it count again, set its points."""
    if name not in LINE_STEPS:
        raise Http404(_("There is no such step."))
    seen = Sheet.objects.visible_to(request.actor).order_by().values("pk")
    lines = Line.objects.filter(sheet__in=seen)
    line = get_object_or_404(
        lines.select_related("sheet__unit", "sheet__period__company", "sheet__company"), pk=pk
    )
    require_review(line.sheet, request.actor)
    act, kind = LINE_STEPS[name]
    form = kind(request.POST)
    if form.is_valid():
        try:
            act(line, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            back = redirect("appraisal:sheet", line.sheet_id)
            item = line.item if request.POST.get("item") else ""
            back["Location"] += f"?item={item}#lines" if item else "#lines"
            return back
    return _shown(request, _row(request, line.sheet_id), {name: form}, 422, line=pk)


@login_required
@require_GET
def export(request: Request, pk: int) -> HttpResponse:
    """The lines of a sheet as Excel."""
    row = _row(request, pk)
    lines = lines_of(row)[:MOST]
    book = lines_book(lines, by=request.actor, now=request.now)
    return download(book, f"appraisal-sheet-{row.period.month:%Y%m}-{row.pk}")


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The sheet on paper, with boxes for signatures."""
    row = _row(request, pk)
    lines = list(lines_of(row)[: PRINTED + 1])
    page = {
        "row": row,
        "period": row.period,
        "items": items_of(row),
        "lines": [
            {"row": one, "item": item_words(one.item), "record": record_words(one.record)}
            for one in lines[:PRINTED]
        ],
        "more": len(lines) > PRINTED,
    }
    name = f"appraisal-{row.period.month:%Y%m}-{row.pk}"
    return paper(request, "appraisal/print_sheet.html", page, name=name)
