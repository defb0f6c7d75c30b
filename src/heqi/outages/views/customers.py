"""The customers of an outage, its area, the valves that cut it."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers.access import EXPORT
from heqi.customers.models import Compound
from heqi.customers.sheets import Sheet, behind, in_order, register_sheet
from heqi.customers.views.exports import let_out
from heqi.ledger.actors import Actor
from heqi.ledger.states import IllegalMove, StaleState
from heqi.outages import actions
from heqi.outages.access import PLAN, RESTORE, VIEW
from heqi.outages.actions import Chosen
from heqi.outages.actions.area import require_change
from heqi.outages.export import customer_book
from heqi.outages.forms import CustomerFilterForm, ValveForm
from heqi.outages.models import Affected, Outage, Valve
from heqi.outages.models.area import Part
from heqi.outages.queries.outages import CustomerFilters, customers_of, parts_of, told_of
from heqi.outages.views.outages import find
from heqi.outages.views.paging import CAP, page_of
from heqi.people.access import may, require, within
from heqi.people.fields import put_errors
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download

SIZE = 50
SHEET = "outages.customers"


@require_GET
@login_required
@never_cache
def customers(request: Request, number: str) -> HttpResponse:
    """A page of the affected customers, who comes first on top, with what each was told."""
    outage = find(request, number)
    form, rows = _filtered(request, outage)
    page = page_of(request, rows, SIZE)
    found = list(page.object_list)
    told = told_of(found)
    context = {
        "row": outage,
        "form": form,
        "rows": [(one, told.get(one.pk)) for one in found],
        "page": page,
        "capped": page.paginator.count >= CAP,
        "filtered": bool(form.values()),
        "may_mark": outage.status in ("off", "restored")
        and (may(request.actor, RESTORE, outage) or outage.leader_id == request.actor.id),
        "export": reverse("outages:export_customers", args=[outage.number])
        if may(request.actor, EXPORT)
        else "",
    }
    return render(request, "outages/customers.html", context)


def _filtered(request: Request, outage: Outage) -> tuple[CustomerFilterForm, QuerySet[Affected]]:
    buildings = outage.affected.order_by("building").values_list("building", flat=True).distinct()
    form = CustomerFilterForm(request.GET, buildings=[one for one in buildings[:300] if one])
    return form, customers_of(outage, CustomerFilters(**form.values()))


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export_customers(request: Request, number: str) -> HttpResponse:
    """The affected customers as Excel, phones masked; more than a few leave with approval."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    outage = find(request, number)
    _form, rows = _filtered(request, outage)
    return let_out(request, _taken_by(rows, request.actor), SHEET, query=outage.number)


def _taken_by(rows: QuerySet[Affected], by: Actor) -> QuerySet[Affected]:
    return within(rows, by, EXPORT, unit="outage__unit", company="outage__company")


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    rows = in_order(Affected.objects.select_related("area", "outage"), ids)
    title = rows[0].outage.number if rows else ""
    mark = Mark.of(request.actor, now=request.now, number=number)
    content = customer_book(title, rows, told_of(rows), mark=mark)
    return download(content, f"{title}-{timezone.localdate(request.now):%Y%m%d}")


def register_list() -> None:
    """Let the customers of an outage leave with approval, as any list does (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            gettext_lazy("Customers without gas"),
            EXPORT,
            lambda by: _taken_by(Affected.objects.all(), by),
            _leave,
            behind(Affected),
            "outage",
            "outages:list",
        )
    )


@require_POST
@login_required
@never_cache
def mark(request: Request, number: str) -> HttpResponse:
    """What came of chosen households when gas was back."""
    outage = find(request, number)
    keys = [int(pk) for pk in request.POST.getlist("id")[:500] if _is_key(pk)]
    rows = list(outage.affected.filter(pk__in=keys).select_related("outage"))
    try:
        done = actions.mark_relit(
            rows, result=request.POST.get("do", ""), by=request.actor, now=request.now
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("{n} customers noted.").format(n=done))
    return redirect("outages:customers", number=outage.number)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def area(request: Request, number: str) -> HttpResponse:
    """Choose what is without gas: compounds, buildings, entrances, risers, or by a valve."""
    outage = find(request, number)
    chosen = list(outage.areas.select_related("compound"))
    fault = ""
    status = 200
    if request.method == "POST":
        parts = read_parts(request, outage.company)
        try:
            actions.set_area(outage, parts, by=request.actor, now=request.now)
        except ValidationError as error:
            fault, status = " ".join(error.messages), 422
        except (IllegalMove, StaleState) as stop:
            fault, status = str(stop), 409
        else:
            messages.success(
                request,
                _("{number}: {n} customers are affected.").format(
                    number=outage.number, n=outage.households
                ),
            )
            return redirect("outages:outage", number=outage.number)
    else:
        require_change(outage, request.actor)
    context = {
        "row": outage,
        "fault": fault,
        "valves": list(
            Valve.objects.filter(company=outage.company).prefetch_related("areas__compound")[:200]
        ),
        **chooser(request, outage.company, chosen),
    }
    return render(request, "outages/area.html", context, status=status)


def chooser(request: Request, company: Unit, chosen: Sequence[Part]) -> dict[str, object]:
    """What the choosing of parts needs: those chosen, compounds found, one opened."""
    asked = request.GET.get("q", "").strip()
    compounds = Compound.objects.filter(company=company)
    found = list(compounds.filter(name__contains=asked).order_by("name")[:30])
    pk = request.GET.get("c", "")
    opened = compounds.filter(pk=int(pk)).first() if _is_key(pk) else None
    return {
        "asked": asked,
        "chosen": [(key_of(part), part) for part in chosen],
        "found": found,
        "opened": opened,
        "parts": _groups(opened) if opened else [],
    }


def _groups(compound: Compound) -> list[tuple[str, str, int]]:
    """Buildings, then risers of buildings: key, words, accounts."""
    buildings: dict[str, int] = {}
    risers: dict[tuple[str, str], int] = {}
    for building, _unit, riser, number in parts_of(compound):
        if building:
            buildings[building] = buildings.get(building, 0) + number
        if riser:
            risers[building, riser] = risers.get((building, riser), 0) + number
    rows = [
        (f"{compound.pk}|{building}||", str(_part(compound, building)), number)
        for building, number in sorted(buildings.items(), key=lambda one: _natural(one[0]))
    ]
    rows += [
        (f"{compound.pk}|{building}||{riser}", str(_part(compound, building, riser)), number)
        for (building, riser), number in sorted(
            risers.items(), key=lambda one: (_natural(one[0][0]), one[0][1])
        )
    ]
    return rows[:400]


def _natural(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isascii() and text.isdigit() and len(text) < 9 else (10**9, text)


def _part(compound: Compound, building: str, riser: str = "") -> Part:
    from heqi.outages.models import Area

    return Area(compound=compound, building=building, riser=riser)


def key_of(part: Part) -> str:
    """A part as a form carries it."""
    return f"{part.compound_id}|{part.building}|{part.unit_no}|{part.riser}"


def read_parts(request: Request, company: Unit) -> list[Chosen]:
    """The parts that are ticked, those of ticked valves with them."""
    keys = request.POST.getlist("part")[:200]
    valves = [int(pk) for pk in request.POST.getlist("valve")[:50] if _is_key(pk)]
    for valve in Valve.objects.filter(company=company, pk__in=valves).prefetch_related("areas"):
        keys += [key_of(one) for one in valve.areas.all()]
    split = [key.split("|") for key in keys if key.count("|") == 3]
    wanted = {row[0] for row in split if _is_key(row[0])}
    known = Compound.objects.filter(company=company).in_bulk([int(pk) for pk in wanted])
    return [
        Chosen(known[int(pk)], building[:20], unit_no[:20], riser[:30])
        for pk, building, unit_no, riser in split
        if _is_key(pk) and int(pk) in known
    ]


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def valves(request: Request) -> HttpResponse:
    """The valves with what lies behind them; one is added or corrected by its number."""
    require(request.actor, PLAN)
    company = get_object_or_404(Unit, pk=request.actor.company_id or 0)
    form = ValveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            valve = actions.keep_valve(
                company,
                **form.cleaned_data,
                parts=read_parts(request, company),
                by=request.actor,
                now=request.now,
            )
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Valve {code} is kept.").format(code=valve.code))
            return redirect("outages:valves")
    rows = Valve.objects.visible_to(request.actor, PLAN).prefetch_related("areas__compound")
    context = {
        "page": page_of(request, rows.order_by("code")),
        "form": form,
        **chooser(request, company, []),
    }
    return render(request, "outages/valves.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
@never_cache
def remove_valve(request: Request, pk: int) -> HttpResponse:
    """The valve is no longer there."""
    rows = Valve.objects.visible_to(request.actor, PLAN)
    valve = get_object_or_404(Valve, pk=min(pk, 2**63 - 1), pk__in=rows.values("pk"))
    actions.remove_valve(valve, by=request.actor, now=request.now)
    messages.success(request, _("Valve {code} is removed.").format(code=valve.code))
    return redirect("outages:valves")


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
