"""What was drawn and why: each piece of work, the draw of each day, what today's would give."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.callbacks import actions, queries
from heqi.callbacks.access import PLAN, VIEW
from heqi.callbacks.catalogue import business_label
from heqi.callbacks.drawing import preview as preview_of
from heqi.callbacks.drawing import repeat, words_of
from heqi.callbacks.facts import ATTEMPTS, least_per_worker
from heqi.callbacks.forms.calling import ReasonForm
from heqi.callbacks.forms.filters import DrawFilterForm
from heqi.callbacks.models import CallbackTask, Draw, Reason
from heqi.callbacks.ratings import ratings_of
from heqi.callbacks.states import Round
from heqi.callbacks.views.frame import company_in_view, framed
from heqi.callbacks.works import matter_of, source_of
from heqi.customers.models import Tier
from heqi.customers.queries import CappedPaginator
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.models import Staff, Unit
from heqi.people.requests import Request
from heqi.policies.deciding import rule_on
from heqi.policies.speaking import spoken

PAGE = 30
TONES = {
    Reason.WAITING: "info",
    Reason.ALWAYS: "pri",
    Reason.RATIO: "ok",
    Reason.AT_LEAST: "ok",
    Reason.NOT_DRAWN: "",
    Reason.EXCLUDED: "hold",
}


def _tabs(here: str) -> list[dict[str, Any]]:
    return [
        {"key": key, "label": label, "href": href, "active": key == here}
        for key, label, href in (
            ("work", _("By work"), "/callbacks/draws/"),
            ("days", _("By day"), "/callbacks/draws/days/"),
            ("preview", _("Preview of today"), "/callbacks/draws/preview/"),
        )
    ]


@login_required
@require_GET
def draws(request: Request) -> HttpResponse:
    """Each piece of finished work: drawn or not, and why."""
    require(request.actor, VIEW)
    form = DrawFilterForm(request.GET)
    filters = form.values()
    rows = queries.draw_list(request.actor, **filters)
    page = CappedPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = framed(
        request,
        "draws",
        form=form,
        page=page,
        rows=[_line(row) for row in page.object_list],
        filtered=bool(filters),
        kinds=_tabs("work"),
    )
    return render(request, "callbacks/draws.html", context)


def _line(row: Draw) -> dict[str, Any]:
    return {
        "draw": row,
        "business": business_label(row.business),
        "reason": Reason(row.reason).label,
        "tone": TONES[Reason(row.reason)],
    }


@login_required
@require_GET
@never_cache
def draw(request: Request, pk: int) -> HttpResponse:
    """Why this piece of work was drawn, or why not."""
    return _page(request, _found(request, pk), ReasonForm())


@login_required
@require_POST
@never_cache
def plan(request: Request, pk: int) -> HttpResponse:
    """Call about it whatever the draw says."""
    row = _found(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            task = actions.plan_callback(
                row, reason=form.cleaned_data["reason"], by=request.actor, now=request.now
            )
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Planned: {number}.").format(number=task.number))
            return redirect("callbacks:draw", row.pk)
    return _page(request, row, form, status=422)


def _found(request: Request, pk: int) -> Draw:
    try:
        return queries.get_draw(request.actor, pk)
    except Draw.DoesNotExist:
        raise Http404(_("There is no such work in the draw.")) from None


def _page(request: Request, row: Draw, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    visible = CallbackTask.objects.visible_to(request.actor)
    task = visible.filter(subject=row.subject, round=Round.FIRST).first()
    planned = CallbackTask.objects.filter(subject=row.subject, round=Round.FIRST).exists()
    answer = dict(row.decision.answer or {})
    context = framed(
        request,
        "draws",
        **_line(row),
        source=source_of(row.subject)[0].label,
        url=matter_of(row.subject).url,
        tier=Tier(row.tier).label,
        task=task,
        share=_percent(row.ratio),
        base=_percent(answer.get("ratio")),
        mandatory=answer.get("mandatory"),
        factor=_percent(answer.get("season_factor")),
        beside=[_line(one) for one in queries.beside(row)],
        form=form if may(request.actor, PLAN, row.company) and not planned else None,
    )
    return render(request, "callbacks/draw.html", context, status=status)


def _percent(ratio: Any) -> str:
    return f"{float(ratio) * 100:g}%" if ratio is not None else ""


@login_required
@require_GET
def drawings(request: Request) -> HttpResponse:
    """The draw of each day."""
    require(request.actor, VIEW)
    page = CappedPaginator(queries.drawing_list(request.actor), PAGE).get_page(
        request.GET.get("page")
    )
    context = framed(request, "draws", page=page, rows=page.object_list, kinds=_tabs("days"))
    return render(request, "callbacks/drawings.html", context)


@login_required
@require_GET
@never_cache
def drawing(request: Request, pk: int) -> HttpResponse:
    """One day's draw with its strata; drawn again, it gives the same."""
    require(request.actor, VIEW)
    row = get_object_or_404(queries.drawing_list(request.actor).select_related("rules"), pk=pk)
    context = framed(
        request,
        "draws",
        drawing=row,
        strata=_spoken(row.strata),
        differs=repeat(row),
        least=least_per_worker(dict(row.rules.answer or {})),
        counts=_counted(row.draws.values_list("reason", flat=True)),
        ratings=ratings_of(row),
        site=settings.SITE,
    )
    return render(request, "callbacks/drawing.html", context)


@login_required
@require_GET
@never_cache
def preview(request: Request) -> HttpResponse:
    """What today's draw would give by now; nothing is kept."""
    company = company_in_view(request)
    found = preview_of(company, now=request.now)
    answer = (
        rule_on(ATTEMPTS, {"subject": "other"}, on=found.day, company_id=company.pk).answer or {}
    )
    least = least_per_worker(dict(answer))
    page = Paginator(found.picks, PAGE).get_page(request.GET.get("page"))
    units, staff = _names(found.strata)
    context = framed(
        request,
        "draws",
        company=company,
        found=found,
        strata=_spoken(found.strata),
        page=page,
        rows=[
            {
                "draw": pick.item,
                "business": business_label(pick.item.business),
                "unit": units.get(pick.item.unit_id or 0, ""),
                "worker": staff.get(pick.item.worker_id or 0, ""),
                "reason": Reason(pick.reason).label,
                "tone": TONES[Reason(pick.reason)],
                "because": spoken(words_of(pick, least)),
            }
            for pick in page.object_list
        ],
        kinds=_tabs("preview"),
        counts=_counted(found.reasons.elements()),
    )
    return render(request, "callbacks/preview.html", context)


def _counted(reasons: Iterable[str]) -> list[dict[str, Any]]:
    found = list(reasons)
    return [
        {"label": reason.label, "n": found.count(reason.value), "tone": TONES[reason]}
        for reason in Reason
        if reason.value in found
    ]


def _names(strata: list[dict[str, Any]]) -> tuple[dict[int, str], dict[int, str]]:
    units = Unit.objects.filter(pk__in={line["unit"] for line in strata})
    staff = Staff.objects.filter(pk__in={line["worker"] for line in strata})
    return dict(units.values_list("pk", "name")), dict(staff.values_list("pk", "name"))


def _spoken(strata: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The strata with names for codes."""
    units, staff = _names(strata)
    return [
        {
            **line,
            "business": business_label(line["business"]),
            "vip": line["tier"] != Tier.STANDARD,
            "percent": _percent(line["ratio"]),
            "held": line["before"][0],
            "gave": line["before"][1],
            "unit": units.get(line["unit"], ""),
            "worker": staff.get(line["worker"], ""),
        }
        for line in strata
    ]
