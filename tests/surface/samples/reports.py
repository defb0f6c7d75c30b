"""Samples of the reports: a month by tier, a check with its cases."""

from typing import Any

from heqi.policies.measures import month_before
from heqi.reports.actions import draw_check, prepare_tier_report
from tests.cast import NOW, Cast
from tests.surface.samples.rows import Capture

KWARGS = {
    "reports:tier_report": lambda s: {"pk": s.tier_report.pk},
    "reports:print_tiers": lambda s: {"pk": s.tier_report.pk},
    "reports:export_tiers": lambda s: {"pk": s.tier_report.pk},
    "reports:behind_tiers": lambda s: {"pk": s.tier_report.pk, "what": "requests"},
    "reports:check": lambda s: {"pk": s.tier_check.pk},
    "reports:close_check": lambda s: {"pk": s.tier_check.pk},
    "reports:case": lambda s: {"pk": s.check_case.pk},
}
LISTS = [("reports:tiers", "", "zheng"), ("reports:checks", "", "he")]


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """A report and a check of an earlier month each time."""
    month = NOW.date()
    for _again in range(n + 1):
        month = month_before(month)
    gas = cast.units["gas"]
    check = draw_check(gas, month, by=cast.he, now=NOW)
    return {
        "tier_report": prepare_tier_report(gas, month, now=NOW),
        "tier_check": check,
        "check_case": check.cases.first(),
    }
