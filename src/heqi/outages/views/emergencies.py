"""Emergencies: the list, one with its chain, the band above every page, the report."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers.access import EXPORT
from heqi.customers.models import Compound
from heqi.customers.sheets import Sheet, behind, in_order, register_sheet
from heqi.customers.views.exports import let_out
from heqi.ledger.states import IllegalMove, StaleState
from heqi.outages import actions
from heqi.outages.access import JUDGE, STEER, VIEW
from heqi.outages.export import emergency_book
from heqi.outages.forms import EmergencyFilterForm
from heqi.outages.models import Emergency, Summons
from heqi.outages.queries.chain import chain_of, chains_of
from heqi.outages.queries.emergencies import (
    TABS,
    EmergencyFilters,
    attendance_of,
    emergency_by_number,
    emergency_list,
    running_count,
    undispatched,
)
from heqi.outages.views.paging import CAP, page_of
from heqi.outages.views.reading import lines_of, places, shown_summons
from heqi.people.access import may, require, within
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download
from heqi.workorders.queries import sums_of
from heqi.workorders.views.reading import offered, proposed, seen

SHEET = "outages.emergencies"
LABELS: dict[str, str | Promise] = {
    "running": pgettext_lazy("emergencies", "In progress"),
    "ended": pgettext_lazy("emergencies", "Ended"),
    "cancelled": pgettext_lazy("emergencies", "Cancelled"),
    "all": pgettext_lazy("emergencies", "All"),
}


def _filters(request: Request, form: EmergencyFilterForm) -> EmergencyFilters:
    tab, sort = request.GET.get("tab", ""), request.GET.get("sort", "")
    return EmergencyFilters(tab=tab if tab in TABS else "running", sort=sort, **form.values())


@require_GET
@login_required
@never_cache
def emergency_list_page(request: Request) -> HttpResponse:
    """A page of the list: what goes on first."""
    require(request.actor, VIEW)
    form = EmergencyFilterForm(request.GET)
    filters = _filters(request, form)
    page = page_of(request, emergency_list(request.actor, filters, now=request.now))
    rows = list(page.object_list)
    calls, chains = _calls(rows), chains_of(rows, now=request.now)
    running = running_count(request.actor)
    context = {
        "form": form,
        "tab": filters.tab,
        "tabs": [
            {
                "key": key,
                "label": label,
                "count": running if key == "running" else "",
                "tone": "over" if key == "running" and running else "",
                "active": key == filters.tab,
            }
            for key, label in LABELS.items()
        ],
        "rows": [
            (row, chains[row.pk], attendance_of(calls.get(row.pk, []), now=request.now))
            for row in rows
        ],
        "page": page,
        "capped": page.paginator.count >= CAP,
        "filtered": bool(form.values()),
        "export": reverse("outages:export_emergencies") if may(request.actor, EXPORT) else "",
    }
    return render(request, "outages/emergencies.html", context)


def _calls(rows: list[Emergency]) -> dict[int, list[Summons]]:
    found: dict[int, list[Summons]] = {}
    for one in Summons.objects.filter(emergency__in=[row.pk for row in rows]):
        found.setdefault(one.emergency_id, []).append(one)
    return found


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export_emergencies(request: Request) -> HttpResponse:
    """The list as Excel: same filters and order; more than a few rows leave with approval."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    form = EmergencyFilterForm(request.GET)
    filters = _filters(request, form)
    rows = emergency_list(request.actor, filters, now=request.now)
    return let_out(request, within(rows, request.actor, EXPORT), SHEET, query=filters.text)


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    related = ("order__assignee", "compound")
    rows = in_order(Emergency.objects.select_related(*related), ids)
    mark = Mark.of(request.actor, now=request.now, number=number)
    content = emergency_book(rows, _calls(rows), mark=mark, now=request.now)
    return download(content, f"emergencies-{timezone.localdate(request.now):%Y%m%d}")


def register_list() -> None:
    """Let emergencies leave with approval, as any list of customers does (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            gettext_lazy("Emergencies"),
            EXPORT,
            lambda by: within(Emergency.objects.visible_to(by), by, EXPORT),
            _leave,
            behind(Emergency, "order__party_id"),
            "orders",
            "outages:emergencies",
        )
    )


@require_GET
@login_required
@never_cache
def band(request: Request) -> HttpResponse:
    """Emergencies that nobody was sent to: above every page of who dispatches."""
    require(request.actor, STEER)
    return render(request, "outages/band.html", {"rows": undispatched(request.actor)})


def find(request: Request, number: str) -> Emergency:
    """An emergency of this actor's, or 404."""
    try:
        return emergency_by_number(request.actor, number)
    except Emergency.DoesNotExist:
        raise Http404(_("There is no such emergency, or it is not yours to see.")) from None


@require_GET
@login_required
@never_cache
def emergency_page(request: Request, number: str) -> HttpResponse:
    """The chain as a line with its clocks; who is where, who was called, the log."""
    return _page(request, find(request, number))


def _page(
    request: Request, emergency: Emergency, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = _context(request, emergency) | more
    return render(request, "outages/emergency.html", context, status=status)


def _context(request: Request, emergency: Emergency) -> dict[str, Any]:
    actor, order = request.actor, emergency.order
    summons = shown_summons(emergency, now=request.now)
    here = reverse("outages:emergency", args=[order.number])
    return {
        "row": emergency,
        "order": order,
        "chain": chain_of(emergency, now=request.now),
        "summons": summons,
        "attended": attendance_of([one.row for one in summons], now=request.now),
        "vips": emergency.vips[:30],
        "outages": list(emergency.outages.all()),
        "visits": list(order.visits.select_related("staff__post")),
        "lines": lines_of(emergency),
        "steps": offered(order, actor),
        "seen": seen(order),
        "here": here,
        "may_steer": may(actor, STEER, emergency) and emergency.is_running,
        "may_note": emergency.is_running
        and (
            may(actor, STEER, emergency)
            or order.assignee_id == actor.id
            or any(actor.id in one.called_ids for one in summons)
        ),
        "may_judge": may(actor, JUDGE, emergency),
        "may_end": may(actor, STEER, emergency)
        and emergency.stage == "safe"
        and emergency.may_end(),
        "places": places(),
        "compounds": _compounds(request, emergency),
        "sums": sums_of(order),
        **proposed(actor, order, now=request.now),
    }


def _compounds(request: Request, emergency: Emergency) -> list[Compound]:
    if not may(request.actor, STEER, emergency):
        return []
    return list(Compound.objects.filter(company=emergency.company_id).order_by("name")[:500])


@require_POST
@login_required
@never_cache
def act(request: Request, number: str, name: str) -> HttpResponse:
    """Place it, write into its log, end it, judge a leader's reason."""
    emergency = find(request, number)
    if name not in DO:
        raise Http404
    try:
        said = DO[name](request, emergency)
    except ValidationError as error:
        return _page(request, emergency, status=422, fault=" ".join(error.messages))
    except (IllegalMove, StaleState) as stop:
        return _page(request, find(request, number), status=409, fault=str(stop))
    messages.success(request, said)
    return redirect("outages:emergency", number=emergency.order.number)


def _set_place(request: Request, emergency: Emergency) -> str:
    pk = request.POST.get("compound", "")
    compound = Compound.objects.filter(pk=int(pk)).first() if _is_key(pk) else None
    actions.set_place(
        emergency,
        compound=compound,
        place=request.POST.get("place", ""),
        by=request.actor,
        now=request.now,
    )
    return _("The place is corrected; VIP customers were looked for anew.")


def _note(request: Request, emergency: Emergency) -> str:
    text = request.POST.get("text", "")
    actions.note_line(emergency, text=text, by=request.actor, now=request.now)
    return _("Written into the log.")


def _end(request: Request, emergency: Emergency) -> str:
    actions.end_emergency(emergency, by=request.actor, now=request.now)
    return _("{number} is over.").format(number=emergency.order.number)


def _judge(request: Request, emergency: Emergency) -> str:
    pk = request.POST.get("summons", "")
    summons = emergency.summons.filter(pk=int(pk)).first() if _is_key(pk) else None
    if summons is None:
        raise Http404
    allowed = request.POST.get("allowed") == "yes"
    actions.judge_absence(summons, allowed=allowed, by=request.actor, now=request.now)
    return _("Excused.") if allowed else _("Counted as missed.")


DO = {"place": _set_place, "note": _note, "end": _end, "judge": _judge}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@require_GET
@login_required
@never_cache
def report(request: Request, number: str) -> HttpResponse:
    """The report of an emergency, A4."""
    emergency = find(request, number)
    page = _context(request, emergency)
    return paper(request, "outages/report.html", page, name=number)
