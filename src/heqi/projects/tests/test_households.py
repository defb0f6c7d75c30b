"""Households: entered in bulk, obstructing, withdrawn; holds and cancellation."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heqi.customers.actions import finish_task
from heqi.customers.models import MasterDataTask
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.ledger.loop import tick
from heqi.ledger.states import IllegalMove, StaleState
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.projects.actions import (
    Home,
    add_households,
    cancel_project,
    clear_obstruction,
    create_master_data,
    expire_holds,
    grid,
    hold_project,
    install_households,
    issue_ticket,
    mark_obstructing,
    plan_stage,
    resume_project,
    turn_on,
    withdraw_household,
)
from heqi.projects.models import Household, Project
from heqi.projects.queries import (
    Filters,
    HouseholdFilters,
    board,
    clocks_of_project,
    household_list,
    households_affected,
    households_obstructing,
    installed,
    my_projects,
    obstruction_of,
    on_gas,
    progress_of,
)
from heqi.projects.tests.makers import TODAY, Works, bring, make_project
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_two_thousand_households_are_entered_and_listed_fast(works: Works) -> None:
    project = make_project(works, kind="compound")
    rows = grid(buildings=[str(n) for n in range(1, 21)], entrances=2, floors=25, rooms=2)
    with CaptureQueriesContext(connection) as entering:
        assert add_households(project, rows, by=works.lu, now=NOW) == 2000
    assert len(entering) < 100
    with CaptureQueriesContext(connection) as reading:
        page = list(household_list(project, HouseholdFilters(building="7"))[:50])
        progress = progress_of([project])[project.pk]
    assert len(reading) == 2
    assert page[0].label == "7幢1单元101室"
    assert progress.total == 2000


def test_a_household_is_listed_once(works: Works) -> None:
    project = make_project(works, kind="compound", homes=2)
    with pytest.raises(ValidationError, match="3幢1单元101室"):
        add_households(
            project, [Home(building="3", entrance="1", room="101")], by=works.lu, now=NOW
        )
    with pytest.raises(ValidationError):
        add_households(project, [Home()], by=works.lu, now=NOW)
    with pytest.raises(Refused):
        add_households(
            project, [Home(building="9", entrance="1", room="1")], by=works.cast.ma, now=NOW
        )


@pytest.mark.clause("authority/4-waiver-2", "authority/4-permission-1")
def test_obstruction_is_counted_for_the_authority_matrix(works: Works) -> None:
    project = bring(make_project(works, kind="compound", homes=34), "construction", works)
    homes = list(project.households.all())
    assert households_affected(project) == 0
    for row in homes[:3]:
        mark_obstructing(row, reason="不同意立管走向", by=works.wei, now=NOW)
    with pytest.raises(ValidationError):
        install_households(project, homes[:1], by=works.wei, now=NOW)
    install_households(project, homes[3:], by=works.wei, now=NOW)
    assert installed(homes[5])
    assert not on_gas(homes[5])
    assert (households_affected(project), households_obstructing(project)) == (31, 3)
    clear_obstruction(homes[0], note="已协调", by=works.wei, now=NOW)
    assert households_obstructing(project) == 2


def test_a_ticket_names_who_has_not_paid(works: Works) -> None:
    project = make_project(works, kind="compound", homes=2)
    bring(project, "gas_on", works, paid_by="households")
    homes = list(project.households.all())
    with pytest.raises(ValidationError, match="101室"):
        issue_ticket(project, homes, by=works.lu, now=NOW)
    with pytest.raises(IllegalMove):
        turn_on(homes[0], meter_no="4107001", by=works.cast.han, now=NOW)


def test_master_data_come_before_the_gas_and_only_once(works: Works) -> None:
    project = bring(make_project(works, kind="compound", homes=3), "acceptance", works)
    homes = list(project.households.all())
    assert create_master_data(project, homes, by=works.lu, now=NOW) == 3
    assert create_master_data(project, project.households.all(), by=works.lu, now=NOW) == 0
    point = project.households.first().service_point
    assert point.state == "on_file"
    assert point.premises.compound == project.compound


def test_a_household_withdraws_and_no_longer_counts(works: Works) -> None:
    project = bring(make_project(works, kind="compound", homes=3), "construction", works)
    homes = list(project.households.all())
    withdraw_household(homes[0], reason="不再需要", by=works.lu, now=NOW)
    assert progress_of([project])[project.pk].total == 2


@pytest.mark.clause("conduct/3.2.5(1)")
def test_a_project_is_held_for_a_good_reason_only_and_not_for_ever(works: Works) -> None:
    project = bring(make_project(works, kind="commercial"), "construction", works)
    with pytest.raises(ValidationError):
        hold_project(project, reason="other", by=works.jiang, now=NOW)
    hold = hold_project(project, reason="weather", explanation="暴雪", by=works.jiang, now=NOW)
    assert hold.cap_at == NOW + timedelta(days=15)
    with pytest.raises(IllegalMove):
        install_households(project, list(project.households.all()), by=works.wei, now=NOW)
    works_clock = next(c for c in clocks_of_project(project) if c.name == "construction")
    assert works_clock.state == "paused"
    assert expire_holds(now=NOW + timedelta(days=16)) == 1
    project.refresh_from_db()
    assert not project.is_held
    with pytest.raises(IllegalMove):
        resume_project(project, by=works.jiang, now=NOW)


def test_a_project_with_money_or_gas_is_not_cancelled(works: Works) -> None:
    project = bring(make_project(works), "construction", works)
    with pytest.raises(ValidationError):
        cancel_project(project, reason="不装了", by=works.jiang, now=NOW)
    other = make_project(works)
    with pytest.raises(Refused):
        cancel_project(other, reason="不装了", by=works.lu, now=NOW)
    cancel_project(other, reason="不装了", by=works.jiang, now=NOW)
    assert not other.is_open
    assert all(c.state == "cancelled" for c in clocks_of_project(other) if c.started_at)


@pytest.mark.clause("tiering/4.2")
def test_a_late_construction_turns_red_with_its_clause_and_is_heard(works: Works) -> None:
    project = bring(make_project(works), "construction", works)
    late = NOW + timedelta(days=10)
    tick(now=late)
    project.refresh_from_db()
    assert project.alert == "over"
    assert project.due_clause == "tiering/4.2"
    assert project.is_late(late)
    heard = Notice.objects.filter(template="projects.breached").values_list("recipient", flat=True)
    assert works.staff["wei"].pk in heard
    found = board(works.wei, Filters(tab="late"), now=late)
    assert [row.pk for row in found.rows] == [project.pk]


def test_a_stage_given_to_somebody_is_his(works: Works) -> None:
    project = bring(make_project(works), "construction", works)
    stage = project.stages.select_related("unit", "project").get(code="construction")
    assert not Project.objects.visible_to(works.mao).exists()
    plan_stage(
        stage,
        planned_from=TODAY,
        planned_until=TODAY + timedelta(days=5),
        assignee=works.staff["mao"],
        by=works.wei,
        now=NOW,
    )
    assert [row.pk for row in my_projects(works.mao)] == [project.pk]
    install_households(project, list(project.households.all()), by=works.mao, now=NOW)
    with pytest.raises(ValidationError):
        plan_stage(
            stage,
            planned_from=TODAY,
            planned_until=TODAY - timedelta(days=1),
            by=works.wei,
            now=NOW,
        )


def test_another_company_sees_nothing(works: Works) -> None:
    make_project(works)
    assert not Project.objects.visible_to(works.cast.other).exists()
    assert Project.objects.visible_to(works.cast.han).exists()
    assert not Project.objects.visible_to(works.cast.ma).exists()


@pytest.mark.clause("data-entry/6.4")
def test_an_installed_household_asks_for_its_master_data_within_the_day(
    works: Works, django_capture_on_commit_callbacks: Any
) -> None:
    project = bring(make_project(works, kind="compound", homes=3), "construction", works)
    homes = list(project.households.all())
    install_households(project, homes, by=works.wei, now=NOW)
    tasks = MasterDataTask.objects.filter(source_type="projects.household")
    assert tasks.count() == 3
    assert all(task.due_at and task.clause == "data-entry/6.4" for task in tasks)
    assert all(task.source_number == project.number for task in tasks)
    create_master_data(project, homes[:1], by=works.lu, now=NOW)
    withdraw_household(homes[1], reason="不再需要", by=works.lu, now=NOW)
    states = dict(tasks.values_list("source_id", "state"))
    assert states[str(homes[0].pk)] == "done"
    assert states[str(homes[1].pk)] == "cancelled"
    # The keeper of master data opens the account himself.
    _party, point = make_customer(works.cast.units["gas"])
    with django_capture_on_commit_callbacks(execute=True):
        task = tasks.get(source_id=str(homes[2].pk))
        finish_task(task, service_point=point, by=SYSTEM, now=NOW)
    homes[2].refresh_from_db()
    assert homes[2].service_point == point


@pytest.mark.clause("data-entry/2.2")
def test_a_household_that_the_list_names_becomes_a_customer_once(works: Works) -> None:
    project = bring(make_project(works, kind="compound", homes=2), "construction", works)
    home = project.households.all()[0]
    Household.objects.filter(pk=home.pk).update(name="沈玉兰", phone="13700001234")
    homes = list(project.households.all())
    meters = {row.pk: f"41070000{row.position}" for row in homes}
    install_households(project, homes, meters=meters, by=works.wei, now=NOW)
    create_master_data(project, project.households.all(), by=works.lu, now=NOW)
    named, nameless = project.households.all()
    assert named.party.name == "沈玉兰"
    assert named.party.phones.get().number == "13700001234"
    assert {one.role for one in named.service_point.occupancies.all()} == {"user", "owner", "payer"}
    assert nameless.party is None
    assert nameless.service_point.meters.count() == 1


def test_the_last_one_to_withdraw_ends_ticket_and_project(works: Works) -> None:
    project = make_project(works, kind="compound", homes=2)
    bring(project, "gas_on", works, amount=Decimal("0.00"))
    homes = list(project.households.select_related("project"))
    ticket = issue_ticket(project, homes, by=works.lu, now=NOW)
    for home in homes:
        home.project = project
    turn_on(homes[0], meter_no="41070001", by=works.cast.han, now=NOW)
    assert project.is_open
    withdraw_household(homes[1], reason="房屋出售", by=works.lu, now=NOW)
    ticket.refresh_from_db()
    project.refresh_from_db()
    assert ticket.done_at == NOW
    assert project.status == "completed"


def test_of_two_crews_at_one_household_the_second_hears_it(works: Works) -> None:
    project = bring(make_project(works, kind="compound", homes=2), "construction", works)
    one, other = (list(project.households.all()) for _crew in range(2))
    install_households(project, one[:1], meters={one[0].pk: "410700001"}, by=works.wei, now=NOW)
    with pytest.raises(StaleState):
        install_households(project, other[:1], by=works.wei, now=NOW)
    with pytest.raises(ValidationError, match="410700001"):
        install_households(
            project, other[1:], meters={other[1].pk: "410700001"}, by=works.wei, now=NOW
        )


@pytest.mark.clause("authority/4-waiver-2")
def test_the_page_tells_whether_the_waiver_of_obstruction_can_be_asked_for(works: Works) -> None:
    project = bring(
        make_project(works, kind="compound", homes=34), "construction", works, ready_in=0
    )
    assert obstruction_of(project, on=TODAY) is None
    for row in project.households.all()[:3]:
        mark_obstructing(row, reason="不同意立管走向", by=works.wei, now=NOW)
    found = obstruction_of(project, on=TODAY)
    assert found is not None
    assert (found.few, found.enough, found.expires_soon) == (True, True, True)
    mark_obstructing(project.households.all()[4], reason="同上", by=works.wei, now=NOW)
    found = obstruction_of(project, on=TODAY - timedelta(days=5))
    assert found is not None
    assert (found.few, found.enough, found.expires_soon) == (False, True, False)
