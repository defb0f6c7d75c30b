"""Dated values as tables of figures, and examples kept as the draft decides them."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.compendium import actions
from heqi.compendium.actions.drafting import require_drafting
from heqi.compendium.cells import cells_of
from heqi.compendium.content import drafted_pack, pack_for
from heqi.compendium.examples import example_of, example_words
from heqi.compendium.figuring import FigureForm, cite
from heqi.compendium.forms import DAY, clause_choices
from heqi.compendium.merging import unchanged
from heqi.compendium.models import Draft, Entry
from heqi.compendium.views.frame import draft_of, framed
from heqi.people.requests import Request
from heqi.policies.speaking import spoken
from heqi.rulebook.pack import Dated, Value
from heqi.rulebook.reasons import explain_ruling
from heqi.rulebook.ruling import decide
from heqi.rulebook.values import FactError


@login_required
@require_GET
def figures(request: Request, pk: int) -> HttpResponse:
    """Every table of figures that may be written anew."""
    row = draft_of(request, pk)
    require_drafting(row, request.actor)
    pack = pack_for(row)
    rows: list[dict[str, Any]] = [
        {"id": value.id, "title": spoken(value.title), "entry": value.entry(row.effective_on)}
        for value in pack.values.values()
        if row.effective_on and value.entry(row.effective_on)
    ]
    own = (row.key, _sort_key(row))
    mine = [one for one in rows if one["entry"].clause.partition("/")[0] in own]
    rest = [one for one in rows if one not in mine]
    context = framed(request, row, "rules", mine=mine, rest=rest)
    return render(request, "compendium/figures.html", context)


def _sort_key(row: Any) -> str:
    return str(row.sort).replace("_", "-")


def _figure(request: Request, pk: int, value: str) -> tuple[Draft, Value, Dated, FigureForm]:
    row = draft_of(request, pk)
    require_drafting(row, request.actor)
    pack = pack_for(row)
    found = pack.values.get(value)
    own = Entry.objects.filter(sheet__draft=row, sheet__folder="values", sheet__path=value).first()
    day = row.effective_on
    held = found.entry(day) if found and day else None
    if found is None or held is None:
        raise Http404
    content = own.content if own else {}
    cited = str(content.get("clause", held.clause))
    clauses = {cited: spoken(cite(row, cited))} | dict(clause_choices(row))
    cells = cells_of(found, held.content, pack)

    def form_of(data: Any) -> FigureForm:
        form = FigureForm(
            data,
            cells=cells,
            clauses=list(clauses.items()),
            initial={
                "clause": cited,
                "since": content.get("since", day),
                "company": own is None or content.get("set_by") == "company",
            },
        )
        form.start_from(content.get("table", content.get("value")), found, pack)
        return form

    form = form_of(request.POST or None)
    if own:
        form.written, form.as_it_was = content, form_of(unchanged(form_of(None)))
    return row, found, held, form


@login_required
@require_http_methods(["GET", "POST"])
def figure(request: Request, pk: int, value: str) -> HttpResponse:
    """A table of figures from a day on."""
    row, found, held, form = _figure(request, pk, value)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            actions.write_value(
                row, value=value, entry=form.content(found), by=request.actor, now=request.now
            )
            return redirect("compendium:rules", pk)
    says = form.says(row, found) if form.is_valid() else None
    context = framed(request, row, "rules", form=form, value=found, held=held, says=says)
    return render(request, "compendium/figure.html", context, status=status)


@login_required
@require_POST
def say_figure(request: Request, pk: int, value: str) -> HttpResponse:
    """What the figures say, in both languages, as one types."""
    row, found, _held, form = _figure(request, pk, value)
    says = form.says(row, found) if form.is_valid() else None
    return render(request, "compendium/_says.html", {"read": {"says": says}, "form": form})


class ExampleForm(forms.Form):
    """Facts of an example, and the day on which it is asked."""

    name = forms.CharField(label="", max_length=120)
    on = forms.DateField(label="", widget=DAY)


@login_required
@require_http_methods(["GET", "POST"])
def example(request: Request, pk: int, question: str) -> HttpResponse:
    """Try facts under the draft; what it decides can be kept as an example that must hold."""
    row = draft_of(request, pk)
    require_drafting(row, request.actor)
    pack = drafted_pack(row)
    if pack is None or question not in pack.questions:
        raise Http404
    asked = pack.questions[question]
    form = ExampleForm(request.POST or None, initial={"on": row.effective_on})
    form.fields["name"].label = _("Name of the example")
    form.fields["on"].label = _("On the day")
    for spec in asked.facts.values():
        form.fields[f"fact-{spec.name}"] = _fact_field(spec)
    ruling, says, status = None, None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            facts = {
                spec.name: _fact(spec, form.cleaned_data.get(f"fact-{spec.name}"))
                for spec in asked.facts.values()
                if form.cleaned_data.get(f"fact-{spec.name}") not in (None, "", [])
            }
            try:
                ruling = decide(pack, question, facts, form.cleaned_data["on"])
                says = explain_ruling(pack, ruling)
                status = 200
            except FactError as error:
                form.add_error(None, spoken(error.message))
            if ruling is not None and request.POST.get("do") == "keep":
                content = example_of(
                    ruling, form.cleaned_data["name"], form.cleaned_data["on"], facts
                )
                actions.write_entry(
                    row,
                    folder="cases",
                    path=question.replace(".", "/"),
                    head={},
                    content=content,
                    by=request.actor,
                    now=request.now,
                )
                return redirect("compendium:rules", pk)
    context = framed(
        request,
        row,
        "rules",
        form=form,
        question=asked,
        says=says,
        answer=example_words(pack, ruling) if ruling else [],
        ruling=ruling,
    )
    return render(request, "compendium/example.html", context, status=status)


def _fact_field(spec: Any) -> forms.Field:
    title = spoken(spec.title)
    options = [(o, spoken(spec.words[o]) if o in spec.words else o) for o in spec.options]
    if spec.kind == "one_of":
        return forms.ChoiceField(label=title, required=False, choices=[("", "—"), *options])
    if spec.kind == "some_of":
        return forms.MultipleChoiceField(label=title, required=False, choices=options)
    if spec.kind == "boolean":
        choices = [("", "—"), ("true", _("yes")), ("false", _("no"))]
        return forms.ChoiceField(label=title, required=False, choices=choices)
    if spec.kind in ("integer", "decimal"):
        return forms.DecimalField(label=title, required=False)
    if spec.kind == "date":
        return forms.DateField(label=title, required=False, widget=DAY)
    return forms.CharField(label=title, required=False, max_length=200)


def _fact(spec: Any, raw: Any) -> Any:
    if spec.kind == "boolean":
        return raw == "true"
    if spec.kind == "integer" and raw is not None:
        return int(raw)
    return raw
