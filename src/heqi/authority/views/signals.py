"""Signs of misuse: the list, one sign, judged as misuse or explained."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from heqi.authority import actions
from heqi.authority.access import JUDGE
from heqi.authority.actions.hearing import answer_until
from heqi.authority.checkforms import AskForm, ConfirmForm, ExplainForm, StatementForm
from heqi.authority.facts import PENALTY
from heqi.authority.models import Signal
from heqi.authority.queries import signals
from heqi.authority.states import Breach, SignalStatus
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.policies.deciding import rule_on

SIZE = 20
LABELS = {
    "raised": pgettext_lazy("sign of misuse", "To be looked into"),
    "confirmed": pgettext_lazy("sign of misuse", "Misuse"),
    "all": pgettext_lazy("sign of misuse", "All"),
}
STEPS: dict[str, tuple[Any, type[forms.Form]]] = {
    "confirm": (actions.confirm_misuse, ConfirmForm),
    "dismiss": (actions.dismiss_signal, ExplainForm),
    "ask": (actions.ask_user, AskForm),
    "state": (actions.state_own, StatementForm),
}


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """Signs of misuse, the newest first."""
    require(request.actor, JUDGE)
    tab = request.GET.get("tab", "raised")
    tab = tab if tab in LABELS else "raised"
    page = {
        "tab": tab,
        "tabs": [
            {"key": key, "label": label, "active": key == tab} for key, label in LABELS.items()
        ],
        "page": Paginator(signals(request.actor, tab), SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "authority/signals.html", page)


@login_required
@require_GET
def signal(request: Request, pk: int) -> HttpResponse:
    """One sign with what was seen and what it would cost."""
    return _shown(request, _row(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Judge it."""
    row = _row(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    act, form_class = STEPS[name]
    form = form_class(request.POST)
    if form.is_valid():
        try:
            act(row, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("authority:signal", pk)
    return _shown(request, row, {name: form}, 422)


def _row(request: Request, pk: int) -> Signal:
    rows = Signal.objects.visible_to(request.actor).select_related(
        "use__used_by", "use__holder", "unit", "company", "decision", "penalty"
    )
    return get_object_or_404(rows, pk=pk)


def _shown(
    request: Request, row: Signal, bound: dict[str, forms.Form], status: int
) -> HttpResponse:
    facts = {"breach": Breach.FALSE.value, "damage": False}
    told = rule_on(
        PENALTY, facts, on=timezone.localdate(request.now), company_id=row.company_id
    ).as_json()
    until = answer_until(row)
    raised = row.status == SignalStatus.RAISED
    actor = request.actor
    mine = actor.kind == "staff" and actor.id == row.use.used_by_id
    judges = raised and not mine and may(actor, JUDGE, row.unit)
    page = {
        "row": row,
        "raised": raised,
        "judges": judges,
        "heard": bool(row.stated_at or (until and timezone.localdate(request.now) > until)),
        "until": until,
        "asks": judges and row.asked_at is None,
        "state": (bound.get("state") or StatementForm())
        if raised and mine and row.asked_at and not row.stated_at
        else None,
        "confirm": bound.get("confirm") or ConfirmForm(),
        "dismiss": bound.get("dismiss") or ExplainForm(),
        "points": (told["answer"] or {}).get("points") or {},
        "penalty": (row.penalty.answer or {}) if row.penalty else {},
        "conditions": row.use.conditions.all(),
    }
    return render(request, "authority/signal.html", page, status=status)
