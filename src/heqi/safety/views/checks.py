"""Checks: the list, one of them, its papers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.clocks.queries import clocks_of
from heqi.evidence.queries import attachments_of, picture_for
from heqi.ledger.actors import SYSTEM
from heqi.people.access import may, require
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.safety import actions
from heqi.safety.access import CHECK, FOLLOW, VIEW
from heqi.safety.checklist import left_label, refusal_label, sections
from heqi.safety.facts import calls
from heqi.safety.forms import BookForm, CheckFilter, FollowForm
from heqi.safety.models import Check
from heqi.safety.queries.checks import checks as check_rows
from heqi.safety.queries.checks import find_check, hazards_of
from heqi.safety.states import C
from heqi.safety.views.frame import attempt, framed

PAGE = 30


@require_GET
@login_required
@never_cache
def checks(request: Request) -> HttpResponse:
    """The list of checks."""
    require(request.actor, VIEW)
    form = CheckFilter(request.GET)
    given = form.values()
    page = Paginator(check_rows(request.actor, given), PAGE).get_page(request.GET.get("page"))
    context = framed("checks", form=form, page=page, filtered=bool(given))
    return render(request, "safety/checks.html", context)


def _check(request: Request, number: str) -> Check:
    require(request.actor, VIEW)
    found = find_check(request.actor, number)
    if found is None:
        raise Http404
    return found


@require_GET
@login_required
@never_cache
def check(request: Request, number: str) -> HttpResponse:
    """One check: calls, items, hazards, papers."""
    return _page(request, _check(request, number))


def _page(
    request: Request, row: Check, *, forms: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    shown: dict[str, Form] = {}
    if row.is_open and may(request.actor, FOLLOW, row):
        if row.status == C["REFUSED"] and row.followed_up_at is None:
            shown["follow_up"] = FollowForm()
        shown["book"] = BookForm()
    shown |= forms or {}
    context = {
        "check": row,
        "calls": [
            (call, [left_label(code) for code in call.left])
            for call in row.calls.select_related("staff")
        ],
        "rule": calls(on=row.due_on, company_id=row.company_id),
        "sections": answered(row),
        "hazards": hazards_of(row),
        "clocks": clocks_of(row),
        "refusal": refusal_label(row.refusal) if row.refusal else "",
        "forms": shown,
        "on_phone": row.is_open and may(request.actor, CHECK, row),
        "via": f"safety:{row.pk}",
        "now": request.now,
    }
    return render(request, "safety/check.html", context, status=status)


def answered(row: Check) -> list[tuple[str, list[tuple[str, str]]]]:
    """The checklist with what was found at each item; empty before the check."""
    if not row.items:
        return []
    return [
        (part.label, [(item.label, row.items.get(item.code, "")) for item in part.items])
        for part in sections(row.customer_kind, row.scope)
    ]


@require_POST
@login_required
def change_check(request: Request, number: str, what: str) -> HttpResponse:
    """A booked time, or a second call after a refusal."""
    row = _check(request, number)
    by: dict[str, Any] = {"by": request.actor, "now": request.now}
    acts: dict[str, tuple[type[Form], Callable[[dict[str, Any]], Any]]] = {
        "book": (BookForm, lambda given: actions.book_check(row, **given, **by)),
        "follow_up": (FollowForm, lambda given: actions.follow_up(row, **given, **by)),
    }
    if what not in acts:
        raise Http404
    require(request.actor, FOLLOW, row)
    kind, act = acts[what]
    form = kind(request.POST)
    done, _stop = attempt(form, act)
    if done:
        messages.success(request, _("Saved"))
        return redirect("safety:check", row.number)
    return _page(request, row, forms={what: form}, status=422)


@require_GET
@login_required
def sheet(request: Request, number: str) -> HttpResponse:
    """The check sheet (安检单) as the paper looks."""
    row = _check(request, number)
    context = {
        "check": row,
        "sections": answered(row) or blank(row),
        "hazards": hazards_of(row),
        "signature": signature_of(row, "signed"),
        "meters": list(row.service_point.meters.filter(state="in_use")),
        "now": request.now,
    }
    picture = picture_for(request.actor)
    return paper(request, "safety/print/sheet.html", context, name=number, picture=picture)


def blank(row: Check) -> list[tuple[str, list[tuple[str, str]]]]:
    """The checklist to be filled in by hand."""
    return [
        (part.label, [(item.label, "") for item in part.items])
        for part in sections(row.customer_kind, row.scope)
    ]


def signature_of(row: Check, end: str) -> str:
    """Where the picture of a signature lies; empty for none."""
    found = [one for one in attachments_of(SYSTEM, row, kind="signature") if end in (one.key or "")]
    return reverse("evidence:download", args=[found[-1].pk]) if found else ""


@require_GET
@login_required
def refusal(request: Request, number: str) -> HttpResponse:
    """The record of a refusal (拒检记录) as the paper looks."""
    row = _check(request, number)
    if not row.refusal:
        raise Http404
    context = {
        "check": row,
        "reason": refusal_label(row.refusal),
        "calls": list(row.calls.all()),
        "clocks": clocks_of(row),
        "signature": signature_of(row, "refused"),
        "now": request.now,
    }
    picture = picture_for(request.actor)
    return paper(request, "safety/print/refusal.html", context, name=number, picture=picture)
