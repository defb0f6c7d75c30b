"""The records behind a number of the tier report, as far as the reader may see them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from heqi.callbacks.models import CallbackTask
from heqi.clocks.models import Clock
from heqi.customers import reading
from heqi.customers.models import CustomerKind, Party, Tier
from heqi.ledger.actors import Actor
from heqi.people.requests import Request
from heqi.policies.deciding import spoken_chinese
from heqi.readings.models import Reading
from heqi.reports.models import TierReport
from heqi.reports.queries.tiers import (
    COMPLAINT,
    callbacks_of,
    customers_of,
    promises_of,
    requests_of,
    volumes_of,
)
from heqi.reports.views.tiers import report_in_view
from heqi.service.models import ServiceRequest

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A record: its number with its page, what it is, a few words, when, and a figure."""

    number: str
    href: str
    what: str
    text: str = ""
    at: datetime | date | None = None
    figure: str = ""


Rows = models.QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What stands behind one column of the report: every record, those seen, each in words."""

    label: str | Promise
    every: Callable[[TierReport, str, str], Rows]
    seen: Callable[[Actor, Rows], Rows]
    tell: Callable[[Any], Line]


def _requests(report: TierReport, tier: str, kind: str) -> Rows:
    rows = requests_of(report.company, report.month).filter(tier=tier, **_segment(kind))
    return rows.order_by("-opened_at", "-pk")


def _segment(kind: str) -> dict[str, Any]:
    return {"party__customer_kind": kind} if kind else {"party": None}


def _calls(report: TierReport, tier: str, kind: str) -> Rows:
    rows = callbacks_of(report.company, report.month).filter(tier=tier, **_segment(kind))
    return rows.order_by("-done_at", "-pk")


def _promises(report: TierReport, tier: str, kind: str) -> Rows:
    rows = promises_of(report.company, report.month).filter(tier=tier, segment=kind or None)
    return rows.select_related("timeline").order_by("-decided_at", "-pk")


def _readings(report: TierReport, tier: str, kind: str) -> Rows:
    user = "service_point__occupancies__party__"
    rows = volumes_of(report.company, report.month).filter(
        **{f"{user}tier": tier, f"{user}customer_kind": kind}
    )
    return rows.select_related("meter", "service_point").order_by("-used_m3", "-pk")


def _seen_promises(actor: Actor, rows: Rows) -> Rows:
    own = ServiceRequest.objects.visible_to(actor).order_by()
    return rows.filter(timeline__subject_id__in=own.values("pk"))


def _among(model: Any) -> Callable[[Actor, Rows], Rows]:
    def seen(actor: Actor, rows: Rows) -> Rows:
        return rows.filter(pk__in=model.objects.visible_to(actor).order_by().values("pk"))

    return seen


def _request(row: ServiceRequest) -> Line:
    href = reverse("desk:request", args=[row.number])
    return Line(row.number, href, row.kind_label, row.description[:60], row.opened_at)


def _call(row: CallbackTask) -> Line:
    href = reverse("callbacks:call", args=[row.pk])
    return Line(row.number, href, row.label, row.opinion_text[:60], row.done_at, str(row.score))


def _clock(row: Clock) -> Line:
    title = row.title_zh if spoken_chinese() else row.title_en
    href = reverse("desk:request", args=[row.timeline.label])
    return Line(row.timeline.label, href, title, str(row.get_state_display()), row.decided_at)


def _customer(row: Party) -> Line:
    href = reverse("customers:customer", args=[row.pk])
    return Line(row.number, href, row.name, "", row.tier_since)


def _reading(row: Reading) -> Line:
    used = f"{row.used_m3:,.0f}" if row.used_m3 is not None else "—"
    return Line(row.meter.number, "", row.service_point.account_no, "", row.read_on, used)


KINDS = {
    "customers": Kind(
        gettext_lazy("Customers"),
        lambda report, tier, kind: (
            customers_of(report.company).filter(tier=tier, customer_kind=kind).order_by("number")
        ),
        _among(Party),
        _customer,
    ),
    "requests": Kind(gettext_lazy("Requests"), _requests, _among(ServiceRequest), _request),
    "complaints": Kind(
        gettext_lazy("Complaints"),
        lambda report, tier, kind: _requests(report, tier, kind).filter(kind=COMPLAINT),
        _among(ServiceRequest),
        _request,
    ),
    "promises": Kind(gettext_lazy("Promises"), _promises, _seen_promises, _clock),
    "callbacks": Kind(gettext_lazy("Callbacks"), _calls, _among(CallbackTask), _call),
    "needs": Kind(
        gettext_lazy("Needs and opinions"),
        lambda report, tier, kind: _calls(report, tier, kind).exclude(opinion=""),
        _among(CallbackTask),
        _call,
    ),
    "volumes": Kind(gettext_lazy("Gas used, m³"), _readings, _among(Reading), _reading),
}


@require_GET
@login_required
def behind(request: Request, pk: int, what: str) -> HttpResponse:
    """A page of them; whose file is shown by name is noted as looked up."""
    found = report_in_view(request, pk)
    if what not in KINDS:
        raise Http404
    kind_of = KINDS[what]
    tier, segment = (request.GET.get(name, "").replace("\x00", "") for name in ("tier", "kind"))
    every = kind_of.every(found, tier, segment)
    with transaction.atomic():
        rows = kind_of.seen(request.actor, every)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        if what == "customers" and page.object_list:
            shown = [row.pk for row in page.object_list]
            reading.log_list(request.actor, shown, now=request.now)
    context = {
        "report": found,
        "what": what,
        "title": kind_of.label,
        "lines": [kind_of.tell(row) for row in page.object_list],
        "page": page,
        "total": every.count(),
        "tier": dict(Tier.choices).get(tier, tier),
        "kind": dict(CustomerKind.choices).get(segment, _("not identified")),
        "up": reverse("reports:tier_report", args=[found.pk]),
    }
    return render(request, "reports/behind.html", context)
