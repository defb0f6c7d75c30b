"""The closed monthly ledgers (客户问题授权处理台帐)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from heqi.authority.access import VIEW
from heqi.authority.actions.closing import digest_of
from heqi.authority.export import ledger_book
from heqi.authority.forms import MonthForm
from heqi.authority.models import Ledger, Use
from heqi.authority.queries import ledgers
from heqi.authority.states import COUNTED, TONES, Status
from heqi.authority.words import item_words, kind_words, post_words
from heqi.people.access import require
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import download

SIZE = 20


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """The ledgers, the newest month first."""
    require(request.actor, VIEW)
    form = MonthForm(request.GET)
    month: date | None = form.cleaned_data["month"] if form.is_valid() else None
    rows = ledgers(request.actor, month)
    page = {
        "page": Paginator(rows, SIZE).get_page(request.GET.get("page")),
        "month": month,
        "form": form,
    }
    return render(request, "authority/ledgers.html", page)


@login_required
@require_GET
def ledger(request: Request, pk: int) -> HttpResponse:
    """One ledger with its lines as they were frozen."""
    row = _row(request, pk)
    lines = lines_of(row)
    page = {
        "row": row,
        "lines": lines,
        "intact": digest_of(row.lines) == row.digest,
        "fallen": fallen_of(lines),
    }
    return render(request, "authority/ledger.html", page)


@login_required
@require_GET
def export(request: Request, pk: int) -> HttpResponse:
    """The ledger as Excel."""
    row = _row(request, pk)
    book = ledger_book(row.lines, by=request.actor, now=request.now)
    return download(book, f"authority-ledger-{row.month:%Y%m}-{row.unit.code}")


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The ledger on paper."""
    row = _row(request, pk)
    page = {"row": row, "lines": lines_of(row), "now": request.now}
    name = f"authority-ledger-{row.month:%Y%m}-{row.pk}"
    return paper(request, "authority/print/ledger.html", page, name=name)


def fallen_of(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """What was counted at closing and came to nothing since: how many uses, how much money."""
    rows = [line for line in lines if line["status"] in COUNTED and line["fell"]]
    return {"n": len(rows), "amount": sum(Decimal(line["amount"] or 0) for line in rows)}


def lines_of(row: Ledger) -> list[dict[str, Any]]:
    """The frozen lines with their codes in words, and what has become of each since."""
    since = dict(Use.objects.filter(ledger=row).values_list("pk", "status"))
    return [
        {
            **line,
            "kind_label": kind_words(line["kind"]),
            "item_label": item_words(line["item"]),
            "post_label": post_words(line["holder_post"]),
            "state": {"label": Status(line["status"]).label},
            "since": _since(line["status"], since.get(line["id"], line["status"])),
            "fell": since.get(line["id"], line["status"]) not in COUNTED,
        }
        for line in row.lines
    ]


def _since(at_closing: str, now: str) -> dict[str, Any] | None:
    """What a line has become since, where that is something else."""
    return {"label": Status(now).label, "tone": TONES[now]} if now != at_closing else None


def _row(request: Request, pk: int) -> Ledger:
    rows = Ledger.objects.visible_to(request.actor).select_related("unit", "company")
    return get_object_or_404(rows, pk=pk)
