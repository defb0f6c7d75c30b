"""The tier report of a month: list, page, A4, Excel."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heqi.customers.models import CustomerKind, Tier
from heqi.people.access import require
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import download, workbook
from heqi.policies.measures import percent
from heqi.reports.access import VIEW
from heqi.reports.models import TierReport
from heqi.service.kinds import kinds

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A segment as the page shows it."""

    data: dict[str, Any]

    @property
    def tier(self) -> str:
        """The tier in words."""
        return str(dict(Tier.choices).get(self.data["tier"], self.data["tier"]))

    @property
    def kind(self) -> str:
        """The segment in words."""
        return str(dict(CustomerKind.choices).get(self.data["kind"], _("not identified")))

    @property
    def asked(self) -> int:
        """All requests."""
        return sum(self.data["requests"].values())

    @property
    def requests(self) -> list[tuple[str, int]]:
        """Requests by kind, the most first."""
        rows = sorted(self.data["requests"].items(), key=lambda one: (-one[1], one[0]))
        names = kinds()
        return [(names[code].label if code in names else code, n) for code, n in rows]

    @property
    def needs(self) -> int:
        """Opinions and needs told in callbacks."""
        return sum(self.data["needs"].values())

    @property
    def rate(self) -> str:
        """Promises kept, per cent."""
        return percent(self.data["kept"], self.data["decided"])

    @property
    def volume(self) -> str:
        """Cubic metres, whole."""
        return f"{float(self.data['volume']):,.0f}"

    @property
    def query(self) -> str:
        """The segment as a query string."""
        return f"tier={self.data['tier']}&kind={self.data['kind']}"


def report_in_view(request: Request, pk: int) -> TierReport:
    """A report that the reader may see."""
    require(request.actor, VIEW)
    rows = TierReport.objects.visible_to(request.actor).select_related("company")
    found: TierReport = get_object_or_404(rows, pk=pk)
    return found


def _shown(report: TierReport) -> dict[str, Any]:
    rows = [Row(data) for data in report.body["segments"]]
    tiers = []
    for code, label in Tier.choices:
        of_tier = [row for row in rows if row.data["tier"] == code]
        change = report.body["changes"].get(code, {"joined": 0, "left": 0})
        sums = {
            name: sum(row.data[name] for row in of_tier)
            for name in (
                "customers",
                "complaints",
                "kept",
                "decided",
                "excepted",
                "satisfied",
                "answered",
            )
        }
        asked = sum(row.asked for row in of_tier)
        tiers.append({"label": label, "code": code, "asked": asked, **sums, **change})
    return {"report": report, "rows": rows, "tiers": tiers}


@require_GET
@login_required
def reports(request: Request) -> HttpResponse:
    """Reports, the newest first."""
    require(request.actor, VIEW)
    rows = TierReport.objects.visible_to(request.actor).select_related("company")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [_shown(row) for row in page.object_list]}
    return render(request, "reports/tiers.html", context)


@require_GET
@login_required
def report(request: Request, pk: int) -> HttpResponse:
    """One report."""
    return render(request, "reports/tier_report.html", _shown(report_in_view(request, pk)))


@require_GET
@login_required
def printed(request: Request, pk: int) -> HttpResponse:
    """The report on A4."""
    found = report_in_view(request, pk)
    name = f"tiers-{found.month:%Y-%m}"
    return paper(request, "reports/tier_print.html", _shown(found), name=name)


@require_GET
@login_required
def export(request: Request, pk: int) -> HttpResponse:
    """The report as Excel, a line for each segment and kind of request."""
    found = report_in_view(request, pk)
    heads = [
        _("Tier"), _("Segment"), _("Customers"), _("Requests"), _("Requests by kind"),
        _("Complaints"), _("Promises kept"), _("Promises decided"), _("Rate"), _("Excepted"),
        _("Satisfied"), _("Answered callbacks"), _("Needs and opinions"), _("Gas used, m³"),
    ]  # fmt: skip
    lines = [
        (
            row.tier, row.kind, row.data["customers"], row.asked,
            "；".join(f"{label} {n}" for label, n in row.requests), row.data["complaints"],
            row.data["kept"], row.data["decided"], row.rate, row.data["excepted"],
            row.data["satisfied"], row.data["answered"], row.needs, row.volume,
        )
        for row in _shown(found)["rows"]
    ]  # fmt: skip
    book = workbook(
        f"{found.month:%Y-%m}", [str(h) for h in heads], lines, by=request.actor, now=request.now
    )
    return download(book, f"tiers-{found.month:%Y%m}")
