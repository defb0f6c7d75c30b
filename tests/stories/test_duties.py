"""What recurs: tips by SMS to every VIP, a greeting excused, a visit without its leader."""

from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from heqi.duties.models import Occurrence
from heqi.duties.tests.scenes import at
from heqi.notices.actions import report_delivery, send_campaigns, send_due
from heqi.notices.gateway import FakeGateway
from heqi.notices.models import Campaign
from heqi.policies.models import MeasuredMonth
from tests.cast import NOW, Cast
from tests.stories.recurring import BEGUN, deliver_all, figure, kept, sign_in, vip
from tests.surface.clock import Clock

pytestmark = pytest.mark.django_db


@pytest.mark.clause("tiering/6.1(8)")
def test_monthly_tips_go_by_sms_to_every_vip(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The fake carrier looks at its own clock; the story's is another.
    monkeypatch.setattr("heqi.notices.gateway.is_signed", lambda body, headers, *, now: True)
    reached = vip(cast, "陈记者", "13900010001")
    silent = vip(cast, "无号先生", "")
    kept(cast, "vip_person_tips", [NOW.date()])
    month = {"code": "vip_person_tips", "first_on": date(2026, 11, 1)}
    assert Occurrence.objects.filter(**month, status="open").count() == 2
    browser = sign_in(cast, "han")
    address = f"{reverse('notices:new_campaign')}?audience=vip_person&begin=tips_winter"
    page = browser.get(address).content.decode()
    assert "冬季门窗紧闭" in page
    answer = browser.post(
        address, {"title": "冬季提示", "purpose": "tips", "text": "尊敬的{name}：请通风。"}
    )
    made = Campaign.objects.get()
    page = browser.get(answer["Location"]).content.decode()
    assert "尊敬的陈记者：请通风。" in page
    assert "没有手机号码" in page
    browser.post(reverse("notices:campaign_step", args=[made.pk, "release"]))
    with FakeGateway() as gateway, override_settings(HEQI_SMS_URL=f"{gateway.url}/sms"):
        send_campaigns(now=NOW)
        send_due(now=NOW)
        (message,) = gateway.messages
    report_delivery(key=message["key"], provider_id=message["id"], arrived=True, now=NOW)
    deliver_all(NOW)
    done = Occurrence.objects.get(**month, subject_id=str(reached.pk))
    assert done.status == "done"
    assert done.records.get().reference == made.number
    assert Occurrence.objects.get(**month, subject_id=str(silent.pk)).status == "open"
    kept(cast, "vip_person_tips", [date(2026, 12, 1)])
    assert figure(cast, "tiering/6.1(8)", date(2026, 11, 1), at(date(2026, 12, 1))) == (1, 2)


@pytest.mark.clause("tiering/6.1(10)")
def test_a_festival_greeting_that_was_missed_is_excused_by_somebody_else(
    cast: Cast, clock: Clock
) -> None:
    vip(cast, "陈记者", "13900010001")
    kept(cast, "vip_person_greeting", [date(2026, 9, 22), date(2026, 9, 26), date(2026, 9, 29)])
    greeting = Occurrence.objects.get(code="vip_person_greeting", occasion="mid_autumn")
    assert (greeting.due_on, greeting.status) == (date(2026, 9, 25), "missed")
    assert figure(cast, "tiering/6.1(10)", date(2026, 9, 1), at(date(2026, 9, 30))) == (0, 1)
    step = reverse("duties:step", args=[greeting.pk, "excuse"])
    head, office = sign_in(cast, "han"), sign_in(cast, "he")
    assert head.post(step, {"reason": " "}).status_code == 422
    head.post(step, {"reason": "客户出国，电话不通，已于节前托秘书转达"})
    verdict = reverse("duties:step", args=[greeting.pk, "verdict"])
    assert head.post(verdict, {"granted": "yes"}).status_code == 403
    assert office.post(verdict, {"granted": "no", "answer": ""}).status_code == 422
    office.post(verdict, {"granted": "yes", "answer": "情况属实"})
    greeting.refresh_from_db()
    assert greeting.status == "excused"
    assert greeting.excuse_decided_by == cast.staff["he"]
    Occurrence.objects.exclude(pk=greeting.pk).delete()
    MeasuredMonth.objects.update(closed_at=None)
    assert figure(cast, "tiering/6.1(10)", date(2026, 9, 1), at(date(2026, 9, 30))) == (0, 0)


@pytest.mark.clause("tiering/6.2(9)")
def test_a_yearly_visit_without_the_general_manager_is_not_kept(cast: Cast, clock: Clock) -> None:
    vip(cast, "临江钢铁", "13900010002", tier="vip_org")
    kept(cast, "vip_org_visit", [date(2026, 11, 1)])
    visit = Occurrence.objects.get(code="vip_org_visit", first_on=BEGUN)
    assert visit.assignee == cast.staff["zheng"]
    browser = sign_in(cast, "zheng")

    def step(name: str, **said: str) -> int:
        address = reverse("duties:step", args=[visit.pk, name])
        return browser.post(address, said).status_code

    assert step("meeting", at="2026-11-20T09:30", place="客户会议室") == 302
    assert visit.participants.get().name == "郑国栋"
    assert step("attendance", came_0="no", note_0="临时出差，周敬民代") == 302
    said = {"kind": "visit_record", "done_on": "2026-11-20", "text": "征求了用气意见"}
    assert step("evidence", **said) == 302
    visit.refresh_from_db()
    assert visit.status == "open"
    page = browser.get(reverse("duties:occurrence", args=[visit.pk])).content.decode()
    assert "尚不算完成：须总经理亲自参加" in page
    kept(cast, "vip_org_visit", [date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 1)])
    visit.refresh_from_db()
    assert visit.status == "missed"
    assert figure(cast, "tiering/6.2(9)", date(2026, 12, 1), at(date(2027, 1, 1))) == (0, 1)


@pytest.mark.clause("tiering/6.2(9)")
def test_with_the_general_manager_it_is_kept_and_what_follows_is_noted(
    cast: Cast, clock: Clock
) -> None:
    vip(cast, "临江钢铁", "13900010002", tier="vip_org")
    kept(cast, "vip_org_visit", [date(2026, 11, 1)])
    visit = Occurrence.objects.get(code="vip_org_visit", first_on=BEGUN)
    browser = sign_in(cast, "zheng")

    def step(name: str, **said: str) -> int:
        address = reverse("duties:step", args=[visit.pk, name])
        return browser.post(address, said).status_code

    step("evidence", kind="visit_record", done_on="2026-11-20", text="谈了增容计划")
    step("attendance", came_0="yes")
    visit.refresh_from_db()
    assert (visit.status, visit.done_by) == ("done", cast.staff["zheng"])
    due = (NOW.date() + timedelta(days=9)).isoformat()
    assert (
        step("follow_up", text="回复增容方案", staff=str(cast.staff["han"].pk), due_on=due) == 302
    )
    head = sign_in(cast, "han")
    assert "回复增容方案" in head.get(reverse("duties:mine")).content.decode()
    made = visit.follow_ups.get()
    head.post(reverse("duties:follow_up", args=[made.pk]), {"outcome": "已答复", "back": "mine"})
    made.refresh_from_db()
    assert made.outcome == "已答复"
