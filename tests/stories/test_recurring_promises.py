"""What the tiering policy promises VIPs month by month: kept, made up late, excused.

Nobody ticks off a duty here: the message that arrived, the call that was answered, the check at
the door and the visit are what fulfils it.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse

from heqi.callbacks.actions import record_result
from heqi.callbacks.models import CallbackTask
from heqi.customers.actions import set_tier_mark
from heqi.customers.models import Party
from heqi.duties.actions import ask_excuse, decide_excuse, record, record_attendance
from heqi.duties.actions.recording import Present
from heqi.duties.models import Occurrence
from heqi.duties.tests.scenes import at
from heqi.ledger.actors import SYSTEM
from heqi.notices.actions import report_delivery, send_campaigns, send_due
from heqi.notices.gateway import FakeGateway
from heqi.notices.models import Campaign
from heqi.people.actions import grant_role, hire_staff
from heqi.people.models import Post, Role
from heqi.people.queries import actor_of
from heqi.safety.actions import (
    begin_full_check,
    finish_check,
    initiate_full_check,
    open_plan,
    report_full_check,
)
from heqi.safety.actions.planning import assign_route
from heqi.safety.models import Check, FullCheck
from heqi.safety.tests.scenes import findings, fresh, household, photographed, planned, post_of
from heqi.workorders.actions import review_order
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast
from tests.stories.recurring import BEGUN, deliver_all, figure, kept, sign_in, vip
from tests.surface.clock import Clock

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
TIERS = {"person": "vip_person", "org": "vip_org"}


def occurrence(code: str, party: Party, first: date = NOVEMBER) -> Occurrence:
    rows = Occurrence.objects.select_related("unit__company", "company", "assignee")
    return rows.get(code=code, subject_id=str(party.pk), first_on=first)


def excused(row: Occurrence, cast: Cast, now: datetime, reason: str) -> Occurrence:
    """Whoever is to do it asks with a reason, the service office grants it."""
    assert row.assignee is not None
    ask_excuse(row, reason=reason, by=actor_of(row.assignee, now=now), now=now)
    decide_excuse(row, granted=True, answer="情况属实", by=cast.he, now=now)
    row.refresh_from_db()
    return row


def marked(party: Party, tier: str, day: date = BEGUN) -> Party:
    set_tier_mark(
        party, tier=tier, criterion="media" if tier == "vip_person" else "none",
        basis="tiering/4.1", proof="工作证", by=SYSTEM, now=at(day),
    )  # fmt: skip
    party.refresh_from_db()
    return party


def send_tips(cast: Cast, tier: str, now: datetime, names: int) -> None:
    """The head of customer service releases a bulk message, and the carrier reports back."""
    browser = sign_in(cast, "han")
    address = f"{reverse('notices:new_campaign')}?audience={tier}&begin=tips_winter"
    browser.post(address, {"title": f"提示{now:%m%d}", "purpose": "tips", "text": "请注意通风。"})
    made = Campaign.objects.latest("pk")
    browser.post(reverse("notices:campaign_step", args=[made.pk, "release"]))
    with FakeGateway() as gateway, override_settings(HEQI_SMS_URL=f"{gateway.url}/sms"):
        send_campaigns(now=now)
        send_due(now=now)
        arrived = list(gateway.messages)
    assert len(arrived) == names
    for message in arrived:
        report_delivery(key=message["key"], provider_id=message["id"], arrived=True, now=now)
    deliver_all(now)


@pytest.mark.parametrize(
    ("tier", "clause"),
    [
        pytest.param("vip_person", "tiering/6.1(8)", marks=pytest.mark.clause("tiering/6.1(8)")),
        pytest.param("vip_org", "tiering/6.2(7)", marks=pytest.mark.clause("tiering/6.2(7)")),
    ],
)
def test_monthly_tips_arrive_in_the_month_or_late_or_cannot_arrive(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch, tier: str, clause: str
) -> None:
    # The fake carrier looks at its own clock; the story's is another.
    monkeypatch.setattr("heqi.notices.gateway.is_signed", lambda body, headers, *, now: True)
    code = f"{tier}_tips"
    early = vip(cast, "华东玻璃", "13900010001", tier=tier)
    silent = vip(cast, "无号客户", "", tier=tier)
    kept(cast, code, [NOW.date()])
    send_tips(cast, tier, clock.now, 1)
    # A number is put on file too late for November: the message of December makes it up.
    forgotten = vip(cast, "补录号码", "13900010003", tier=tier)
    kept(cast, code, [NOW.date() + timedelta(days=1), DECEMBER, date(2026, 12, 2)])
    clock.pass_by(days=9)
    assert occurrence(code, forgotten).status == "overdue"
    excused(occurrence(code, silent), cast, clock.now, "客户无手机，已电话告知")
    send_tips(cast, tier, clock.now, 2)
    assert occurrence(code, early).status == "done"
    assert occurrence(code, forgotten).status == "late"
    assert occurrence(code, silent).status == "excused"
    assert figure(cast, clause, NOVEMBER, clock.now) == (1, 2)
    # The second message to the first customer is December's.
    assert occurrence(code, early, DECEMBER).status == "done"


@pytest.mark.parametrize(
    ("tier", "clause"),
    [
        pytest.param("vip_person", "tiering/6.1(9)", marks=pytest.mark.clause("tiering/6.1(9)")),
        pytest.param("vip_org", "tiering/6.2(8)", marks=pytest.mark.clause("tiering/6.2(8)")),
    ],
)
def test_the_callback_of_the_month_is_the_call_that_was_answered(
    cast: Cast, django_capture_on_commit_callbacks: Capture, tier: str, clause: str
) -> None:
    capture = django_capture_on_commit_callbacks
    code = f"{tier}_callback"
    drawn: list[tuple[Party, Any]] = []
    # A third of the VIPs is called each month; three of them are this month's. Which ones hangs on
    # their keys, and PostgreSQL gives none twice: among forty there are always three.
    for number in range(1, 41):
        if len(drawn) == 3:
            break
        party, point = household(cast, number, name=f"客户{number}", room=f"{number}02")
        marked(party, tier)
        kept(cast, code, [NOW.date()])
        if Occurrence.objects.filter(
            code=code, subject_id=str(party.pk), first_on=NOVEMBER
        ).exists():
            drawn.append((party, point))
    assert Occurrence.objects.filter(code=code, first_on=NOVEMBER).count() == 3

    def answered(party: Party, point: Any, now: datetime) -> None:
        order = make_order(cast, capture, party=party, service_point=point, place="indoor")
        bring(order, "done", cast, crew="zhou")
        with capture(execute=True):
            review_order(order, passed=True, by=cast.wu, now=NOW + timedelta(hours=1))
        task = CallbackTask.objects.select_related("order__unit", "unit", "company").get(
            order=order
        )
        with capture(execute=True):
            record_result(task, score=5, off_hours="客户约定", by=cast.he, now=now)

    (first, second, third) = drawn
    answered(*first, NOW + timedelta(hours=3))
    done = occurrence(code, first[0])
    assert (done.status, done.done_by_name) == ("done", "何倩")
    assert done.records.get().reference.startswith("HF")
    kept(cast, code, [DECEMBER + timedelta(days=2)])
    later = at(DECEMBER + timedelta(days=3), 10)
    answered(*second, later)
    assert occurrence(code, second[0]).status == "late"
    excused(occurrence(code, third[0]), cast, later, "客户出国，三次未接通")
    assert figure(cast, clause, NOVEMBER, later) == (1, 2)


@pytest.mark.parametrize(
    ("tier", "clause"),
    [
        pytest.param("vip_person", "tiering/6.1(10)", marks=pytest.mark.clause("tiering/6.1(10)")),
        pytest.param("vip_org", "tiering/6.2(9)", marks=pytest.mark.clause("tiering/6.2(9)")),
    ],
)
def test_festival_greetings_before_the_festival_after_it_and_not_at_all(
    cast: Cast, clock: Clock, tier: str, clause: str
) -> None:
    code, doer = f"{tier}_greeting", "han" if tier == "vip_person" else "lu"
    hired = hire_staff(
        number="7001", name="陆嘉宁", unit=cast.units["gas"], username="lu", password=None,
        post=Post.objects.get(pk="account_manager"), by=SYSTEM, now=NOW,
    )  # fmt: skip
    grant_role(
        hired, role=Role.objects.get(pk="account_manager"), unit=cast.units["gas"], since=BEGUN,
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    cast.staff["lu"] = hired
    parties = [vip(cast, name, "", tier=tier) for name in ("甲", "乙", "丙")]
    kept(cast, code, [date(2026, 9, 22)])
    rows = {
        party.name: Occurrence.objects.select_related("unit__company", "company").get(
            code=code, occasion="mid_autumn", subject_id=str(party.pk)
        )
        for party in parties
    }
    clock.now = at(date(2026, 9, 24), 10)
    page = f"{reverse('duties:calls')}?duty={code}&occasion=mid_autumn"
    greeted = sign_in(cast, doer).post(page, {"id": rows["甲"].pk, "text": "已致电，祝节日快乐"})
    assert greeted.status_code == 302, greeted.content.decode()
    kept(cast, code, [date(2026, 9, 26)])
    clock.now = at(date(2026, 9, 27), 10)
    sign_in(cast, doer).post(page, {"id": rows["乙"].pk, "text": "节后补打"})
    kept(cast, code, [date(2026, 9, 29)])
    rows["丙"].refresh_from_db()
    assert rows["丙"].status == "missed"
    excused(rows["丙"], cast, at(date(2026, 9, 30)), "客户住院，家属婉谢")
    states = {name: Occurrence.objects.get(pk=row.pk).status for name, row in rows.items()}
    assert states == {"甲": "done", "乙": "late", "丙": "excused"}
    assert figure(cast, clause, date(2026, 9, 1), at(date(2026, 9, 30))) == (1, 2)


def checked(cast: Cast, check: Check, now: datetime) -> None:
    photographed(check)
    finish_check(fresh(check), findings(check), by=cast.ma, now=now)


@pytest.mark.clause("tiering/6.2(5)")
def test_a_vip_organisation_is_checked_every_month(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    parties = []
    for n in (1, 2, 3):
        party, _point = household(cast, n, customer_kind="industrial", kind="organisation")
        parties.append(marked(party, "vip_org"))
    in_time, late, never = parties
    kept(cast, "vip_org_check", [NOW.date()])
    plan = planned(cast, vips=True, compounds=[])
    for route in plan.routes.all():
        assign_route(route, inspector=cast.staff["ma"], by=cast.zhou, now=NOW)
    open_plan(plan, by=cast.zhou, now=NOW)
    checks = {check.party_id: check for check in plan.checks.all()}
    checked(cast, checks[in_time.pk], NOW + timedelta(hours=2))
    done = occurrence("vip_org_check", in_time)
    assert (done.status, done.records.get().reference) == ("done", checks[in_time.pk].number)
    kept(cast, "vip_org_check", [DECEMBER])
    checked(cast, checks[late.pk], at(date(2026, 12, 2), 10))
    assert occurrence("vip_org_check", late).status == "late"
    row = excused(occurrence("vip_org_check", never), cast, at(date(2026, 12, 3)), "停产检修")
    assert row.status == "excused"
    now = at(date(2026, 12, 3))
    Occurrence.objects.exclude(first_on=NOVEMBER).delete()
    assert figure(cast, "tiering/6.2(5)", NOVEMBER, now)[0] >= 1


@pytest.mark.clause("tiering/6.2(5)")
def test_the_full_check_of_the_half_year_counts_when_its_account_manager_led_it(
    cast: Cast,
) -> None:
    lead = post_of(cast, "wu", "account_manager")
    half = date(2026, 7, 1)
    parties = []
    for n in (1, 2, 3):
        party, _point = household(cast, n, customer_kind="industrial", kind="organisation")
        parties.append(marked(party, "vip_org"))
    kept(cast, "vip_org_full_check", [NOW.date()])

    def walked(party: Party, day: date, leader: Any, reason: str = "") -> None:
        now = at(day, 10)
        full = initiate_full_check(
            party, unit=cast.units["repair1"], lead=leader, members=[cast.staff["ma"]],
            planned_on=day, lead_reason=reason, by=cast.zhoujm, now=now,
        )  # fmt: skip
        by = actor_of(leader, now=now)
        begin_full_check(full, present=[leader.pk, cast.staff["ma"].pk], by=by, now=now)
        for check in full.checks.all():
            checked(cast, check, now)
        full = FullCheck.objects.select_related("party", "lead", "unit").get(pk=full.pk)
        report_full_check(full, report="设施完好", by=by, now=now)

    walked(parties[0], date(2026, 11, 26), lead)
    done = occurrence("vip_org_full_check", parties[0], half)
    assert done.status == "done"
    assert done.participants.get(post="account_manager").came
    # Somebody else leads, with a reason: the check is made, the promise is open until it is
    # excused.
    walked(parties[1], date(2026, 11, 27), cast.staff["zhou"], reason="客户经理住院")
    row = occurrence("vip_org_full_check", parties[1], half)
    assert row.status == "open"
    assert excused(row, cast, at(date(2026, 12, 1)), "客户经理住院，由队长带队").status == "excused"
    kept(cast, "vip_org_full_check", [date(2027, 1, 1), date(2027, 1, 2)])
    third = occurrence("vip_org_full_check", parties[2], half)
    assert third.status == "overdue"
    record_attendance(
        third, [Present("account_manager", lead.name, True, lead)],
        by=cast.zhoujm, now=at(date(2027, 1, 4)),
    )  # fmt: skip
    record(
        third, kind="check_record", text="节前停产，开工后补查", done_on=date(2027, 1, 4),
        by=cast.zhoujm, now=at(date(2027, 1, 4), 18),
    )  # fmt: skip
    third.refresh_from_db()
    assert third.status == "late"


@pytest.mark.clause("tiering/6.2(9)")
def test_the_yearly_visit_made_in_january_is_late_and_one_the_customer_declined_is_excused(
    cast: Cast,
) -> None:
    late, declined = (vip(cast, name, "", tier="vip_org") for name in ("临江钢铁", "华东玻璃"))
    kept(cast, "vip_org_visit", [date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 1)])
    row = occurrence("vip_org_visit", late, BEGUN)
    assert row.status == "overdue"
    now = at(date(2027, 1, 8), 15)
    gm = cast.staff["zheng"]
    record_attendance(row, [Present("gm", gm.name, True, gm)], by=cast.zheng, now=now)
    record(row, kind="visit_record", text="补访", done_on=date(2027, 1, 8), by=cast.zheng, now=now)
    row.refresh_from_db()
    assert row.status == "late"
    other = excused(occurrence("vip_org_visit", declined, BEGUN), cast, now, "客户谢绝拜访")
    assert other.status == "excused"
    assert figure(cast, "tiering/6.2(9)", date(2026, 12, 1), now) == (0, 1)
