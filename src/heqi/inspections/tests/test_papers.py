"""Plans, summaries and the quarterly report."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from heqi.inspections import actions
from heqi.inspections.actions.planning import count_early_plans, tell_of_late_lines
from heqi.inspections.models import PlanLine
from heqi.inspections.queries.calendar import calendar_of
from heqi.inspections.queries.drafts import quarter_figures
from heqi.inspections.queries.lists import late_lines
from heqi.inspections.tests.scenes import arranged, closed, found, owed, started
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
MONTH = date(2026, 11, 1)
# The plans of a month are made in its first days.
EARLY = NOW - timedelta(days=20)
SIX_LATER = NOW + timedelta(hours=6)


@pytest.mark.clause("inspection/4.2")
def test_the_office_issues_the_plan_of_the_month(cast: Cast) -> None:
    gas, service = cast.units["gas"], cast.units["service"]
    duty = owed("company_inspection_plan", gas, due=date(2026, 11, 5), now=EARLY)
    with pytest.raises(Refused):
        actions.make_plan(
            gas, period="month", starts_on=MONTH, aims="优质服务", by=cast.han, now=NOW
        )
    plan = actions.make_plan(
        gas, period="month", starts_on=EARLY.date(), aims="上门服务", by=cast.he, now=NOW
    )
    assert plan.starts_on == MONTH
    with pytest.raises(ValidationError):
        actions.issue_plan(plan, by=cast.he, now=EARLY)
    line = {"kind": "spot", "unit": service, "theme": "着装", "by": cast.he, "now": EARLY}
    with pytest.raises(ValidationError):
        actions.add_line(plan, on=date(2026, 12, 1), **line)
    made = actions.add_line(plan, on=date(2026, 11, 25), **line)
    actions.issue_plan(plan, by=cast.he, now=EARLY)

    assert duty.records.get().reference == "2026-11"
    with pytest.raises(IllegalMove):
        actions.remove_line(made, by=cast.he, now=EARLY)
    assert PlanLine.objects.filter(pk=made.pk).exists()
    with pytest.raises(ValidationError):
        actions.make_plan(gas, period="month", starts_on=MONTH, aims="x", by=cast.he, now=EARLY)


@pytest.mark.clause("inspection/5.1")
def test_the_plan_of_a_quarter_contains_a_special_inspection(cast: Cast) -> None:
    gas, service = cast.units["gas"], cast.units["service"]
    plan = actions.make_plan(
        gas, period="quarter", starts_on=MONTH, aims="季度专项", by=cast.he, now=NOW
    )
    line = {"unit": service, "theme": "投诉处理", "on": MONTH, "by": cast.he, "now": NOW}
    actions.add_line(plan, kind="scheduled", **line)
    with pytest.raises(ValidationError, match=r"5\.1"):
        actions.issue_plan(plan, by=cast.he, now=NOW)
    actions.add_line(plan, kind="special", **line)
    actions.issue_plan(plan, by=cast.he, now=NOW)
    assert plan.status == "issued"


@pytest.mark.clause("inspection/5.2")
def test_each_department_plans_its_own_routine_inspections(cast: Cast) -> None:
    service = cast.units["service"]
    duty = owed("department_plan", service, due=date(2026, 11, 5), now=EARLY)
    plan = actions.make_plan(
        service, period="month", starts_on=MONTH, aims="例行", by=cast.han, now=NOW
    )
    line = {"kind": "scheduled", "theme": "班组", "on": MONTH, "by": cast.han, "now": EARLY}
    with pytest.raises(ValidationError):
        actions.add_line(plan, unit=cast.units["dispatch"], **line)
    actions.add_line(plan, unit=cast.units["repair1"], **line)
    actions.issue_plan(plan, by=cast.han, now=EARLY)
    assert duty.records.count() == 1


@pytest.mark.clause("inspection/5.3")
def test_a_summary_needs_its_four_parts_and_is_late_after_the_month(cast: Cast) -> None:
    unit = cast.units["service"]
    row = actions.save_summary(
        unit, month=date(2026, 10, 9), texts={"problems": "超时 3 单"}, by=cast.han, now=NOW
    )
    with pytest.raises(ValidationError) as refused:
        actions.hand_in_summary(row, by=cast.han, now=NOW)
    assert set(refused.value.message_dict) == {"achievements", "measures", "suggestions"}
    with pytest.raises(Refused):
        actions.hand_in_summary(row, by=cast.he, now=NOW)

    texts = dict.fromkeys(("achievements", "measures", "problems", "suggestions"), "见附件")
    row = actions.save_summary(unit, month=row.month, texts=texts, by=cast.han, now=NOW)
    actions.hand_in_summary(row, by=cast.han, now=NOW)
    assert row.late


@pytest.mark.clause("inspection/5.4")
def test_the_quarterly_report_begins_with_what_was_found(cast: Cast) -> None:
    row = started(cast, arranged(cast))
    found(cast, row, severity="major")
    closed(cast, row)

    report = actions.draft_report(cast.units["gas"], quarter=NOW.date(), by=cast.he, now=SIX_LATER)
    assert report.figures["held"] == {
        "all": 1, "special": 1, "spot": 0, "closed": 1, "planned": 0, "not_held": 0,
    }  # fmt: skip
    assert report.figures["severity"] == {"minor": 0, "ordinary": 0, "major": 1}
    assert report.figures["notices"]["all"] == 1
    assert "重大 1 项" in report.overview

    texts = {"overview": report.overview, "analysis": "培训不到位。", "measures": "逐班培训。"}
    actions.save_report(report, texts=texts, by=cast.he, now=SIX_LATER)
    actions.hand_in_report(report, by=cast.he, now=SIX_LATER)
    assert (report.status, report.late) == ("issued", False)
    with pytest.raises(IllegalMove):
        actions.draft_report(cast.units["gas"], quarter=NOW.date(), by=cast.he, now=SIX_LATER)


@pytest.mark.clause("inspection/4.2")
def test_a_plan_issued_early_counts_when_its_month_begins(cast: Cast) -> None:
    gas = cast.units["gas"]
    duty = owed("company_inspection_plan", gas, due=date(2026, 12, 5))
    december = date(2026, 12, 1)
    plan = actions.make_plan(
        gas, period="month", starts_on=december, aims="冬供", by=cast.he, now=NOW
    )
    actions.add_line(
        plan,
        kind="scheduled",
        unit=cast.units["service"],
        theme="冬供",
        on=december,
        by=cast.he,
        now=NOW,
    )
    actions.issue_plan(plan, by=cast.he, now=NOW)
    assert count_early_plans(now=NOW) == 0

    assert count_early_plans(now=NOW + timedelta(days=8)) == 1
    assert count_early_plans(now=NOW + timedelta(days=8)) == 0
    duty.refresh_from_db()
    assert duty.status == "done"


@pytest.mark.clause("inspection/5.2", "inspection/5.4")
def test_a_planned_inspection_that_was_not_held_is_shown_and_counted(cast: Cast) -> None:
    service = cast.units["service"]
    plan = actions.make_plan(
        service, period="month", starts_on=MONTH, aims="月度", by=cast.han, now=NOW
    )
    line = actions.add_line(
        plan, kind="spot", unit=service, theme="回访", on=NOW.date(), by=cast.han, now=NOW
    )
    actions.issue_plan(plan, by=cast.han, now=NOW)
    lines = list(PlanLine.objects.all())
    assert late_lines(lines, on=NOW.date()) == set()
    tomorrow = NOW + timedelta(days=1)
    assert late_lines(lines, on=tomorrow.date()) == {line.pk}
    held = quarter_figures(cast.units["gas"], date(2026, 10, 1), now=tomorrow)["held"]
    assert (held["planned"], held["not_held"]) == (1, 1)
    given: dict[str, Any] = {
        "level": "department", "theme": "回访", "methods": ["on_site"], "plan_line": line,
    }  # fmt: skip
    with pytest.raises(ValidationError, match="计划"):
        actions.arrange_inspection(
            unit=cast.units["repair1"], kind="spot", planned_on=NOW.date(), **given,
            by=cast.han, now=NOW,
        )  # fmt: skip


@pytest.mark.clause("inspection/5.2", "inspection/5.1")
def test_a_planned_inspection_that_was_not_held_is_red_and_its_organiser_is_told_once(
    cast: Cast,
) -> None:
    service, team = cast.units["service"], cast.units["repair1"]
    plan = actions.make_plan(
        service, period="month", starts_on=MONTH, aims="例行", by=cast.han, now=NOW
    )
    line = {"kind": "scheduled", "unit": team, "by": cast.han, "now": EARLY}
    for theme, day in (("班组例会", 10), ("着装", 12), ("台账", 28)):
        actions.add_line(plan, theme=theme, on=MONTH.replace(day=day), **line)
    assert tell_of_late_lines(now=NOW) == 0  # a draft promises nothing
    actions.issue_plan(plan, by=cast.han, now=EARLY)
    held = plan.lines.get(theme="着装")
    actions.arrange_inspection(
        unit=team, level="department", kind="scheduled", theme="着装", planned_on=held.on,
        methods=["on_site"], plan_line=held, by=cast.han, now=EARLY,
    )  # fmt: skip
    assert tell_of_late_lines(now=NOW) == 1
    assert tell_of_late_lines(now=NOW + timedelta(hours=1)) == 0
    told = Notice.objects.filter(template="inspections.line_late", channel="in_app")
    assert "韩雪" in [one.recipient_name for one in told]
    year = calendar_of(cast.han, cast.units["gas"], 2026, now=NOW)
    (_unit, cells) = next(row for row in year.departments if row[0] == service)
    assert [cell.late for cell in cells if cell.late] == [1]
    page = render_to_string(
        "inspections/cell.html", {"cell": next(c for c in cells if c.late), "whole": False}
    )
    assert "1 项未实施" in page
