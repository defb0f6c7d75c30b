"""What concerns leaders and the company itself, and what is on no sheet at all."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from heqi.appraisal import actions
from heqi.appraisal.facts import calendar_of
from heqi.appraisal.models import Line, Period, Sheet, StaffSheet
from heqi.appraisal.queries.course import unscored
from heqi.appraisal.queries.years import year_lines
from heqi.appraisal.tests.scenes import (
    NOVEMBER,
    SCORED,
    content,
    opened,
    self_scores,
    sheet_of,
    upheld,
)
from heqi.complaints.models import Complaint
from heqi.conduct.tests.scenes import decided
from heqi.duties.models import Occurrence
from heqi.duties.tests.scenes import duty
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.people.models import Unit
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def missed(cast: Cast, unit: Unit, who: str = "") -> Occurrence:
    """A duty of November that nobody did."""
    gas = cast.units["gas"]
    row: Occurrence = Occurrence.objects.create(
        duty=duty(gas, f"d{unit.pk}{who}", date(2026, 1, 1)), code="authority_check", company=gas,
        unit=unit, clause="authority/5.2", decision=calendar_of(NOVEMBER, company_id=gas.pk),
        audience="company", subject_type="people.unit", subject_id=str(gas.pk),
        subject_label=gas.name, period="2026-11", first_on=date(2026, 11, 1),
        last_on=date(2026, 11, 15), due_on=date(2026, 11, 15), grace_until=date(2026, 11, 18),
        status="missed", assignee=cast.staff.get(who),
    )  # fmt: skip
    return row


def leaders(period: Period) -> Sheet:
    return Sheet.objects.select_related("period__company", "unit").get(
        period=period, unit=period.company
    )


@pytest.mark.clause("inspection/6.1")
def test_a_duty_of_a_leader_counts_for_him_and_on_the_sheet_of_the_leaders(cast: Cast) -> None:
    missed(cast, cast.units["gas"], "zhoujm")
    period = opened(cast)
    line = Line.objects.get(sheet=leaders(period))
    assert (line.staff, line.points) == (cast.staff["zhoujm"], -1)
    assert StaffSheet.objects.get(staff=cast.staff["zhoujm"]).score == 99
    assert {sheet_of(cast, period, one).score for one in ("service", "smo")} == {100}
    before = content(period)
    actions.reckon(period, now=NOW)
    assert content(period) == before


@pytest.mark.clause("inspection/6.1")
def test_the_leaders_are_not_ranked_and_do_not_score_themselves(cast: Cast) -> None:
    case = decided(cast)
    type(case).objects.filter(pk=case.pk).update(grade="C")
    missed(cast, cast.units["gas"], "zheng")
    period = opened(cast)
    sheet = leaders(period)
    assert not sheet.forced  # what grades a department C is none of theirs
    assert sheet.name == "公司领导"
    assert sheet.unit.name not in unscored(period)
    gas = cast.units["gas"]
    ranked = year_lines(cast.he, gas, 2026, today=NOW.date())
    assert gas not in [line.unit for line in ranked]
    with pytest.raises((IllegalMove, Refused)):
        actions.score_self(sheet, scores=self_scores(period), by=cast.zheng, now=SCORED)
    with pytest.raises(Refused):  # a leader does not strike what is said of the leaders
        actions.strike_line(sheet.lines.get(), reason="x", by=cast.zheng, now=SCORED)


@pytest.mark.clause("inspection/6.1")
def test_what_is_on_no_sheet_is_listed_with_its_reason(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    gone = missed(cast, cast.units["pipeline"])
    Unit.objects.filter(pk=cast.units["pipeline"].pk).update(closed_on=date(2026, 10, 20))
    complaint = upheld(cast)
    Complaint.objects.filter(pk=complaint.pk).update(responsible=None)
    case = decided(cast, source_number=complaint.number)
    period = opened(cast)
    said = {(one["number"], one["why"]) for one in period.uncounted}
    assert said == {(gone.period_text, "no_sheet"), (complaint.number, "decided")}
    page = sign_in("he").get(f"/appraisal/{period.pk}/").content.decode()
    assert "未计入" in page
    assert "该单位本月没有考核表" in page
    assert case.number in page
    assert "管网运行部" not in sign_in("han").get(f"/appraisal/{period.pk}/").content.decode()


@pytest.mark.clause("inspection/6.1")
def test_a_department_that_was_closed_within_the_month_has_its_sheet(cast: Cast) -> None:
    missed(cast, cast.units["pipeline"])
    Unit.objects.filter(pk=cast.units["pipeline"].pk).update(closed_on=date(2026, 11, 25))
    period = opened(cast)
    assert sheet_of(cast, period, "pipeline").score == 99
    assert period.uncounted == []
