"""Rights are held in a unit and cover its subtree, for reads and writes alike."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.people.access import Refused, may, require, scope
from heqi.people.actions import appoint_stand_in, end_stand_in, grant_role
from heqi.people.models import Role
from heqi.people.queries import actor_of, holders_of
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_a_right_held_in_a_company_covers_its_departments_only(cast: Cast) -> None:
    assert may(cast.lin, "people.view", cast.units["service"])
    assert not may(cast.lin, "people.view", cast.units["other"])
    assert not may(cast.lin, "people.view", cast.units["group"])


def test_the_group_sees_every_company(cast: Cast) -> None:
    assert may(cast.national, "people.view", cast.units["other-dispatch"])
    assert scope(cast.national, "people.view").companies == tuple(
        sorted([cast.units["gas"].pk, cast.units["other"].pk])
    )


def test_a_refusal_names_the_right_in_a_sentence(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        require(cast.lin, "people.manage", cast.units["gas"])
    assert refusal.value.code == "people.manage"
    assert len(refusal.value.sentence) > 10


def test_an_undeclared_permission_is_a_fault_of_ours(cast: Cast) -> None:
    with pytest.raises(LookupError):
        may(cast.lin, "people.fly", cast.units["gas"])


def test_nobody_gives_rights_to_himself(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        grant_role(
            cast.staff["admin"],
            role=Role.objects.get(pk="manager"),
            unit=cast.units["gas"],
            since=TODAY,
            by=cast.admin,
            now=NOW,
        )


def test_a_stand_in_has_the_absent_persons_rights_on_those_days_only(cast: Cast) -> None:
    appoint_stand_in(
        absent=cast.staff["he"],
        deputy=cast.staff["lin"],
        since=TODAY,
        until=TODAY + timedelta(days=3),
        reason="leave",
        by=cast.he,
        now=NOW,
    )
    assert may(cast.lin, "ledger.view", cast.units["gas"])
    later = actor_of(cast.staff["lin"], now=NOW + timedelta(days=3))
    assert not may(later, "ledger.view", cast.units["gas"])


def test_a_stand_in_ended_early_loses_the_rights_at_once(cast: Cast) -> None:
    row = appoint_stand_in(
        absent=cast.staff["he"],
        deputy=cast.staff["lin"],
        since=TODAY,
        until=TODAY + timedelta(days=3),
        reason="leave",
        by=cast.he,
        now=NOW,
    )
    end_stand_in(row, by=cast.he, now=NOW)
    assert not may(cast.lin, "ledger.view", cast.units["gas"])


def test_captain_and_team_leader_are_two_posts(cast: Cast) -> None:
    gas = cast.units["gas"]
    assert [s.name for s in holders_of("captain", gas, on=TODAY)] == ["周立峰"]
    assert [s.name for s in holders_of("team_leader", gas, on=TODAY)] == ["吴班"]


def test_holders_of_a_post_include_who_stands_in(cast: Cast) -> None:
    appoint_stand_in(
        absent=cast.staff["zhou"],
        deputy=cast.staff["wu"],
        since=date(2026, 11, 20),
        until=date(2026, 11, 30),
        reason="leave",
        by=cast.zhou,
        now=NOW,
    )
    assert [s.name for s in holders_of("captain", cast.units["gas"], on=TODAY)] == [
        "周立峰",
        "吴班",
    ]
