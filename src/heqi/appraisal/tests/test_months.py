"""A month adds up from records; the same records give the same sheet to the cent."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.appraisal import actions
from heqi.appraisal.facts import items
from heqi.appraisal.models import Line, Period, StaffSheet
from heqi.appraisal.queries.course import course_clocks
from heqi.appraisal.tests.scenes import (
    CLOSED,
    DECEMBER,
    NOVEMBER,
    PUBLISHED,
    REVIEWED,
    SCORED,
    closed,
    content,
    days,
    opened,
    published,
    scored,
    self_scores,
    sheet_of,
    upheld,
)
from heqi.authority.access import SHEETS
from heqi.authority.actions import raise_signal
from heqi.authority.models import Signal
from heqi.authority.tests.scenes import establish, use
from heqi.complaints.models import Complaint
from heqi.complaints.tests.scenes import taken
from heqi.conduct.actions import decide_case, reverse_case, submit_case
from heqi.conduct.tests.scenes import decided, ready
from heqi.inspections.access import ANSWER
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.people.actions import grant_role
from heqi.people.models import Role
from heqi.people.queries import actor_of, holders_of_right
from heqi.rulebook.values import Words
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_the_items_of_a_month_are_a_hundred_points() -> None:
    found = {item.code: item.weight for item in items(NOVEMBER, company_id=None)}
    assert sum(weight for weight in found.values() if weight) == 100
    assert found["commitments"] == 30
    assert found["conduct"] is None


@pytest.mark.clause("conduct/3.2.2", "inspection/6.1")
def test_a_decision_costs_the_department_points_with_its_record_and_clause(cast: Cast) -> None:
    case = decided(cast)
    period = opened(cast)
    sheet, line = sheet_of(cast, period), Line.objects.get()
    assert (line.points, line.points_clause) == (Decimal(-2), "conduct/3.2.2")
    # The clause gives no range of points: the company set it, and the line says so.
    assert line.mark == "company_set"
    assert (line.source_type, line.source_number) == ("conduct.case", case.number)
    assert (sheet.score, sheet.beside, sheet.grade) == (Decimal(98), Decimal(-2), "A")
    assert StaffSheet.objects.get(staff=cast.staff["ma"]).score == 100


def test_adding_a_month_up_again_gives_the_same_sheets_to_the_cent(cast: Cast) -> None:
    decided(cast)
    period = opened(cast)
    before = content(period)
    actions.reckon(period, now=NOW + days(2))
    assert content(period) == before


def misused(cast: Cast) -> Signal:
    """The repairer Ma misused an authorisation, which the service office established."""
    row = use(cast, "permission_1")
    signal = raise_signal(row, "found_in_check", seen=1, why=Words("不符", "wrong"), now=NOW)
    return establish(signal, cast)


@pytest.mark.clause("authority/6.1")
def test_misuse_costs_its_points_and_the_employee_rules_beside_them(cast: Cast) -> None:
    signal = misused(cast)
    decided(cast, source_number=signal.use.number)
    sheet = sheet_of(cast, opened(cast))
    assert (sheet.score, sheet.beside) == (Decimal(95), Decimal(-5))
    assert StaffSheet.objects.get(staff=cast.staff["ma"]).score == 97


@pytest.mark.clause("complaint/results", "conduct/2.2(3)")
def test_a_decision_takes_the_place_of_what_a_record_costs_the_department_not_the_person(
    cast: Cast,
) -> None:
    complaint = upheld(cast)
    decided(cast, source_number=complaint.number)
    period = opened(cast)
    assert sheet_of(cast, period).score == 98
    line = Line.objects.get(record="valid_complaint")
    assert (line.for_unit, line.for_staff) == (False, True)
    assert StaffSheet.objects.get(staff=cast.staff["ma"]).score == 98


@pytest.mark.clause("complaint/results")
def test_a_group_of_households_counts_once(cast: Cast) -> None:
    group = upheld(cast)
    judged = Complaint.objects.values("verdict", "responsibility", "responsible_unit", "judged_at")
    for n in range(2):
        one = taken(cast, now=NOW + timedelta(minutes=n + 1), contact_phone=f"1380000000{n}")
        (found,) = judged.filter(pk=group.pk)
        Complaint.objects.filter(pk=one.pk).update(
            parent=group, responsible_unit_id=found.pop("responsible_unit"), **found
        )
    assert Complaint.objects.filter(verdict="upheld").count() == 3
    opened(cast)
    assert [line.source_number for line in Line.objects.filter(record="valid_complaint")] == [
        group.number
    ]


@pytest.mark.clause("complaint/results")
def test_a_decision_after_the_month_closed_frees_the_department_and_not_the_person(
    cast: Cast,
) -> None:
    complaint = upheld(cast)
    period = closed(cast)
    assert sheet_of(cast, period).score == 98
    case = decided(cast, source_number=complaint.number, now=CLOSED)
    following = opened(cast, DECEMBER, CLOSED)
    right = Line.objects.get(sheet__period=following, corrects=NOVEMBER)
    assert (right.points, right.for_unit, right.for_staff) == (Decimal(2), True, False)
    # December bears the decision and gives back what November bore of the same record.
    assert sheet_of(cast, following).beside == -2
    assert not following.staff_sheets.exclude(points=0).exists()
    Period.objects.filter(pk=following.pk).update(status="closed")
    reverse_case(case, reason="新证据", by=cast.zheng, now=CLOSED)
    later = opened(cast, DECEMBER.replace(year=2027, month=1), CLOSED + days(20))
    found = Line.objects.filter(sheet__period=later).order_by("corrects")
    assert [(one.corrects, one.points, one.for_staff) for one in found] == [
        (NOVEMBER, Decimal(-2), False), (DECEMBER, Decimal(2), False),
    ]  # fmt: skip
    actions.reckon(later, now=CLOSED + days(20))
    assert found.count() == 2


@pytest.mark.clause("conduct/3.2.4")
def test_a_month_is_graded_c_by_a_decision_whatever_its_score(cast: Cast) -> None:
    case = decided(cast)
    type(case).objects.filter(pk=case.pk).update(grade="C")
    sheet = sheet_of(cast, opened(cast))
    assert (sheet.score, sheet.grade, sheet.forced_by) == (Decimal(98), "C", case.number)


def test_a_closed_month_never_changes_and_the_next_one_puts_it_right_once(cast: Cast) -> None:
    case = decided(cast)
    period = closed(cast)
    before = content(period)
    reverse_case(case, reason="新证据", by=cast.zheng, now=CLOSED)
    with pytest.raises(IllegalMove):
        actions.reckon(period, now=CLOSED)
    following = opened(cast, DECEMBER, CLOSED)
    assert content(period) == before
    line = Line.objects.get(sheet__period=following)
    assert (line.points, line.corrects, line.source_number) == (Decimal(2), NOVEMBER, case.number)
    Period.objects.filter(pk=following.pk).update(status="closed")
    later = opened(cast, DECEMBER.replace(year=2027, month=1), CLOSED + days(20))
    assert not Line.objects.filter(sheet__period=later).exists()


def test_a_month_is_not_reviewed_before_it_is_over_and_departments_could_score(cast: Cast) -> None:
    period = opened(cast)
    with pytest.raises(ValidationError, match="尚未结束"):
        actions.review_month(period, by=cast.he, now=NOW)
    with pytest.raises(ValidationError, match="尚未自评"):
        actions.review_month(period, by=cast.he, now=SCORED)
    clocks = {clock.name: clock.due_at for clock in course_clocks(period)}
    assert clocks["self_score"] is not None
    assert clocks["self_score"] < REVIEWED
    actions.review_month(period, by=cast.he, now=REVIEWED)
    assert period.status == "reviewed"


def test_the_review_strikes_lines_with_reasons_that_survive_adding_up(cast: Cast) -> None:
    decided(cast)
    period = opened(cast)
    line = Line.objects.select_related("sheet__period__company", "sheet__unit").get()
    with pytest.raises(ValidationError):
        actions.strike_line(line, reason=" ", by=cast.he, now=SCORED)
    with pytest.raises(Refused):
        actions.strike_line(line, reason="客户改期", by=cast.han, now=SCORED)
    actions.strike_line(line, reason="客户改期", by=cast.he, now=SCORED)
    actions.reckon(period, now=SCORED + days(1))
    kept = Line.objects.get()
    assert (kept.struck_by, kept.struck_reason) == ("何倩", "客户改期")
    assert sheet_of(cast, period).score == 100


def test_an_appeal_strikes_a_line_before_the_month_closes(cast: Cast) -> None:
    decided(cast)
    period = opened(cast)
    with pytest.raises(ValidationError):
        scored(cast, period, commitments="30.5")
    scored(cast, period, complaints="19")
    assert sheet_of(cast, period).self_score == 99
    published(cast, period)
    assert Notice.objects.filter(
        template="appraisal.published", recipient=cast.staff["han"]
    ).exists()
    with pytest.raises(ValidationError):
        actions.close_month(period, by=cast.he, now=PUBLISHED)
    sheet = sheet_of(cast, period)
    actions.appeal_sheet(sheet, appeal="客户改期", by=cast.han, now=PUBLISHED)
    with pytest.raises(ValidationError):
        actions.close_month(period, by=cast.he, now=CLOSED)
    with pytest.raises(Refused):
        actions.answer_appeal(sheet_of(cast, period), answer="x", by=cast.han, now=PUBLISHED)
    actions.answer_appeal(
        sheet_of(cast, period), answer="理由成立", strike=[Line.objects.get().pk],
        by=cast.zheng, now=PUBLISHED,
    )  # fmt: skip
    assert sheet_of(cast, period).score == 100
    actions.close_month(period, by=cast.he, now=CLOSED)


def test_the_loop_opens_the_running_month_once_and_adds_it_up_once_a_day(cast: Cast) -> None:
    assert actions.keep_months(now=NOW) == Period.objects.count() > 0
    assert actions.keep_months(now=NOW) == 0
    assert actions.keep_months(now=NOW + days(1)) == Period.objects.count()


@pytest.mark.clause("conduct/3.2.4")
def test_a_forced_grade_that_falls_after_closing_is_put_right_by_the_next_month(
    cast: Cast,
) -> None:
    case = decided(cast)
    type(case).objects.filter(pk=case.pk).update(grade="C")
    period = closed(cast)
    assert sheet_of(cast, period).grade == "C"
    case.refresh_from_db()
    reverse_case(case, reason="新证据", by=cast.zheng, now=CLOSED)
    following = opened(cast, DECEMBER, CLOSED)
    one = sheet_of(cast, following).regraded[0]
    assert (one["month"], one["grade"], one["factor"]) == ("2026-11", ["C", "A"], ["0.90", "1.10"])
    assert (one["case"], one["clause"]) == (case.pk, "conduct/3.2.4")
    assert sheet_of(cast, period).grade == "C"
    Period.objects.filter(pk=following.pk).update(status="closed")
    later = opened(cast, DECEMBER.replace(year=2027, month=1), CLOSED + days(20))
    assert sheet_of(cast, later).regraded == []


@pytest.mark.clause("conduct/3.2.4")
def test_a_deed_of_a_closed_month_grades_it_c_by_the_next_one_and_the_page_says_so(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    case = decided(cast)
    period = closed(cast)
    type(case).objects.filter(pk=case.pk).update(grade="C")
    sheet = sheet_of(cast, opened(cast, DECEMBER, CLOSED))
    assert [one["grade"] for one in sheet.regraded] == [["A", "C"]]
    page = sign_in("he").get(sheet.get_absolute_url()).content.decode()
    assert case.number in page
    assert sheet_of(cast, period).get_absolute_url() in page


@pytest.mark.clause("conduct/3.2.4")
def test_a_forced_grade_that_falls_before_closing_is_asked_again(cast: Cast) -> None:
    case = decided(cast)
    type(case).objects.filter(pk=case.pk).update(grade="C")
    period = published(cast)
    assert sheet_of(cast, period).grade == "C"
    case.refresh_from_db()
    reverse_case(case, reason="新证据", by=cast.zheng, now=PUBLISHED)
    deliver_open(now=PUBLISHED)
    assert sheet_of(cast, period).grade == "A"
    told = Notice.objects.filter(template="appraisal.regraded", recipient=cast.staff["han"])
    assert told.exists()


@pytest.mark.clause("inspection/6.1")
def test_nobody_reviews_his_own_lines_nor_those_of_his_department(cast: Cast) -> None:
    complaint = upheld(cast)
    where = {"responsible_unit": cast.units["smo"], "responsible": cast.staff["he"]}
    Complaint.objects.filter(pk=complaint.pk).update(**where)
    opened(cast)
    line = Line.objects.select_related("sheet__period__company", "sheet__unit").get()
    with pytest.raises(Refused):
        actions.strike_line(line, reason="客户改期", by=cast.he, now=SCORED)
    actions.strike_line(line, reason="客户改期", by=cast.zheng, now=SCORED)
    assert Line.objects.get().struck_by == "郑国栋"


@pytest.mark.clause("inspection/6.1")
def test_the_service_office_scores_its_own_month_by_a_role_of_its_own(cast: Cast) -> None:
    period, smo = opened(cast), cast.units["smo"]
    sheet = sheet_of(cast, period, "smo")
    scores = self_scores(period)
    with pytest.raises(Refused):
        actions.score_self(sheet, scores=scores, by=cast.he, now=SCORED)
    grant_role(
        cast.staff["he"], role=Role.objects.get(pk="own_department"), unit=smo,
        since=NOVEMBER, by=SYSTEM, now=NOW,
    )  # fmt: skip
    head = actor_of(cast.staff["he"], now=SCORED)
    actions.score_self(sheet, scores=scores, by=head, now=SCORED)
    assert sheet_of(cast, period, "smo").self_scored_by == "何倩"
    other = sheet_of(cast, period)
    with pytest.raises(Refused):
        actions.score_self(other, scores=scores, by=head, now=SCORED)
    for right in (ANSWER, SHEETS):
        assert cast.staff["he"] in holders_of_right(right, smo, on=SCORED.date())


@pytest.mark.clause("conduct/3.1.1-team", "conduct/3.1.1")
def test_a_group_reward_brings_each_department_of_the_group_its_points(cast: Cast) -> None:
    case = ready(
        cast, ground="3.1.1.3", staff=None, members=[cast.staff["ma"], cast.staff["lin"]],
        main=[cast.staff["wu"]], figures={"amount": Decimal(500), "points": Decimal(2)},
    )  # fmt: skip
    submit_case(case, opinion="建议奖励", by=cast.he, now=NOW)
    decide_case(case, now=NOW)
    period = opened(cast)
    lines = Line.objects.filter(sheet__period=period, record="decision")
    got = {line.sheet.unit: line.points for line in lines.select_related("sheet__unit")}
    assert got == {cast.units["service"]: Decimal(2), cast.units["dispatch"]: Decimal(2)}
