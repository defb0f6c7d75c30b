"""Occurrences are planned ahead, once, whatever happens to the loop."""

from datetime import date, timedelta
from random import Random

import pytest

from heqi.duties.actions import keep_duties
from heqi.duties.engine import Member, plan
from heqi.duties.festivals import festivals
from heqi.duties.models import Duty, Occurrence
from heqi.duties.specs import codes, terms, versions
from heqi.duties.states import Status
from heqi.duties.tests.scenes import audience_of, duty, run_on, shape
from heqi.people.models import Staff
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
BEGUN, END = date(2024, 1, 1), date(2028, 12, 31)
PEOPLE = [
    Member("customers.party", "1", "甲", None, date(2020, 1, 1)),
    Member("customers.party", "2", "乙", None, date(2025, 5, 10), date(2027, 8, 20)),
    Member("customers.party", "3", "丙", None, date(2026, 2, 20)),
    Member("customers.party", "4", "丁", None, date(2026, 11, 1), date(2026, 11, 9)),
]
CODES = ("vip_person_tips", "vip_person_callback", "vip_person_greeting")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.clause("tiering/6.1(8)", "tiering/6.1(9)", "tiering/6.1(10)")
def test_five_years_give_the_same_whatever_runs_came_when(cast: Cast, code: str) -> None:
    every_month = [*(BEGUN + timedelta(days=31 * n) for n in range(59)), END]
    random = Random(code)
    gaps = [*sorted({BEGUN + timedelta(days=random.randrange(1820)) for _n in range(9)}), END]
    shuffled = [END, *random.sample(gaps, len(gaps))]
    found = []
    with audience_of("vip_person", PEOPLE):
        for days in (every_month, gaps, gaps * 2, shuffled):
            row = duty(cast.units["gas"], code, BEGUN)
            run_on(row, *days)
            found.append(shape(row))
            Occurrence.objects.filter(duty=row).delete()
            row.delete()
    assert found[1] == found[0]
    assert found[2] == found[0]
    assert found[3] == found[0]
    wanted = plan(
        versions(code, None), PEOPLE, since=date(2023, 12, 1), until=END + timedelta(days=45),
        begun=BEGUN, days=festivals(),
    )  # fmt: skip
    assert {(s, f, o) for s, f, _l, o, _d, _st in found[0]} == {
        (one.member.id, one.span.first, one.span.occasion) for one in wanted.due
    }
    let_off = {one.span.first for one in wanted.due if one.let_off}
    assert {f for _s, f, _l, _o, _d, state in found[0] if state == Status.LET_OFF} <= let_off


def test_who_joins_in_the_second_half_of_a_month_is_owed_the_next_one(cast: Cast) -> None:
    early = Member("customers.party", "1", "甲", None, date(2026, 11, 15))
    late = Member("customers.party", "2", "乙", None, date(2026, 11, 16))
    row = duty(cast.units["gas"], "vip_person_tips", date(2026, 1, 1))
    with audience_of("vip_person", [early, late]):
        run_on(row, date(2026, 11, 1), date(2026, 11, 20))
    november = Occurrence.objects.filter(duty=row, first_on=date(2026, 11, 1))
    assert [one.subject_id for one in november] == ["1"]
    assert Occurrence.objects.filter(duty=row, first_on=date(2026, 12, 1)).count() == 2


def test_who_leaves_before_it_is_due_is_let_off(cast: Cast) -> None:
    one = Member("customers.party", "1", "甲", None, date(2026, 1, 1), date(2026, 11, 20))
    row = duty(cast.units["gas"], "vip_person_tips", date(2026, 10, 1))
    with audience_of("vip_person", [one]):
        run_on(row, date(2026, 11, 1))
        assert Occurrence.objects.get(first_on=date(2026, 11, 1)).status == Status.OPEN
        run_on(row, date(2026, 11, 25))
    assert Occurrence.objects.get(first_on=date(2026, 11, 1)).status == Status.LET_OFF
    assert not Occurrence.objects.filter(first_on=date(2026, 12, 1)).exists()


def test_what_is_due_falls_due_and_is_missed_when_it_can_no_longer_be_made_up(cast: Cast) -> None:
    row = duty(cast.units["gas"], "routine_inspection", date(2026, 9, 1))
    run_on(row, date(2026, 9, 30))
    september = Occurrence.objects.filter(duty=row, first_on=date(2026, 9, 1))
    assert set(september.values_list("status", flat=True)) == {Status.OPEN}
    run_on(row, date(2026, 10, 1))
    assert set(september.values_list("status", flat=True)) == {Status.OVERDUE}
    run_on(row, date(2026, 10, 15))
    assert set(september.values_list("status", flat=True)) == {Status.OVERDUE}
    run_on(row, date(2026, 10, 16))
    assert set(september.values_list("status", flat=True)) == {Status.MISSED}


@pytest.mark.clause("inspection/5.3")
def test_each_department_has_its_own_and_its_head_does_it(cast: Cast) -> None:
    row = duty(cast.units["gas"], "routine_inspection", date(2026, 11, 1))
    run_on(row, NOW.date())
    rows = Occurrence.objects.filter(duty=row, first_on=date(2026, 11, 1))
    departments = {"service", "dispatch", "pipeline", "smo"}
    assert set(rows.values_list("unit", flat=True)) == {cast.units[u].pk for u in departments}
    assert rows.get(unit=cast.units["service"]).assignee == cast.staff["han"]
    # A department without a head: the general manager answers for it.
    assert rows.get(unit=cast.units["pipeline"]).assignee == cast.staff["zheng"]


def test_a_new_holder_of_the_post_takes_over_what_is_open(cast: Cast) -> None:
    row = duty(cast.units["gas"], "service_analysis", date(2026, 11, 1))
    run_on(row, NOW.date())
    one = Occurrence.objects.get(duty=row, first_on=date(2026, 11, 1))
    assert one.assignee == cast.staff["he"]
    Staff.objects.filter(pk=cast.staff["he"].pk).update(left_on=date(2026, 11, 24))
    Staff.objects.filter(pk=cast.staff["ma"].pk).update(
        post="head_service_office", unit=cast.units["smo"]
    )
    run_on(row, date(2026, 11, 24))
    one.refresh_from_db()
    assert one.assignee == cast.staff["ma"]


@pytest.mark.clause("inspection/4.2")
def test_a_monthly_plan_is_due_in_the_first_days_of_the_month(cast: Cast) -> None:
    row = duty(cast.units["gas"], "company_inspection_plan", date(2026, 11, 1))
    run_on(row, date(2026, 11, 1))
    assert Occurrence.objects.get(first_on=date(2026, 11, 1)).due_on == date(2026, 11, 5)


def test_the_loop_begins_for_every_company_and_does_each_day_once(cast: Cast) -> None:
    done = keep_duties(now=NOW)
    assert done == Duty.objects.count() == 2 * len(codes())
    assert keep_duties(now=NOW) == 0
    before = Occurrence.objects.count()
    Duty.objects.update(stale=True)
    assert keep_duties(now=NOW) == done
    assert Occurrence.objects.count() == before


def test_every_duty_of_the_pack_says_for_whom_and_how_often() -> None:
    for code in codes():
        held = terms(code, NOW.date(), None)
        assert held is not None, code
        assert held.spec.audience, code
        assert held.led_by, code
        assert held.evidence, code
        if held.spec.occasions:
            assert len(held.spec.occasions) >= held.spec.count, code


def test_festivals_fall_as_the_lunar_calendar_says() -> None:
    from holidays.calendars.chinese import _ChineseLunisolar

    lunar, table = _ChineseLunisolar(), festivals()
    for year in table.years:
        assert table.on("spring_festival", year) == lunar.lunar_new_year_date(year)[0]
        assert table.on("dragon_boat", year) == lunar.dragon_boat_date(year)[0]
        assert table.on("mid_autumn", year) == lunar.mid_autumn_date(year)[0]
    assert table.on("national_day", 2099) == date(2099, 10, 1)
    assert table.on("spring_festival", 2099) is None
