"""A period under a draft: asked for, carried out by the loop, read with the cases behind it."""

from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from heqi.compendium import actions
from heqi.compendium.forms import DAY
from heqi.compendium.models import ReplayRun
from heqi.compendium.states import RunStatus
from heqi.compendium.views.frame import draft_of, framed
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.people.workbooks import download, workbook
from heqi.policies.measures import month_after, month_before
from heqi.policies.packs import current_pack
from heqi.policies.speaking import spoken
from heqi.policies.templatetags.policies import clause_label


class PeriodForm(forms.Form):
    """The period that is decided anew."""

    since = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    until = forms.DateField(label=gettext_lazy("Until (excluded)"), widget=DAY)


@login_required
@require_http_methods(["GET", "POST"])
def replays(request: Request, pk: int) -> HttpResponse:
    """Replays of a draft, the newest open; a form for another."""
    row = draft_of(request, pk)
    month = request.now.date().replace(day=1)
    first = {"since": month_before(month), "until": month_after(month)}
    form = PeriodForm(request.POST or None, initial=first)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                run = actions.ask_replay(
                    row, **form.cleaned_data, by=request.actor, now=request.now
                )
                return redirect("compendium:replay", pk, run.pk)
            except ValidationError as error:
                put_errors(form, error)
    context = framed(request, row, "replays", form=form, runs=row.runs.all()[:20])
    return render(request, "compendium/replays.html", context, status=status)


def _run(request: Request, pk: int, run: int) -> ReplayRun:
    row = draft_of(request, pk)
    found = get_object_or_404(row.runs, pk=run)
    found.draft = row
    return found


@login_required
@require_GET
def replay(request: Request, pk: int, run: int) -> HttpResponse:
    """What the period would have been."""
    found = _run(request, pk, run)
    waits = found.status in (RunStatus.WAITING, RunStatus.RUNNING)
    context = framed(request, found.draft, "replays", run=found, waits=waits, **_report(found))
    if request.headers.get("HX-Request"):
        return render(request, "compendium/_progress.html", context)
    return render(request, "compendium/replay.html", context)


def _report(run: ReplayRun) -> dict[str, Any]:
    result = run.result or {}
    decisions = result.get("decisions", {})
    clauses = [
        {
            "clause": clause,
            "changed": count,
            "late": result.get("late_by_clause", {}).get(clause, 0),
            "kept": result.get("kept_by_clause", {}).get(clause, 0),
        }
        for clause, count in result.get("by_clause", {}).items()
    ]
    subjects = [
        {"subject": _subject(code), "looked": n, "changed": decisions["changed"].get(code, 0)}
        for code, n in decisions.get("looked", {}).items()
    ]
    return {
        "result": result,
        "clauses": clauses,
        "departments": list(result.get("by_department", {}).items()),
        "cases": [_case(case) for case in result.get("examples", [])],
        "subjects": sorted(subjects, key=lambda s: -s["changed"]),
        "decisions": [_decision(one) for one in decisions.get("examples", [])],
    }


SUBJECTS = {
    "service": gettext_lazy("Promises"),
    "callbacks": gettext_lazy("Callbacks and samples"),
    "authority": gettext_lazy("Authority"),
    "conduct": gettext_lazy("Rewards and penalties"),
    "appraisal": gettext_lazy("Appraisal"),
    "complaints": gettext_lazy("Complaints"),
    "tiering": gettext_lazy("Tiers"),
    "policies": gettext_lazy("Policies"),
    "duties": gettext_lazy("Duties"),
    "data": gettext_lazy("Data entry"),
    "safety": gettext_lazy("Safety checks"),
}


def _subject(code: str) -> str:
    if code in SUBJECTS:
        return str(SUBJECTS[code])
    questions = [q for q in current_pack().questions.values() if q.id.startswith(f"{code}.")]
    return spoken(questions[0].title) if questions else code


def _case(case: dict[str, Any]) -> dict[str, Any]:
    label, _dot, pk = case.get("subject", ["", 0])[0], "", case.get("subject", ["", 0])[1]
    href = ""
    try:
        model = apps.get_model(label)
        url = getattr(model(pk=pk), "get_absolute_url", None)
        href = url() if url else ""
    except (LookupError, ValueError):
        href = ""
    due = [
        {"clause": clause, "was": pair[0], "will": pair[1]} for clause, pair in case["due"].items()
    ]
    return {"label": case["case"], "href": href, "department": case.get("department"), "due": due}


def _decision(one: dict[str, Any]) -> dict[str, Any]:
    question = current_pack().questions.get(one["question"])
    fields = [
        {
            "title": spoken(question.answer[name].title)
            if question and name in question.answer
            else name,
            "was": _said(was),
            "will": _said(will),
        }
        for name, was, will in one["fields"]
    ]
    title = spoken(question.title) if question else one["question"]
    return {**one, "title": title, "fields": fields}


def _said(value: Any) -> str:
    from heqi.policies.speaking import spoken_chinese
    from heqi.rulebook.spans import parse_limit

    language = "zh" if spoken_chinese() else "en"
    if isinstance(value, list) and value and isinstance(value[0], dict) and "limit" in value[0]:
        return " / ".join(parse_limit(one["limit"]).words(language) for one in value)
    if isinstance(value, list):
        return "、".join(map(str, value)) or "—"
    return "—" if value is None else str(value)


@login_required
@require_GET
def export_replay(request: Request, pk: int, run: int) -> HttpResponse:
    """The changed cases as Excel."""
    found = _run(request, pk, run)
    if found.status != RunStatus.DONE:
        raise Http404
    report = _report(found)
    heads = [_("Case"), _("Department"), _("Clause"), _("Due until now"), _("Due with the draft")]
    cells = [
        (case["label"], case["department"], clause_label(due["clause"]), due["was"], due["will"])
        for case in report["cases"]
        for due in case["due"]
    ]
    book = workbook(_("Replay"), heads, cells, by=request.actor, now=request.now)
    return download(book, f"replay-{found.pk}")
