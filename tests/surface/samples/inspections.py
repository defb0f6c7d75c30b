"""Samples of inspections: one at each stage that addresses need, their papers and a bundle."""

from datetime import date, timedelta
from typing import Any

from heqi.inspections import actions
from heqi.inspections.models import Bundle, Inspection
from heqi.inspections.tests.scenes import arranged, found, item, started
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture

MONTHS = (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
QUARTERS = (date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1))


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th of each."""
    at = NOW + timedelta(minutes=n)
    service, gas = cast.units["service"], cast.units["gas"]
    row: Inspection = started(cast, arranged(cast, theme=CANARY, now=at), now=at)
    finding = found(cast, row, problem=CANARY, now=at)
    case = actions.record_case(
        unit=service, kind="model", title=CANARY, story=CANARY, by=cast.he, now=at
    )
    matter = actions.refer_to_committee(
        unit=service, title=CANARY, reason=CANARY, by=cast.he, now=at
    )
    place = (n - 1) % 3
    plan = actions.make_plan(
        service, period="month", starts_on=MONTHS[place], aims=CANARY, by=cast.han, now=at
    )
    line = actions.add_line(
        plan,
        kind="scheduled",
        unit=service,
        theme=CANARY,
        on=MONTHS[place],
        by=cast.han,
        now=at,
    )
    summary = actions.save_summary(
        service, month=MONTHS[place], texts={"problems": CANARY}, by=cast.han, now=at
    )
    report = actions.draft_report(gas, quarter=QUARTERS[place], by=cast.he, now=at)
    actions.save_report(report, texts={"overview": CANARY}, by=cast.he, now=at)
    bundle = Bundle.objects.create(
        number=f"DA261123-0000{n}",
        company=gas,
        quarter=QUARTERS[place],
        index={"papers": [{"path": "x", "title": CANARY, "clause": "inspection/7.1.1"}]},
        path="archive/none.zip",
        sha256="0" * 64,
        size=1,
        closed_at=at,
        closed_by=CANARY,
    )
    return {
        "inspection": row,
        "inspection_item": item(row),
        "inspection_member": row.members.first(),
        "inspection_finding": finding,
        "model_case": case,
        "referral": matter,
        "inspection_plan": plan,
        "inspection_line": line,
        "inspection_summary": summary,
        "inspection_report": report,
        "bundle": bundle,
    }


KWARGS = {
    f"inspections:{name}": lambda samples, key=key, more=more: {
        "pk": getattr(samples, key).pk,
        **more,
    }
    for name, key, more in (
        ("inspection", "inspection", {}),
        ("sheet", "inspection", {}),
        ("print", "inspection", {}),
        ("step", "inspection", {"name": "sign"}),
        ("judge", "inspection_item", {}),
        ("find", "inspection_item", {}),
        ("remove_member", "inspection_member", {}),
        ("finding", "inspection_finding", {}),
        ("finding_step", "inspection_finding", {"name": "withdraw"}),
        ("plan", "inspection_plan", {}),
        ("print_plan", "inspection_plan", {}),
        ("plan_step", "inspection_plan", {"name": "aims"}),
        ("remove_line", "inspection_line", {}),
        ("summary", "inspection_summary", {}),
        ("print_summary", "inspection_summary", {}),
        ("report", "inspection_report", {}),
        ("print_report", "inspection_report", {}),
        ("case", "model_case", {}),
        ("case_step", "model_case", {"name": "publish"}),
        ("settle", "referral", {}),
        ("bundle", "bundle", {}),
        ("download", "bundle", {}),
        ("hand_over", "bundle", {}),
    )
}
LISTS = [
    ("inspections:calendar", "", "he"),
    ("inspections:list", "?tab=all", "he"),
    ("inspections:findings", "", "he"),
    ("inspections:summaries", "", "he"),
    ("inspections:reports", "", "he"),
    ("inspections:cases", "", "he"),
    ("inspections:referrals", "", "he"),
    ("inspections:archive", "", "he"),
]
