"""Bulk messages: real texts before, nothing twice, a result for everybody."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from heqi.ledger.models import Event
from heqi.notices import recipients
from heqi.notices.actions import (
    opt_out,
    release_campaign,
    report_delivery,
    send_campaigns,
    send_due,
    write_campaign,
)
from heqi.notices.gateway import FakeGateway
from heqi.notices.models import Campaign, CampaignRecipient, Notice
from heqi.notices.recipients import Candidate, segments_of
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
TEXT = "尊敬的{name}：冬季用气请保持通风。【{company}】"


@pytest.fixture(autouse=True)
def _carrier_lives_on_the_day_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake carrier checks how old a signature is by its own clock; the test's is another."""
    monkeypatch.setattr("heqi.notices.gateway.is_signed", lambda body, headers, *, now: True)


@pytest.fixture
def people() -> list[Candidate]:
    """An audience of the test's own; everybody in it is a customer."""
    found = [Candidate("customers.party", str(n), f"客户{n}", f"1390000{n:04d}") for n in range(6)]
    recipients.register_recipients("test", "test", lambda company, choice, by: list(found))
    yield found
    recipients._audiences.pop("test")


def written(cast: Cast, by: str = "han", purpose: str = "tips", now=NOW) -> Campaign:
    return write_campaign(
        cast.units["gas"], unit=cast.units["service"], title="十一月提示", purpose=purpose,
        audience_code="test", choice="", text=TEXT, by=getattr(cast, by), now=now,
    )  # fmt: skip


@pytest.mark.clause("tiering/6.1(8)")
def test_everybody_who_cannot_get_it_is_listed_with_the_reason(
    cast: Cast, people: list[Candidate]
) -> None:
    people += [
        Candidate("customers.party", "90", "无号", ""),
        Candidate("customers.party", "91", "座机", "0571-88000000"),
        Candidate("customers.party", "92", "同号", people[0].phone),
    ]
    opt_out(cast.units["gas"], phone="+86 139 0000 0001", reason="来电要求", by=cast.he, now=NOW)
    made = written(cast)
    found = dict(made.recipients.values_list("subject_id", "excluded"))
    assert found == {
        "0": "", "1": "opted_out", "2": "", "3": "", "4": "", "5": "",
        "90": "no_number", "91": "bad_number", "92": "same",
    }  # fmt: skip
    first = made.recipients.get(subject_id="0")
    assert first.text == "尊敬的客户0：冬季用气请保持通风。【临江燃气有限公司】"
    assert first.segments == 1
    assert not Notice.objects.filter(template="notices.campaign").exists()


def test_a_long_text_is_carried_in_parts() -> None:
    assert [segments_of("气" * n) for n in (1, 70, 71, 134, 135)] == [1, 1, 2, 2, 3]


def test_an_unknown_field_is_refused(cast: Cast, people: list[Candidate], client) -> None:
    client.force_login(cast.staff["han"].account)
    address = f"{reverse('notices:new_campaign')}?audience=test"
    answer = client.post(address, {"title": "x", "purpose": "tips", "text": "您好{phone}"})
    assert answer.status_code == 422
    assert "没有这些字段：phone" in answer.content.decode()
    assert "您好{phone}" in answer.content.decode()


def test_many_are_released_by_somebody_else(cast: Cast, people: list[Candidate]) -> None:
    people += [
        Candidate("customers.party", str(n), f"客户{n}", f"1390000{n:04d}") for n in range(6, 30)
    ]
    made = written(cast, by="he")
    assert release_campaign(made, by=cast.he, now=NOW) is False
    assert made.status == "waiting"
    with pytest.raises(Refused, match="编写人以外"):
        release_campaign(made, by=cast.he, now=NOW)
    assert release_campaign(made, by=cast.zhoujm, now=NOW) is True
    assert (made.status, made.releaser_name) == ("sending", "周敬民")


def test_a_few_are_sent_by_their_writer(cast: Cast, people: list[Candidate]) -> None:
    made = written(cast)
    assert release_campaign(made, by=cast.han, now=NOW) is True


@pytest.mark.clause("tiering/6.1(8)")
def test_nobody_gets_two_of_a_kind_in_a_month(cast: Cast, people: list[Candidate]) -> None:
    first, second = written(cast), written(cast)
    for made in (first, second):
        release_campaign(made, by=cast.he, now=NOW)
    for _round in range(3):
        send_campaigns(now=NOW)
    assert Notice.objects.filter(template="notices.campaign").count() == 6
    assert set(second.recipients.values_list("excluded", flat=True)) == {"had_it"}
    third = write_campaign_again(cast)
    assert third.recipients.filter(excluded="").count() == 6


def write_campaign_again(cast: Cast) -> Campaign:
    """The same kind in the next month."""
    return written(cast, now=NOW + timedelta(days=15))


def test_at_night_nothing_is_sent(cast: Cast, people: list[Candidate]) -> None:
    night = NOW.replace(hour=22)
    made = written(cast)
    release_campaign(made, by=cast.he, now=night)
    send_campaigns(now=night)
    with FakeGateway() as gateway, override_settings(HEQI_SMS_URL=f"{gateway.url}/sms"):
        send_due(now=night)
        assert gateway.messages == []
        send_due(now=NOW + timedelta(days=1))
        assert len(gateway.messages) == 6


def test_what_failed_is_told_for_each_and_sent_again(cast: Cast, people: list[Candidate]) -> None:
    made = written(cast)
    release_campaign(made, by=cast.he, now=NOW)
    with FakeGateway() as gateway, override_settings(HEQI_SMS_URL=f"{gateway.url}/sms"):
        gateway.behave("refuse", times=1)
        send_campaigns(now=NOW)
        send_due(now=NOW)
        states = sorted(made.recipients.values_list("notice__status", flat=True))
        assert states == ["failed", "sent", "sent", "sent", "sent", "sent"]
        for message in gateway.messages:
            report_delivery(key=message["key"], provider_id=message["id"], arrived=True, now=NOW)
    assert made.recipients.filter(notice__status="delivered").count() == 5
    send_campaigns(now=NOW)
    made.refresh_from_db()
    assert made.status == "sent"


@pytest.mark.django_db(transaction=True)
def test_two_loops_and_a_restart_send_everything_once(cast: Cast, people: list[Candidate]) -> None:
    people += [
        Candidate("customers.party", str(n), f"客户{n}", f"1390000{n:04d}") for n in range(6, 40)
    ]
    made = written(cast)
    release_campaign(made, by=cast.he, now=NOW)
    # A loop that died in the middle: some messages are written, some handed over.
    send_campaigns(now=NOW)
    CampaignRecipient.objects.filter(subject_id__in=["1", "2", "3"]).update(notice=None)
    with FakeGateway() as gateway, override_settings(HEQI_SMS_URL=f"{gateway.url}/sms"):
        send_due(now=NOW, limit=5)

        def loop() -> None:
            try:
                for _round in range(3):
                    send_campaigns(now=NOW)
                    send_due(now=NOW)
            finally:
                connection.close()

        loops = [Thread(target=loop) for _n in range(2)]
        for one in loops:
            one.start()
        for one in loops:
            one.join()
        send_campaigns(now=NOW)
        send_due(now=NOW + timedelta(minutes=30))
        told = [message["to"] for message in gateway.messages]
        assert len(told) == len(set(told)) == 40
        assert all(message["hits"] == 1 for message in gateway.messages)
    assert made.recipients.filter(notice__isnull=True).count() == 0
    assert Event.objects.filter(name="notices.NoticeFailed").count() == 0
