"""From the application to gas: every kind, every stage, who may and what it promises."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.models import Clock
from heqi.customers.tests.makers import make_customer
from heqi.ledger.events import deliver_open
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.projects.actions import (
    confirm_conditions,
    fail_acceptance,
    finish_construction,
    finish_estimate,
    finish_survey,
    install_households,
    issue_ticket,
    pass_acceptance,
    sign_contract,
    turn_on,
)
from heqi.projects.models import Project
from heqi.projects.queries import clocks_of_project, progress_of, strip_of
from heqi.projects.tests.makers import HALF, TODAY, Works, bring, make_project, make_vip_org
from heqi.tiers.models import Assessment
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def clock(project: Project, name: str, clause: str = "") -> Clock:
    rows = [c for c in clocks_of_project(project) if c.name == name]
    return next(c for c in rows if not clause or c.clause == clause)


def test_a_household_goes_from_application_to_gas(works: Works) -> None:
    project = bring(make_project(works), "completed", works)
    project.refresh_from_db()
    assert project.status == "completed"
    assert not project.is_open
    home = project.households.get()
    assert home.service_point is not None
    assert home.service_point.state == "gas_on"
    assert home.service_point.meters.get().number == home.meter_no
    assert clock(project, "complete").state == "met"
    assert all(stage.finished_at for stage in project.stages.all())


def test_sixty_households_come_on_gas_ticket_by_ticket(works: Works) -> None:
    project = bring(make_project(works, kind="compound", homes=60), "gas_on", works)
    first = list(project.households.order_by("position")[:20])
    ticket = issue_ticket(project, first, by=works.lu, now=NOW)
    for row in first:
        turn_on(row, meter_no=f"4107{row.pk:08}", by=works.cast.han, now=NOW)
    ticket.refresh_from_db()
    assert ticket.done_at == NOW
    progress = progress_of([project])[project.pk]
    assert (progress.total, progress.paid, progress.installed, progress.on_gas) == (60, 60, 60, 20)
    project.refresh_from_db()
    assert project.status == "gas_on"
    rest = list(project.households.filter(status="installed"))
    issue_ticket(project, rest, by=works.lu, now=NOW)
    for row in rest:
        turn_on(row, meter_no=f"4107{row.pk:08}", by=works.cast.han, now=NOW)
    project.refresh_from_db()
    assert project.status == "completed"
    addresses = {row.service_point.premises.text for row in project.households.all()}
    assert len(addresses) == 60
    assert any("滨江新城3幢1单元101室" in text for text in addresses)


@pytest.mark.clause("tiering/6.1(2)")
def test_a_vip_person_who_meets_the_conditions_has_gas_within_three_days(works: Works) -> None:
    party, _point = make_customer(works.cast.units["gas"])
    type(party).objects.filter(pk=party.pk).update(tier="vip_person")
    party.refresh_from_db()
    project = make_project(works, party=party)
    assert clock(project, "complete", "tiering/6.1(2)").state == "not_started"
    bring(project, "estimate", works)
    promised = clock(project, "complete", "tiering/6.1(2)")
    assert promised.due_at == NOW + timedelta(days=3)
    project.refresh_from_db()
    assert "tiering" in project.due_clause


def test_conditions_found_missing_start_nothing_until_they_are_there(works: Works) -> None:
    project = bring(make_project(works), "estimate", works, conditions_met=False)
    assert clock(project, "complete").state == "not_started"
    later = NOW + timedelta(days=2)
    confirm_conditions(project, note="立管已通", by=works.lu, now=later)
    assert clock(project, "complete").started_at == later
    with pytest.raises(IllegalMove):
        confirm_conditions(project, note="再次", by=works.lu, now=later)


@pytest.mark.clause("tiering/6.2(2)")
def test_a_vip_organisation_is_ready_by_the_day_of_its_contract(works: Works) -> None:
    project = make_project(works, kind="industrial", party=make_vip_org(works))
    bring(project, "construction", works, ready_in=40)
    promised = clock(project, "ready")
    assert promised.clause == "tiering/6.2(2)"
    assert promised.due_at is not None
    assert promised.due_at.date() == (NOW + timedelta(days=40)).date()
    late = NOW + timedelta(days=41)
    install_households(project, list(project.households.all()), by=works.wei, now=late)
    finish_construction(project, by=works.wei, now=late)
    pass_acceptance(project, by=works.wei, now=late)
    assert clock(project, "ready").state == "missed"


@pytest.mark.clause("tiering/6.2(2)")
def test_gas_burns_within_a_day_of_the_market_departments_ticket(works: Works) -> None:
    project = make_project(works, kind="industrial", party=make_vip_org(works))
    bring(project, "gas_on", works)
    issue_ticket(project, list(project.households.all()), by=works.lu, now=NOW)
    promised = clock(project, "gas_on", "tiering/6.2(2)")
    assert promised.due_at == NOW + timedelta(days=1)
    project.refresh_from_db()
    assert project.due_clause == "tiering/6.2(2)"
    turn_on(
        project.households.get(), meter_no="410799001", by=works.cast.han,
        now=NOW + timedelta(hours=20),
    )  # fmt: skip
    row = Clock.objects.get(pk=promised.pk)
    assert row.state == "met"


def test_failed_acceptance_sends_the_works_back_and_their_time_runs_on(works: Works) -> None:
    project = bring(make_project(works, kind="commercial"), "acceptance", works)
    assert clock(project, "construction").state == "met"
    fail_acceptance(project, reason="立管未固定", by=works.wei, now=NOW)
    assert project.status == "construction"
    assert clock(project, "construction").state == "running"
    later = NOW + timedelta(days=1)
    finish_construction(project, by=works.wei, now=later)
    assert clock(project, "acceptance").started_at == later
    pass_acceptance(project, by=works.wei, now=later)
    assert project.status == "gas_on"


def test_each_stage_is_its_departments_own(works: Works) -> None:
    project = make_project(works)
    with pytest.raises(Refused):
        finish_survey(project, finding="好", conditions_met=True, by=works.cast.qian, now=NOW)
    bring(project, "estimate", works)
    with pytest.raises(Refused):
        finish_estimate(project, amount=Decimal(1), by=works.jiang, now=NOW)
    bring(project, "contract", works)
    with pytest.raises(Refused):
        sign_contract(
            project,
            number="HT-1",
            amount=Decimal(1),
            signed_on=TODAY,
            ready_on=TODAY,
            expires_on=TODAY,
            by=works.wei,
            now=NOW,
        )


def test_construction_waits_for_what_the_contract_wants_before(works: Works) -> None:
    project = bring(make_project(works), "payment", works, instalments=HALF)
    with pytest.raises(IllegalMove):
        install_households(project, list(project.households.all()), by=works.wei, now=NOW)
    assert project.status == "payment"


def test_works_are_not_done_while_somebody_waits(works: Works) -> None:
    project = bring(make_project(works, kind="compound", homes=4), "construction", works)
    install_households(project, list(project.households.all()[:3]), by=works.wei, now=NOW)
    with pytest.raises(ValidationError, match="1"):
        finish_construction(project, by=works.wei, now=NOW)


def test_stages_are_planned_by_the_limits_and_then_by_the_contract(works: Works) -> None:
    project = make_project(works, kind="commercial")
    planned = {stage.code: stage for stage in project.stages.all()}
    assert planned["survey"].planned_until > TODAY
    assert planned["construction"].planned_from == planned["payment"].planned_until
    bring(project, "construction", works, ready_in=15)
    planned = {stage.code: stage for stage in project.stages.all()}
    assert planned["acceptance"].planned_until == TODAY + timedelta(days=15)
    strip = strip_of(project, now=NOW)
    assert [row.state for row in strip.rows] == ["done"] * 4 + ["now", "next", "next"]
    assert all(0 <= row.planned[0] <= 100 for row in strip.rows)


@pytest.mark.clause("tiering/7.2-50")
def test_a_contract_for_more_capacity_asks_for_a_new_look_at_the_tier(works: Works) -> None:
    party = make_vip_org(works)
    project = make_project(
        works, kind="industrial", party=party, name="鼎鑫玻璃增容", daily_m3=Decimal(800),
        now=NOW + timedelta(minutes=1),
    )  # fmt: skip
    bring(project, "payment", works, now=NOW + timedelta(minutes=2))
    deliver_open(now=NOW + timedelta(minutes=3))
    noted = Assessment.objects.get(party=party)
    assert (noted.status, noted.occasion) == ("collected", "capacity_added")
    fact = noted.facts.get()
    assert (fact.kind, fact.m3) == ("contracted", Decimal(800))
