"""Changing units, staff, roles, stand-ins and rosters."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from heqi.ledger.audit import history
from heqi.people import organisation
from heqi.people.access import Refused, may
from heqi.people.actions import (
    appoint_stand_in,
    block_account,
    change_role,
    close_unit,
    create_unit,
    end_role,
    grant_role,
    let_staff_go,
    load_defaults,
    move_staff,
    open_account,
    remove_shift,
    rename_unit,
    repeat_week,
    reset_password,
    roster_staff,
    unblock_account,
)
from heqi.people.models import Account, Holding, Post, Role, RosterShift, Staff, StandIn, Unit
from heqi.people.queries import actor_of, on_duty
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
TODAY = NOW.date()
SHIFT = NOW + timedelta(days=1)


def test_a_unit_lies_below_a_higher_level_with_a_code_of_its_own(cast: Cast) -> None:
    service = cast.units["service"]
    given = {"name": "维修三队", "parent": service, "by": cast.admin, "now": NOW}
    made = create_unit(kind="team", code="repair3", **given)
    assert made.path.startswith(service.path)
    assert made.company == cast.units["gas"]
    with pytest.raises(ValidationError, match="编码"):
        create_unit(kind="team", code="repair3", **given)
    with pytest.raises(ValidationError, match="层级"):
        create_unit(kind="company", code="x", **given)


def test_a_unit_is_renamed_and_closed_once_it_is_empty(cast: Cast) -> None:
    team = cast.units["repair2"]
    rename_unit(team, name="维修五队", name_en="", short_name="", by=cast.admin, now=NOW)
    assert Unit.objects.get(pk=team.pk).name == "维修五队"
    with pytest.raises(ValidationError, match="调出"):
        close_unit(team, on=TODAY, reason="并入一队", by=cast.admin, now=NOW)
    post = Post.objects.get(pk="technician")
    move_staff(
        cast.staff["li"],
        unit=cast.units["repair1"],
        post=post,
        reason="并队",
        by=cast.admin,
        now=NOW,
    )
    close_unit(team, on=TODAY, reason="并入一队", by=cast.admin, now=NOW)
    assert Unit.objects.get(pk=team.pk).closed_on == TODAY
    with pytest.raises(ValidationError, match="下级"):
        close_unit(cast.units["service"], on=TODAY, reason="x", by=cast.admin, now=NOW)


def test_a_move_needs_a_change_and_the_right_over_both_units(cast: Cast) -> None:
    ma, place = cast.staff["ma"], {"unit": cast.units["repair1"], "reason": "调岗", "now": NOW}
    post = Post.objects.get(pk="technician")
    with pytest.raises(ValidationError, match="改动"):
        move_staff(ma, post=post, by=cast.admin, **place)
    with pytest.raises(Refused):
        move_staff(ma, post=Post.objects.get(pk="captain"), by=cast.zhou, **place)
    move_staff(ma, post=Post.objects.get(pk="team_leader"), by=cast.admin, **place)
    entry = history(ma).first()
    assert entry is not None
    assert entry.changes == {"post": ["technician", "team_leader"]}


def test_who_leaves_loses_account_roles_stand_ins_and_shifts(cast: Cast) -> None:
    ma = cast.staff["ma"]
    appoint_stand_in(
        absent=cast.staff["wu"],
        deputy=ma,
        since=TODAY,
        until=TODAY + timedelta(days=9),
        reason="休假",
        by=cast.wu,
        now=NOW,
    )
    roster_staff(
        unit=cast.units["repair1"],
        staff=ma,
        since=SHIFT,
        until=SHIFT + timedelta(hours=8),
        by=cast.zhou,
        now=NOW,
    )
    let_staff_go(ma, on=TODAY, reason="辞职", by=cast.admin, now=NOW)
    assert not Account.objects.get(staff=ma).is_active
    assert actor_of(ma, now=NOW).holdings == {}
    assert not RosterShift.objects.filter(staff=ma).exists()
    assert StandIn.objects.get(deputy=ma).ended_at == NOW
    with pytest.raises(ValidationError):
        let_staff_go(cast.staff["admin"], on=TODAY, reason="x", by=cast.admin, now=NOW)


def test_a_blocked_account_is_out_with_the_next_request(cast: Cast, sign_in: SignIn) -> None:
    account = Account.objects.get(staff=cast.staff["ma"])
    client = sign_in("ma")
    assert client.get("/settings/stand-ins/").status_code == 200
    block_account(account, reason="手机丢失", by=cast.admin, now=NOW)
    assert client.get("/settings/stand-ins/").status_code == 302
    unblock_account(account, by=cast.admin, now=NOW)
    assert Account.objects.get(pk=account.pk).is_active


def test_a_weak_password_is_refused_and_a_good_one_ends_the_sessions(cast: Cast) -> None:
    account = Account.objects.get(staff=cast.staff["ma"])
    with pytest.raises(ValidationError):
        reset_password(account, password="12345678", by=cast.admin, now=NOW)
    before = account.get_session_auth_hash()
    reset_password(account, password="zhong-yu-ban-lai", by=cast.admin, now=NOW)
    assert Account.objects.get(pk=account.pk).get_session_auth_hash() != before


def test_a_user_name_is_given_once(cast: Cast) -> None:
    Account.objects.filter(staff=cast.staff["ma"]).delete()
    given = {"password": "zhong-yu-ban-lai", "by": cast.admin, "now": NOW}
    with pytest.raises(ValidationError, match="用户名"):
        open_account(cast.staff["ma"], username="LIN", **given)
    open_account(cast.staff["ma"], username="machaoqun", **given)
    with pytest.raises(ValidationError, match="已有账号"):
        open_account(cast.staff["ma"], username="machaoqun2", **given)


def test_nobody_runs_the_system_and_audits_it(cast: Cast) -> None:
    role = Role.objects.get(pk="operator")
    given = {"unit": cast.units["gas"], "since": TODAY, "by": cast.admin, "now": NOW}
    with pytest.raises(ValidationError, match="审计员"):
        grant_role(cast.staff["audit"], role=role, **given)
    held = Holding.objects.get(staff=cast.staff["audit"])
    end_role(held, until=TODAY, by=cast.admin, now=NOW)
    grant_role(cast.staff["audit"], role=role, **given)


def test_a_role_is_changed_for_the_group_alone_by_who_runs_the_group(cast: Cast) -> None:
    role = Role.objects.get(pk="field_worker")
    given = {"name": role.name, "name_en": role.name_en, "now": NOW}
    codes = [*role.permissions, "workorders.create"]
    with pytest.raises(Refused):
        change_role(role, codes=codes, by=cast.zheng, **given)
    with pytest.raises(ValidationError, match=r"no\.such"):
        change_role(role, codes=["no.such"], by=cast.admin, **given)
    change_role(role, codes=codes, by=cast.admin, **given)
    assert may(cast.ma, "workorders.create")


def test_a_release_brings_roles_its_new_rights_and_none_that_the_company_took_out(
    cast: Cast,
) -> None:
    role = Role.objects.get(pk="agent")
    taken, new = "customers.unmask", "service.view"
    assert {taken, new} <= set(role.permissions)
    codes = set(role.permissions) - {taken} | {"ledger.view"}
    change_role(role, name=role.name, name_en=role.name_en, codes=codes, by=cast.admin, now=NOW)
    # As an installation stands that has not seen the release with the new right.
    before = [code for code in role.permissions if code != new]
    Role.objects.filter(pk="agent").update(permissions=sorted(codes - {new}), offered=before)
    load_defaults(now=NOW)
    load_defaults(now=NOW)
    role.refresh_from_db()
    assert set(role.permissions) == codes
    entry, *older = history(role)
    assert (entry.code, entry.actor_kind, entry.changes) == (
        "people.renew_role", "system", {"added": [new]},
    )  # fmt: skip
    assert "people.renew_role" not in [one.code for one in older]


def test_a_leader_keeps_the_roster_of_his_own_team(cast: Cast) -> None:
    shift = {"since": SHIFT, "until": SHIFT + timedelta(hours=8), "now": NOW}
    ma, li = cast.staff["ma"], cast.staff["li"]
    made = roster_staff(unit=cast.units["repair1"], staff=ma, by=cast.zhou, **shift)
    with pytest.raises(Refused):
        roster_staff(unit=cast.units["repair2"], staff=li, by=cast.zhou, **shift)
    with pytest.raises(ValidationError, match="已有排班"):
        roster_staff(unit=cast.units["repair1"], staff=ma, by=cast.zhou, **shift)
    assert list(on_duty(cast.units["repair1"], at=SHIFT)) == [ma]
    with pytest.raises(ValidationError):
        remove_shift(made, by=cast.zhou, now=SHIFT + timedelta(hours=1))
    remove_shift(made, by=cast.zhou, now=NOW)
    assert not RosterShift.objects.exists()


def test_a_week_is_copied_without_doubling(cast: Cast) -> None:
    team, monday = cast.units["repair1"], organisation.monday_of(TODAY)
    for name, day in (("ma", 2), ("wu", 3)):
        since = monday + timedelta(days=day, hours=8)
        roster_staff(
            unit=team,
            staff=cast.staff[name],
            since=since,
            until=since + timedelta(hours=9),
            by=cast.zhou,
            now=NOW,
        )
    after = monday + timedelta(days=7)
    assert repeat_week(unit=team, monday=after, by=cast.zhou, now=NOW) == 2
    assert repeat_week(unit=team, monday=after, by=cast.zhou, now=NOW) == 0
    lines = {line.staff.name: line for line in organisation.week(team, after)}
    assert [len(day) for day in lines["马超群"].days] == [0, 0, 1, 0, 0, 0, 0]


def test_the_tree_keeps_siblings_in_the_order_they_were_made(cast: Cast) -> None:
    for n in range(12):
        create_unit(
            kind="team",
            code=f"t{n}",
            name=f"班组{n}",
            parent=cast.units["service"],
            by=cast.admin,
            now=NOW,
        )
    names = [b.unit.name for b in organisation.tree(cast.han, None) if b.unit.name[:2] == "班组"]
    assert names == [f"班组{n}" for n in range(12)]


def test_the_pages_let_everybody_arrange_his_own_stand_in(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("ma")
    sent = {
        "absent": cast.staff["ma"].pk,
        "deputy": cast.staff["wu"].pk,
        "since": "2026-12-01",
        "last_day": "2026-12-03",
        "reason": "休假",
    }
    assert client.post("/settings/stand-ins/", sent).status_code == 302
    made = StandIn.objects.get()
    assert (made.since, made.until) == (date(2026, 12, 1), date(2026, 12, 4))
    answer = client.post("/settings/stand-ins/", {**sent, "last_day": "2026-11-01"})
    assert answer.status_code == 422
    assert "休假" in answer.content.decode()
    answer = client.post("/settings/stand-ins/", {**sent, "absent": cast.staff["zhou"].pk})
    assert answer.status_code == 422
    assert StandIn.objects.count() == 1


def test_a_night_shift_ends_the_next_day(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("zhou")
    team = cast.units["repair1"].pk
    sent = {
        "staff": cast.staff["ma"].pk,
        "day": "2030-01-07",
        "begins": "20:00",
        "ends": "08:00",
    }
    answer = client.post(f"/settings/roster/?unit={team}&week=2030-01-07", sent)
    assert answer.status_code == 302
    shift = RosterShift.objects.get()
    local = timezone.localtime(shift.until)
    assert (local.date(), local.time()) == (date(2030, 1, 8), time(8))
    assert "20:00–08:00" in client.get(answer.headers["Location"]).content.decode()


def test_the_page_of_a_person_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("admin")
    ma = cast.staff["ma"]
    sent = {"unit": cast.units["repair2"].pk, "post": "technician", "title": "代班", "reason": ""}
    answer = client.post(f"/settings/staff/{ma.pk}/move/", sent)
    assert answer.status_code == 422
    assert "代班" in answer.content.decode()
    answer = client.post(f"/settings/staff/{ma.pk}/move/", {**sent, "reason": "支援"})
    assert answer.status_code == 302
    assert Staff.objects.get(pk=ma.pk).unit == cast.units["repair2"]
    assert sign_in("zhou").post(f"/settings/staff/{ma.pk}/move/", sent).status_code in (403, 404)


def test_a_roster_of_nonsense_days_is_this_week(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("zhou")
    for week in ("9999-99-99", "abc", "0001-01-01", "２０２６"):
        assert client.get("/settings/roster/", {"week": week}).status_code == 200
    assert isinstance(organisation.monday_of(TODAY), datetime)
