"""Formalities: the guided form, the record, the paper, the list."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from heqi.customers import actions, queries, reading
from heqi.customers.access import FORMALITIES, VIEW
from heqi.customers.facts import document_words, needs_of
from heqi.customers.forms import PartyForm
from heqi.customers.forms.steps import NewMeterForm, StepForm, TakeoverForm, causes
from heqi.customers.forms.supply import ListForm
from heqi.customers.guards import obstacles
from heqi.customers.models import BusinessStep, Meter, ServicePoint, StepKind
from heqi.customers.states import PointState
from heqi.customers.views.answering import add_errors, party_numbered
from heqi.customers.views.supply import possible_steps
from heqi.ledger.states import IllegalMove
from heqi.people.access import require
from heqi.people.papers import paper
from heqi.people.requests import Request

PAGE = 50


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def carry_out(request: Request, pk: int, kind: str) -> HttpResponse:
    """One formality at a service point: what is needed, what stands in the way, and the step."""
    if kind not in StepKind.values or kind == StepKind.RENAME:
        raise Http404
    rows: Any = ServicePoint.objects.visible_to(request.actor, VIEW)
    point: ServicePoint = get_object_or_404(rows.select_related("premises", "unit"), pk=pk)
    require(request.actor, FORMALITIES, point)
    if StepKind(kind) not in possible_steps(request.actor, point):
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    today = timezone.localdate(request.now)
    meter, others = _meters_of(point, kind, request.GET.get("meter", ""))
    data = request.POST if request.method == "POST" else None
    form = StepForm(
        data,
        initial={"on": today, "worker": request.actor.name},
        needs=needs_of(kind, on=today, company_id=point.company_id),
        formality=kind,
        meter=meter,
        others=others,
    )
    more = _more_forms(request, point, kind, meter, data)
    if data is not None and all([form.is_valid(), *_valid(more)]):
        try:
            step = _do(request, point, kind, meter, form, more)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request,
                _("{kind} {number} is carried out.").format(
                    kind=step.get_kind_display(), number=step.number
                ),
            )
            return redirect("customers:step", number=step.number)
    context = {
        "point": point,
        "kind": StepKind(kind),
        "form": form,
        "needs": form.needs,
        "obstacles": obstacles(point, form.needs),
        "meter": meter,
        "final": kind == StepKind.CLOSE,
        **more,
    }
    status = 200 if data is None else 422
    return render(request, "customers/carry_out.html", context, status=status)


Forms = dict[str, forms.Form]


def _more_forms(
    request: Request, point: ServicePoint, kind: str, meter: Meter | None, data: Any
) -> Forms:
    """The new meter, or who takes over."""
    actor: dict[str, Any] = {"by": request.actor, "now": request.now}
    if kind == StepKind.METER_CHANGE and meter is not None:
        start = {
            "meter_kind": meter.kind,
            "model": meter.model,
            "size": meter.size,
            "maker": meter.maker,
            "inlet": meter.inlet,
        }
        return {"new_meter": NewMeterForm(data, initial=start, **actor)}
    if kind == StepKind.TRANSFER:
        return {
            "takeover": TakeoverForm(data, initial={"roles": actions.roles_of_holder(point)}),
            "newcomer": PartyForm(data, prefix="new", **actor),
        }
    return {}


def _valid(more: Forms) -> list[bool]:
    """Whether the further forms hold; a newcomer only counts where nobody on file is named."""
    if "takeover" in more:
        if not more["takeover"].is_valid():
            return [False]
        named = more["takeover"].cleaned_data["customer"].strip()
        return [bool(named) or more["newcomer"].is_valid()]
    return [form.is_valid() for form in more.values()]


def _do(
    request: Request,
    point: ServicePoint,
    kind: str,
    meter: Meter | None,
    form: StepForm,
    more: Forms,
) -> BusinessStep:
    given: dict[str, Any] = {"papers": form.papers(), "by": request.actor, "now": request.now}
    steps: dict[str, Callable[[], BusinessStep]] = {
        StepKind.METER_CHANGE: lambda: _change(meter, more["new_meter"], given),
        StepKind.TRANSFER: lambda: _transfer(request, point, more, given),
        StepKind.CLOSE: lambda: actions.carry_out_closing(point, **given),
    }
    plain = lambda: actions.carry_out_supply_step(point, kind=kind, **given)  # noqa: E731
    return steps.get(kind, plain)()


def _change(meter: Meter | None, form: forms.Form, given: dict[str, Any]) -> BusinessStep:
    if meter is None:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    return actions.carry_out_meter_change(meter, **form.cleaned_data, **given)


def _transfer(
    request: Request, point: ServicePoint, more: Forms, given: dict[str, Any]
) -> BusinessStep:
    number = more["takeover"].cleaned_data["customer"].strip()
    given |= {"roles": more["takeover"].cleaned_data["roles"]}
    if number:
        try:
            party = party_numbered(request.actor, number)
        except ValidationError as error:
            add_errors(more["takeover"], error)
            raise ValidationError(_("Please correct what is marked.")) from error
        return actions.carry_out_transfer(point, to=party, **given)
    newcomer = more["newcomer"]
    assert isinstance(newcomer, PartyForm)
    return actions.carry_out_transfer(point, newcomer=newcomer.values(), **given)


@require_GET
@login_required
@never_cache
def step(request: Request, number: str) -> HttpResponse:
    """The record of one formality with its files."""
    return render(request, "customers/step.html", _shown(request, number))


@require_GET
@login_required
@never_cache
def printed(request: Request, number: str) -> HttpResponse:
    """The paper, A4, for the signatures."""
    shown = _shown(request, number, printed=True)
    return paper(request, "customers/step_print.html", shown, name=number)


def _shown(request: Request, number: str, *, printed: bool = False) -> dict[str, Any]:
    with transaction.atomic():
        rows: Any = BusinessStep.objects.visible_to(request.actor, VIEW)
        found: BusinessStep = get_object_or_404(
            rows.select_related(
                "service_point__premises", "party", "former_party", "meter", "new_meter", "company"
            ),
            number=number,
        )
        parties = [pk for pk in (found.party_id, found.former_party_id) if pk]
        log = reading.log_print if printed else reading.log_list
        log(request.actor, parties, now=request.now)
    words = document_words()
    return {
        "step": found,
        "cause": causes().get(found.cause, found.cause),
        "documents": [(words.get(d["code"], d["code"]), d["note"]) for d in found.documents],
        "before": dict(PointState.choices).get(found.before, ""),
        "after": dict(PointState.choices).get(found.after, ""),
        "used": found.reading - found.meter.start_reading
        if found.kind == StepKind.METER_CHANGE
        and found.meter is not None
        and found.reading is not None
        and found.meter.start_reading is not None
        else None,
        "needs": needs_of(
            found.kind, on=timezone.localdate(found.created_at), company_id=found.company_id
        ),
        "up": reverse("customers:steps"),
    }


@require_GET
@login_required
@never_cache
def step_list(request: Request) -> HttpResponse:
    """Formalities carried out, the newest first."""
    form = ListForm(request.GET, q=_("Number / account number"), kind=StepKind.choices)
    filters = form.values()
    with transaction.atomic():
        rows = queries.steps(request.actor, **filters)
        page = queries.CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
        seen = {row.party_id for row in page.object_list if row.party_id}
        reading.log_list(request.actor, sorted(seen), now=request.now)
    context = {"form": form, "page": page, "filtered": bool(filters), "causes": causes()}
    return render(request, "customers/steps.html", context)


def _meters_of(point: ServicePoint, kind: str, named: str) -> tuple[Meter | None, list[Meter]]:
    """The meter that the step is about, and those that are read besides; a meter change may name
    which of several it is."""
    rows = actions.meters_in_use(point)
    if kind == StepKind.METER_CHANGE:
        return next((one for one in rows if str(one.pk) == named), next(iter(rows), None)), []
    return next(iter(rows), None), rows[1:] if kind in actions.EVERY_METER else []
