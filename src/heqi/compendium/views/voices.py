"""What people say of the policies: questions, suggestions, reports, evaluations."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.compendium import actions
from heqi.compendium.access import DRAFT, LEAD, VIEW
from heqi.compendium.forms import DAY, LINES, TEXT, UnitChoice, choose
from heqi.compendium.models import EffectReport, Evaluation, PolicySuggestion
from heqi.compendium.views.frame import company_of_reader, said
from heqi.people.access import may, require, visible_units
from heqi.people.fields import put_errors
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.policies.actions import raise_query
from heqi.policies.packs import compendium_policies, current_pack
from heqi.policies.speaking import spoken

SHOWN = 100


@login_required
@require_GET
def voices(request: Request) -> HttpResponse:
    """Suggestions, reports of the departments, evaluations."""
    company = company_of_reader(request)
    by = request.actor
    context = {
        "suggestions": PolicySuggestion.objects.visible_to(by).select_related("staff", "unit")[
            :SHOWN
        ],
        "reports": EffectReport.objects.visible_to(by).select_related("unit")[:SHOWN],
        "evaluations": Evaluation.objects.visible_to(by).select_related("unit", "draft")[:SHOWN],
        "may_lead": may(by, LEAD, company),
        "may_report": may(by, DRAFT),
    }
    return render(request, "compendium/voices.html", context)


class ClauseVoice(forms.Form):
    """A question or a suggestion on a clause."""

    clause = forms.ChoiceField(label=gettext_lazy("Clause"))
    text = forms.CharField(label=gettext_lazy("Text"), max_length=2000, widget=TEXT)

    def __init__(self, *args: Any, asking: bool, company: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = current_pack(company.pk)
        choose(
            self,
            "clause",
            [
                (ref, f"{spoken(p.short)} {pack.clauses[ref].number} "
                 f"{spoken(pack.clauses[ref].title)}")
                for p in compendium_policies(company.pk)
                for ref in p.clauses
            ],
        )  # fmt: skip
        if asking:
            self.fields["text"].max_length = 500  # type: ignore[attr-defined]
            self.fields["objection"] = forms.BooleanField(
                label=_("This is an objection"), required=False
            )


class ReportForm(forms.Form):
    """A department's report on a period."""

    unit = UnitChoice(label=gettext_lazy("Department"), queryset=Unit.objects.none())
    since = forms.DateField(label=gettext_lazy("A day of the period"), widget=DAY)
    effect = forms.CharField(
        label=gettext_lazy("Effect of the policies"), max_length=2000, widget=TEXT
    )
    improvements = forms.CharField(
        label=gettext_lazy("What should be improved"), max_length=2000, widget=LINES,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class EvaluationForm(forms.Form):
    """How a policy is executed, or how a department's agrees with the others."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Evaluation.Kind.choices)
    policy = forms.ChoiceField(label=gettext_lazy("Policy"))
    unit = UnitChoice(label=gettext_lazy("Department"), queryset=Unit.objects.none())
    findings = forms.CharField(
        label=pgettext_lazy("evaluation of a policy", "Findings"), max_length=4000, widget=TEXT
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What follows"), choices=Evaluation.Outcome.choices
    )

    def __init__(self, *args: Any, company: Unit, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = compendium_policies(company.pk)
        choose(self, "policy", [(p.id, spoken(p.short)) for p in every])
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


KINDS = {
    "query": (gettext_lazy("Ask about a clause"), "framework/5.2.1.5", VIEW),
    "suggestion": (gettext_lazy("Make a suggestion"), "framework/5.2.3.3", VIEW),
    "report": (gettext_lazy("Report on effect"), "framework/5.2.3.3", DRAFT),
    "evaluation": (gettext_lazy("Evaluate a policy"), "framework/5.2.1.6", LEAD),
}


@login_required
@require_http_methods(["GET", "POST"])
def voice(request: Request, kind: str) -> HttpResponse:
    """Ask, suggest, report, evaluate."""
    if kind not in KINDS:
        raise Http404
    heading, clause, right = KINDS[kind]
    company = company_of_reader(request)
    require(request.actor, right)
    form = _form(request, kind, company)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _carry_out(request, kind, company, form.cleaned_data)
                return redirect("policies:queries" if kind == "query" else "compendium:voices")
            except ValidationError as error:
                put_errors(form, error)
    context = {"form": form, "heading": heading, "clause": clause}
    return render(request, "compendium/voice.html", context, status=status)


def _form(request: Request, kind: str, company: Unit) -> forms.Form:
    data, today = request.POST or None, timezone.localdate(request.now)
    if kind in ("query", "suggestion"):
        first = {"clause": request.GET.get("clause")}
        return ClauseVoice(data, asking=kind == "query", company=company, initial=first)
    if kind == "report":
        units = visible_units(request.actor, DRAFT, ["department"])
        own = units.filter(pk=request.actor.unit_id or 0).first() or units.first()
        begun = {"unit": own.pk if own else None, "since": today}
        return ReportForm(data, units=units, initial=begun)
    units = Unit.objects.filter(company=company, kind="department", closed_on=None)
    return EvaluationForm(data, company=company, units=units)


def _carry_out(request: Request, kind: str, company: Unit, values: dict[str, Any]) -> None:
    said, by, now = dict(values), request.actor, request.now
    if kind == "query":
        ref = said.pop("clause")
        raise_query(company, ref=ref, **said, by=by, now=now)
    elif kind == "suggestion":
        actions.file_suggestion(**said, by=by, now=now)
    elif kind == "report":
        actions.file_report(said.pop("unit"), **said, by=by, now=now)
    else:
        actions.evaluate_policy(company, **said, by=by, now=now)


@login_required
@require_POST
def answer_voice(request: Request, pk: int) -> HttpResponse:
    """Answer a suggestion."""
    rows = PolicySuggestion.objects.visible_to(request.actor).select_related("staff__unit", "unit")
    row = get_object_or_404(rows, pk=pk)
    adopt, answer = request.POST.get("do") == "adopt", request.POST.get("answer", "")
    by, now = request.actor, request.now
    said(
        request,
        lambda: actions.answer_suggestion(row, adopt=adopt, answer=answer, by=by, now=now),
    )
    return redirect("compendium:voices")


@login_required
@require_POST
def carry_out(request: Request, pk: int) -> HttpResponse:
    """What an evaluation suggested was carried out."""
    row = get_object_or_404(
        Evaluation.objects.visible_to(request.actor).select_related("company", "unit"), pk=pk
    )
    done = said(
        request, lambda: actions.carry_out_evaluation(row, by=request.actor, now=request.now)
    )
    return redirect(row.draft if done and row.draft else "compendium:voices")
