"""Suspected duplicates side by side, merging field by field, and undoing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.customers import actions, queries, reading
from heqi.customers.access import MERGE
from heqi.customers.mergeable import CHOICES, MODELS
from heqi.customers.models import DuplicatePair, Ground, Merge, MergeKind
from heqi.customers.queries.merges import rows_of
from heqi.customers.states import PairState
from heqi.customers.views.answering import own_unit
from heqi.ledger.states import StaleState
from heqi.people.access import require
from heqi.people.requests import Request

PAGE = 50
FIRST, SECOND = "first", "second"


@require_GET
@login_required
@never_cache
def pair_list(request: Request) -> HttpResponse:
    """Files that look alike, the likeliest first."""
    tab, kind = request.GET.get("tab", ""), request.GET.get("kind", "")
    with transaction.atomic():
        page = queries.CappedPaginator(
            queries.pairs(request.actor, tab=tab, kind=kind), PAGE
        ).get_page(request.GET.get("page"))
        shown = _with_rows(list(page.object_list))
        parties = [row.pk for p, *rows in shown if p.kind == MergeKind.PARTY for row in rows if row]
        reading.log_list(request.actor, parties, now=request.now)
    context = {
        "page": page,
        "rows": [(pair, first, second, grounds(pair)) for pair, first, second in shown],
        "tabs": [
            {"key": "" if state == PairState.OPEN else state.value, "label": state.label}
            for state in PairState
        ],
    }
    return render(request, "customers/duplicates.html", context)


def _with_rows(pairs: list[DuplicatePair]) -> list[tuple[DuplicatePair, Any, Any]]:
    found: dict[str, dict[int, Any]] = {
        kind: rows_of(
            kind, [pk for p in pairs if p.kind == kind for pk in (p.first_id, p.second_id)]
        )
        for kind in {pair.kind for pair in pairs}
    }
    return [(p, found[p.kind].get(p.first_id), found[p.kind].get(p.second_id)) for p in pairs]


def grounds(pair: DuplicatePair) -> list[str]:
    """Why the two look alike, in words."""
    words = {value: str(label) for value, label in Ground.choices}
    return [words.get(code, code) for code in pair.grounds]


@require_POST
@login_required
@never_cache
def look_again(request: Request) -> HttpResponse:
    """Look through the company's files for duplicates."""
    added = actions.find_duplicates(own_unit(request), by=request.actor, now=request.now)
    messages.success(request, _("New suspicions: {n}").format(n=added))
    return redirect("customers:duplicates")


@require_GET
@login_required
@never_cache
def pair(request: Request, pk: int) -> HttpResponse:
    """The two files side by side."""
    return _page(request, _found(request, pk))


def _page(request: Request, found: DuplicatePair, *, error: str = "", status: int = 200) -> Any:
    with transaction.atomic():
        _pair, first, second = _with_rows([found])[0]
        if found.kind == MergeKind.PARTY:
            reading.log_list(request.actor, [first.pk, second.pk], now=request.now)
    merge = Merge.objects.filter(
        kind=found.kind,
        winner_id__in=[found.first_id, found.second_id],
        loser_id__in=[found.first_id, found.second_id],
    ).first()
    context = {
        "pair": found,
        "first": first,
        "second": second,
        "href": _hrefs(found.kind),
        "grounds": grounds(found),
        "sides": queries.pair_sides(found.kind, first, second),
        "choices": set(CHOICES[found.kind]),
        "open": found.state == PairState.OPEN,
        "merge": merge,
        "error": error,
        "given": request.POST,
    }
    return render(request, "customers/pair.html", context, status=status)


def _hrefs(kind: str) -> str:
    return "customers:customer" if kind == MergeKind.PARTY else "customers:premises"


@require_POST
@login_required
@never_cache
def merge_pair(request: Request, pk: int) -> HttpResponse:
    """Merge the pair: which file stays, which values come from the other."""
    found = _found(request, pk)
    stays = request.POST.get("stays", "")
    if stays not in (FIRST, SECOND):
        return _page(request, found, error=_("Choose the file that stays."), status=422)
    model = MODELS[found.kind]
    rows: dict[str, Any] = {
        FIRST: get_object_or_404(model, pk=found.first_id),
        SECOND: get_object_or_404(model, pk=found.second_id),
    }
    if not _as_seen(request, rows):
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    goes = SECOND if stays == FIRST else FIRST
    take = [name for name in CHOICES[found.kind] if request.POST.get(f"take_{name}") == goes]
    try:
        merge = actions.merge_rows(
            found.kind,
            winner=rows[stays],
            loser=rows[goes],
            take=take,
            reason=request.POST.get("reason", "")[:200],
            by=request.actor,
            now=request.now,
        )
    except ValidationError as error:
        return _page(request, found, error=" ".join(error.messages), status=422)
    messages.success(request, _("The two files are one. It can be undone for a while."))
    return redirect("customers:merge", pk=merge.pk)


def _as_seen(request: Request, rows: dict[str, Any]) -> bool:
    return all(
        request.POST.get(f"revision_{side}", str(row.revision)) == str(row.revision)
        for side, row in rows.items()
    )


@require_POST
@login_required
@never_cache
def dismiss(request: Request, pk: int) -> HttpResponse:
    """They are not the same."""
    found = _found(request, pk)
    try:
        actions.dismiss_pair(
            found, reason=request.POST.get("reason", ""), by=request.actor, now=request.now
        )
    except ValidationError as error:
        return _page(request, found, error=" ".join(error.messages), status=422)
    messages.success(request, _("Noted: they are not the same."))
    return redirect("customers:duplicates")


@require_GET
@login_required
@never_cache
def merge_list(request: Request) -> HttpResponse:
    """What was merged, and until when it can be undone."""
    page = queries.CappedPaginator(queries.merges(request.actor), PAGE).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    found = {
        kind: rows_of(
            kind, [pk for m in rows if m.kind == kind for pk in (m.winner_id, m.loser_id)]
        )
        for kind in {row.kind for row in rows}
    }
    context = {
        "page": page,
        "rows": [
            (
                row,
                found[row.kind].get(row.winner_id),
                found[row.kind].get(row.loser_id),
                row.may_be_undone(request.now),
            )
            for row in rows
        ],
    }
    return render(request, "customers/merges.html", context)


@require_GET
@login_required
@never_cache
def merge(request: Request, pk: int) -> HttpResponse:
    """One merge: what stayed, what moved, and the way back."""
    return _merge_page(request, _merge(request, pk))


def _merge_page(request: Request, found: Merge, *, error: str = "", status: int = 200) -> Any:
    rows = rows_of(found.kind, [found.winner_id, found.loser_id])
    context = {
        "merge": found,
        "winner": rows.get(found.winner_id),
        "loser": rows.get(found.loser_id),
        "winner_href": reverse(_hrefs(found.kind), args=[found.winner_id]),
        "moved": _moved(found),
        "may_undo": found.may_be_undone(request.now),
        "error": error,
    }
    return render(request, "customers/merge.html", context, status=status)


def _moved(found: Merge) -> list[tuple[str, int]]:
    """How many rows of each kind were re-pointed, in words."""
    from django.apps import apps

    counted: dict[str, int] = {}
    for key, keys in found.moved.items():
        label, _dot, _field = key.rpartition(".")
        try:
            words = str(apps.get_model(label)._meta.verbose_name)
        except (LookupError, ValueError):
            words = key
        counted[words] = counted.get(words, 0) + len(keys)
    return sorted(counted.items())


@require_POST
@login_required
@never_cache
def undo(request: Request, pk: int) -> HttpResponse:
    """Take a merge back."""
    found = _merge(request, pk)
    try:
        actions.undo_merge(
            found, reason=request.POST.get("reason", ""), by=request.actor, now=request.now
        )
    except ValidationError as error:
        return _merge_page(request, found, error=" ".join(error.messages), status=422)
    messages.success(request, _("The merge is undone; both files are as they were."))
    return redirect("customers:merge", pk=found.pk)


def _found(request: Request, pk: int) -> DuplicatePair:
    require(request.actor, MERGE)
    rows: Any = DuplicatePair.objects.visible_to(request.actor, MERGE)
    found: DuplicatePair = get_object_or_404(rows, pk=pk)
    return found


def _merge(request: Request, pk: int) -> Merge:
    require(request.actor, MERGE)
    rows: Any = Merge.objects.visible_to(request.actor, MERGE)
    found: Merge = get_object_or_404(rows, pk=pk)
    return found
