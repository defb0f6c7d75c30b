"""Meters to check, and the card readings behind them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers.access import EXPORT
from heqi.customers.sheets import Sheet, register_sheet
from heqi.customers.views.exports import let_out
from heqi.ledger.actors import Actor
from heqi.people.access import may, require, within
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download
from heqi.policies.speaking import spoken_chinese
from heqi.readings import actions, queries
from heqi.readings.access import REVIEW, VIEW
from heqi.readings.export import cards_book, checks_book
from heqi.readings.facts import check_causes
from heqi.readings.forms import CheckFilter, CloseForm
from heqi.readings.models import CardReading, MeterCheck
from heqi.readings.states import CheckKind, CheckStatus

PAGE = 30
DEEPEST = 1000
CHECKS, CARDS = "readings.checks", "readings.cards"


@require_GET
@login_required
def checks(request: Request) -> HttpResponse:
    """Meters by tab: those that wait first."""
    require(request.actor, VIEW)
    return _checks_page(request)


def _chosen(request: Request) -> tuple[CheckFilter, str, Any]:
    form = CheckFilter(request.GET)
    form.is_valid()
    tab = request.GET.get("tab", CheckStatus.OPEN)
    rows = queries.checks(
        request.actor,
        status=tab if tab in CheckStatus.values else "",
        kind=form.cleaned_data.get("kind", ""),
        q=form.cleaned_data.get("q", ""),
    )
    return form, tab, rows


def _checks_page(
    request: Request, bound: CloseForm | None = None, opened: int = 0, status: int = 200
) -> HttpResponse:
    form, tab, rows = _chosen(request)
    page = Paginator(rows[:DEEPEST], PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate(request.now)
    waiting = queries.checks(request.actor, status=CheckStatus.OPEN)
    causes = {
        kind: check_causes(kind, today, request.actor.company_id) for kind in CheckKind.values
    }
    words = {code: text for some in causes.values() for code, text in some}
    context = {
        "page": page,
        "rows": [
            {
                "check": row,
                "text": row.zh if spoken_chinese() else row.en,
                "cause": words.get(row.cause, row.cause),
                "may_close": row.status == CheckStatus.OPEN and may(request.actor, REVIEW, row),
                "form": bound if bound and row.pk == opened else _form(row, causes),
                "opened": row.pk == opened,
            }
            for row in page
        ],
        "form": form,
        "tab": tab,
        "tabs": [
            {
                "key": CheckStatus.OPEN.value,
                "label": CheckStatus.OPEN.label,
                "count": len(waiting.order_by().values_list("pk")[:100]),
                "tone": "soon",
            },
            {"key": CheckStatus.DONE.value, "label": CheckStatus.DONE.label, "count": None},
            {"key": CheckStatus.CLEARED.value, "label": CheckStatus.CLEARED.label, "count": None},
            {"key": "all", "label": _("All"), "count": None},
        ],
        "export": reverse("readings:export_checks") if may(request.actor, EXPORT) else "",
        "capped": page.paginator.count >= DEEPEST,
        "filtered": any(form.cleaned_data.values()),
    }
    return render(request, "readings/checks.html", context, status=status)


def _form(row: MeterCheck, causes: dict[str, list[tuple[str, str]]]) -> CloseForm:
    return CloseForm(causes=causes[row.kind], auto_id=f"id_{row.pk}_%s")


@require_POST
@login_required
def close(request: Request, pk: int) -> HttpResponse:
    """Somebody has looked at the meter."""
    row: Any = get_object_or_404(
        MeterCheck.objects.visible_to(request.actor).select_related("unit", "company", "meter"),
        pk=pk,
    )
    today = timezone.localdate(request.now)
    causes = check_causes(row.kind, today, row.company_id)
    form = CloseForm(request.POST, causes=causes, auto_id=f"id_{row.pk}_%s")
    require(request.actor, REVIEW, row)
    if not form.is_valid():
        return _checks_page(request, form, row.pk, 422)
    try:
        actions.close_check(row, **form.cleaned_data, by=request.actor, now=request.now)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _checks_page(request, form, row.pk, 422)
    messages.success(request, _("The check is closed"))
    return redirect("readings:checks")


@require_POST
@login_required
def send(request: Request, pk: int) -> HttpResponse:
    """Send somebody to the meter: a work order is made of the check."""
    row: Any = get_object_or_404(
        MeterCheck.objects.visible_to(request.actor).select_related("unit", "company"), pk=pk
    )
    try:
        actions.send_crew(row, by=request.actor, now=request.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("A work order is made for the meter."))
    return redirect("readings:checks")


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export_checks(request: Request) -> HttpResponse:
    """The list as Excel: more than a few rows leave with approval."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    form, _tab, rows = _chosen(request)
    query = form.cleaned_data.get("q", "")
    return let_out(request, within(rows, request.actor, EXPORT), CHECKS, query=query)


@require_GET
@login_required
def cards(request: Request) -> HttpResponse:
    """Card readings beside what was bought."""
    require(request.actor, VIEW)
    form, below, rows = _chosen_cards(request)
    page = Paginator(rows[:DEEPEST], PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "tabs": [
            {"key": "", "label": _("All"), "count": None},
            {"key": "below", "label": pgettext("card readings", "Below zero"), "count": None},
        ],
        "export": reverse("readings:export_cards") if may(request.actor, EXPORT) else "",
        "capped": page.paginator.count >= DEEPEST,
        "filtered": below or bool(form.cleaned_data.get("q")),
    }
    return render(request, "readings/cards.html", context)


def _chosen_cards(request: Request) -> tuple[CheckFilter, bool, Any]:
    form = CheckFilter(request.GET)
    del form.fields["kind"]
    form.is_valid()
    below = request.GET.get("tab") == "below"
    q = form.cleaned_data.get("q", "")
    return form, below, queries.cards(request.actor, q=q, below=below)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export_cards(request: Request) -> HttpResponse:
    """The list as Excel: more than a few rows leave with approval."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    form, _below, rows = _chosen_cards(request)
    query = form.cleaned_data.get("q", "")
    return let_out(request, within(rows, request.actor, EXPORT), CARDS, query=query)


def _leave_checks(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    rows = list(queries.with_check_details(MeterCheck.objects.filter(pk__in=ids)))
    today = timezone.localdate(request.now)
    causes = {
        c: text
        for kind in CheckKind.values
        for c, text in check_causes(kind, today, request.actor.company_id)
    }
    mark = Mark.of(request.actor, now=request.now, number=number)
    content = checks_book(rows, causes, chinese=spoken_chinese(), mark=mark)
    return download(content, f"meters-to-check-{today:%Y%m%d}")


def _leave_cards(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    rows = queries.with_card_details(CardReading.objects.filter(pk__in=ids))
    mark = Mark.of(request.actor, now=request.now, number=number)
    day = timezone.localdate(request.now)
    return download(cards_book(rows, mark=mark), f"card-readings-{day:%Y%m%d}")


def register_lists() -> None:
    """Let both lists leave with approval, as any list of customers does (data-entry/9.3)."""
    checks, cards = gettext_lazy("Meters to check"), gettext_lazy("Card readings")
    register_sheet(_sheet(CHECKS, checks, MeterCheck, _leave_checks, "readings:checks"))
    register_sheet(_sheet(CARDS, cards, CardReading, _leave_cards, "readings:cards"))


def _sheet(
    code: str,
    title: Any,
    model: type[MeterCheck] | type[CardReading],
    leave: Callable[[Request, Sequence[int], str, str], HttpResponse],
    back: str,
) -> Sheet:
    everything: Any = model.objects

    def rows(by: Actor) -> QuerySet[Any]:
        return within(everything.all(), by, EXPORT)

    def whose(ids: Sequence[int]) -> list[int]:
        return queries.users_of(everything.filter(pk__in=ids).values("service_point"))

    return Sheet(code, title, EXPORT, rows, leave, whose, code, back)
