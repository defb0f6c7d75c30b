"""Hazards: the list, its Excel file, one of them with its steps, the notice on paper."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.clocks.queries import clocks_of
from heqi.customers.access import EXPORT
from heqi.customers.sheets import Sheet, behind, in_order, register_sheet
from heqi.customers.views.exports import let_out
from heqi.evidence.queries import picture_for
from heqi.people.access import may, require, within
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download
from heqi.safety import actions
from heqi.safety.access import CHECK, FOLLOW, VIEW
from heqi.safety.checklist import level_label
from heqi.safety.export import hazard_book
from heqi.safety.forms import HazardFilter, MendedForm, NoticeForm, ReasonForm, RecheckForm
from heqi.safety.models import Hazard
from heqi.safety.queries.hazards import TABS, filtered, find_hazard, tab_counts
from heqi.safety.queries.hazards import hazards as hazard_rows
from heqi.safety.states import HAZARD_FLOW, LEVEL_TONES
from heqi.safety.views.checks import signature_of
from heqi.safety.views.frame import attempt, framed

PAGE = 30
SHEET = "safety.hazards"
LABELS: dict[str, str | Promise] = {
    "open": pgettext_lazy("hazards", "Open"),
    "late": pgettext_lazy("hazards", "Overdue"),
    "to_notify": pgettext_lazy("hazards", "Notice missing"),
    "to_recheck": pgettext_lazy("hazards", "To re-check"),
    "stopped": pgettext_lazy("hazards", "Gas stopped"),
    "escalated": pgettext_lazy("hazards", "Escalated"),
    "closed": pgettext_lazy("hazards", "Closed"),
    "all": pgettext_lazy("hazards", "All"),
}
TONES = {"late": "over", "escalated": "over", "to_recheck": "soon", "to_notify": "soon"}


def _given(request: Request, form: HazardFilter) -> dict[str, Any]:
    tab = request.GET.get("tab", "")
    sort = request.GET.get("sort", "")
    return {**form.values(), "tab": tab if tab in TABS else "open", "sort": sort}


@require_GET
@login_required
@never_cache
def hazards(request: Request) -> HttpResponse:
    """The list of hazards."""
    require(request.actor, VIEW)
    form = HazardFilter(request.GET)
    given = _given(request, form)
    rows = hazard_rows(request.actor, given, now=request.now)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = tab_counts(filtered(request.actor, form.values()), now=request.now)
    tabs = [
        {
            "key": key,
            "label": label,
            "count": counts[key],
            "tone": TONES.get(key, "") if counts[key] else "",
            "active": key == given["tab"],
        }
        for key, label in LABELS.items()
    ]
    context = framed(
        "hazards",
        form=form,
        tabs=tabs,
        page=page,
        rows=[(row, clock_of(row), level_label(row.level), tone_of(row)) for row in page],
        filtered=bool(form.values()),
        export=reverse("safety:export") if may(request.actor, EXPORT) else "",
    )
    return render(request, "safety/hazards.html", context)


def tone_of(row: Hazard) -> str:
    """The colour of a level."""
    return LEVEL_TONES.get(row.level, "")


def clock_of(row: Hazard) -> dict[str, Any] | None:
    """The governing clock as the lists show it."""
    if row.due_at is None or not row.is_open:
        return None
    return {
        "label": row.due_title,
        "state": "running",
        "started_at": row.found_at,
        "due_at": row.due_at,
        "clauses": [row.due_clause],
        "mark": row.due_mark,
    }


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The list as Excel: same filters and order; more than a few rows leave with approval."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    given = _given(request, HazardFilter(request.GET))
    rows = within(hazard_rows(request.actor, given, now=request.now), request.actor, EXPORT)
    return let_out(request, rows, SHEET, query=given.get("text", ""))


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    rows = in_order(Hazard.objects.select_related("order"), ids)
    mark = Mark.of(request.actor, now=request.now, number=number)
    day = timezone.localdate(request.now)
    return download(hazard_book(rows, mark=mark), f"hazards-{day:%Y%m%d}")


def register_list() -> None:
    """Let the hazards leave with approval, as any list of customers does (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            gettext_lazy("Hazards"),
            EXPORT,
            lambda by: within(Hazard.objects.visible_to(by), by, EXPORT),
            _leave,
            behind(Hazard),
            "hazards",
            "safety:hazards",
        )
    )


def _hazard(request: Request, number: str) -> Hazard:
    require(request.actor, VIEW)
    found = find_hazard(request.actor, number)
    if found is None:
        raise Http404
    return found


@require_GET
@login_required
@never_cache
def hazard(request: Request, number: str) -> HttpResponse:
    """One hazard: what it is, its limits, its steps."""
    return _page(request, _hazard(request, number))


def _steps(request: Request, row: Hazard) -> dict[str, Form | None]:
    follows = may(request.actor, FOLLOW, row)
    checks = may(request.actor, CHECK, row)
    names = {move for move in ("order", "mend", "close", "escalate") if _possible(row, move)}
    shown: dict[str, Form | None] = {}
    if row.is_open and row.notified_at is None and (follows or checks):
        shown["notify"] = NoticeForm()
    if "order" in names and follows:
        shown["order"] = None
    if "mend" in names and (follows or checks):
        shown["mend"] = MendedForm()
    if "close" in names and (follows or checks):
        shown["recheck"] = RecheckForm()
    if "escalate" in names and follows:
        shown["escalate"] = ReasonForm()
    return shown


def _possible(row: Hazard, name: str) -> bool:
    return HAZARD_FLOW.target(row.status, name) is not None


def _page(
    request: Request,
    row: Hazard,
    *,
    forms: dict[str, Form] | None = None,
    opened: str = "",
    status: int = 200,
) -> HttpResponse:
    clocks = clocks_of(row)
    context = {
        "hazard": row,
        "level": level_label(row.level),
        "tone": tone_of(row),
        "clocks": clocks,
        "forms": {**_steps(request, row), **(forms or {})},
        "opened": opened,
        "lines": _lines(row),
        "via": f"safety:{row.check_row_id}",
        "now": request.now,
    }
    return render(request, "safety/hazard.html", context, status=status)


def _lines(row: Hazard) -> list[dict[str, Any]]:
    found = pgettext("hazard", "Found")
    told = [
        (row.found_at, f"{found} · {row.get_did_display()}", row.found_by, "soon"),
        (row.stopped_at, _("Gas stopped"), row.found_by, "over"),
        (row.notified_at, _("Notice given to {name}").format(name=row.notified_to), None, ""),
        (
            row.escalated_at,
            _("Escalated: {reason}").format(reason=row.escalated_reason),
            None,
            "over",
        ),
        (row.mended_at, _("Reported as put right: {note}").format(note=row.mended_note),
         row.mended_by, ""),
        (row.rechecked_at, _("Re-checked: {note}").format(note=row.recheck_note),
         row.rechecked_by, "ok"),
        (row.restored_at, _("Gas restored"), row.rechecked_by, "ok"),
    ]  # fmt: skip
    happened = [(at, text, by, tone) for at, text, by, tone in told if at]
    return [
        {"at": at, "text": text, "by": str(by or ""), "tone": tone}
        for at, text, by, tone in sorted(happened, key=lambda one: one[0])
    ]


@require_POST
@login_required
def change_hazard(request: Request, number: str, what: str) -> HttpResponse:
    """Notice, order, mended, re-check, escalate."""
    row = _hazard(request, number)
    by: dict[str, Any] = {"by": request.actor, "now": request.now}
    acts: dict[str, tuple[type[Form], Callable[[dict[str, Any]], Any]]] = {
        "notify": (NoticeForm, lambda given: actions.give_notice(row, **given, **by)),
        "order": (Form, lambda given: actions.order_mending(row, **by)),
        "mend": (MendedForm, lambda given: actions.report_mended(row, **given, **by)),
        "recheck": (RecheckForm, lambda given: actions.recheck(row, **given, **by)),
        "escalate": (ReasonForm, lambda given: actions.escalate_hazard(row, **given, **by)),
    }
    if what not in acts:
        raise Http404
    require(request.actor, FOLLOW if may(request.actor, FOLLOW) else CHECK, row)
    kind, act = acts[what]
    form = kind(request.POST)
    done, _stop = attempt(form, act)
    if done:
        messages.success(request, _("Saved"))
        return redirect("safety:hazard", row.number)
    return _page(request, row, forms={what: form}, opened=what, status=422)


@require_GET
@login_required
def notice(request: Request, number: str) -> HttpResponse:
    """The notice of hazards (隐患整改通知单): all that one check has found."""
    row = _hazard(request, number)
    rows = list(row.check_row.hazards.order_by("level", "id"))
    context = {
        "hazard": row,
        "check": row.check_row,
        "hazards": [(one, level_label(one.level), clocks_of(one)) for one in rows],
        "signature": signature_of(row.check_row, "signed"),
        "now": request.now,
    }
    picture = picture_for(request.actor)
    return paper(request, "safety/print/notice.html", context, name=number, picture=picture)
