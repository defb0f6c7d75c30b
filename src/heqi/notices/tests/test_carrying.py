"""Messages go out over real HTTP to a gateway that fails, is slow, repeats and reports."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import httpx
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from heqi.ledger.actors import SYSTEM
from heqi.ledger.models import Event
from heqi.ledger.states import IllegalMove
from heqi.notices.actions import (
    Address,
    cancel_notice,
    notify,
    report_delivery,
    retry_notice,
    send_due,
)
from heqi.notices.gateway import FakeGateway
from heqi.notices.models import Notice
from heqi.notices.queries import inbox
from heqi.notices.signing import sign
from heqi.people.access import Refused
from tests.cast import NOW, Cast

CUSTOMER = Address(name="陈女士", phone="13812342207", email="chen@example.com", wecom="chen")


@pytest.fixture
def gateway(settings: object) -> Iterator[FakeGateway]:
    with FakeGateway() as running:
        settings.HEQI_SMS_URL = f"{running.url}/sms"  # type: ignore[attr-defined]
        settings.HEQI_WECOM_URL = f"{running.url}/wecom"  # type: ignore[attr-defined]
        yield running


def _write(cast: Cast, channel: str = "sms") -> Notice:
    # Gateways check that a signature is fresh, so these tests live in real time.
    [notice] = notify(
        CUSTOMER,
        "notices.test",
        context={"name": "和气"},
        unit=cast.units["gas"],
        channels=[channel],
        priority="urgent",
        by=SYSTEM,
        now=timezone.now(),
    )
    return notice


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["sms", "wecom"])
def test_a_message_arrives_at_the_gateway(cast: Cast, gateway: FakeGateway, channel: str) -> None:
    notice = _write(cast, channel)
    assert send_due(now=timezone.now()) == 1
    notice.refresh_from_db()
    [message] = gateway.messages
    assert (message["channel"], message["text"]) == (channel, "这是 和气 发出的测试消息。")
    assert (notice.status, notice.provider_id) == ("sent", message["id"])


@pytest.mark.django_db
def test_a_mail_goes_through_the_mail_server(cast: Cast) -> None:
    notice = _write(cast, "email")
    send_due(now=timezone.now())
    notice.refresh_from_db()
    assert mail.outbox[0].to == ["chen@example.com"]
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{notice.key}@heqi>"
    assert notice.status == "sent"


@pytest.mark.django_db
def test_without_a_gateway_the_log_has_it_and_no_full_number(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    _write(cast)
    with caplog.at_level(logging.INFO, logger="heqi.notices"):
        send_due(now=timezone.now())
    assert "138****2207" in caplog.text
    assert "13812342207" not in caplog.text


@pytest.mark.django_db
def test_a_failing_gateway_is_tried_again_later_and_later(cast: Cast, gateway: FakeGateway) -> None:
    notice, now = _write(cast), timezone.now()
    gateway.behave("fail", times=2)
    assert send_due(now=now) == 0
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("queued", 1)
    assert notice.next_at == now + timedelta(minutes=1)
    assert send_due(now=now) == 0  # not yet due
    assert send_due(now=now + timedelta(minutes=1)) == 0
    assert send_due(now=now + timedelta(minutes=3)) == 1
    assert len(gateway.messages) == 1


@pytest.mark.django_db
def test_a_message_is_given_up_after_its_attempts_and_says_so(
    cast: Cast, gateway: FakeGateway
) -> None:
    notice, now = _write(cast), timezone.now()
    gateway.behave("fail")
    for _attempt in range(8):
        # The clock of signatures may differ by minutes only; the gateway fails before it looks.
        Notice.objects.update(next_at=now)
        send_due(now=now)
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("failed", 6)
    assert Event.objects.get(name="notices.NoticeFailed").data["notice_id"] == notice.pk
    # It was urgent: who may send it again hears of it.
    assert "陈女士" in inbox(cast.he)[0].body
    assert not inbox(cast.lin).exists()


@pytest.mark.django_db
def test_a_refused_message_is_not_tried_again(cast: Cast, gateway: FakeGateway) -> None:
    notice = _write(cast)
    gateway.behave("refuse")
    send_due(now=timezone.now())
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("failed", 1)


@pytest.mark.django_db
def test_an_unreachable_gateway_costs_no_message(cast: Cast, settings: object) -> None:
    settings.HEQI_SMS_URL = "http://127.0.0.1:9/sms"  # type: ignore[attr-defined]
    notice = _write(cast)
    assert send_due(now=timezone.now()) == 0
    notice.refresh_from_db()
    assert notice.status == "queued"
    assert "ConnectError" in notice.error


@pytest.mark.django_db
def test_a_claim_of_a_dead_loop_is_sent_again_with_the_same_key(
    cast: Cast, gateway: FakeGateway
) -> None:
    notice, now = _write(cast), timezone.now()
    send_due(now=now)
    # As if the loop had died after the gateway's answer and before it was kept.
    Notice.objects.filter(pk=notice.pk).update(status="sending", claimed_at=now)
    assert send_due(now=now + timedelta(minutes=1)) == 0
    Notice.objects.filter(pk=notice.pk).update(claimed_at=now - timedelta(minutes=11))
    assert send_due(now=now) == 1
    assert [m["hits"] for m in gateway.messages] == [2]


@pytest.mark.django_db
def test_a_poison_message_does_not_stop_the_others(
    cast: Cast, gateway: FakeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    poison, good = _write(cast), _write(cast)
    Notice.objects.filter(pk=poison.pk).update(channel="email", address="not\nan address")
    assert send_due(now=timezone.now()) == 1
    good.refresh_from_db()
    assert good.status == "sent"
    assert "13812342207" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_rival_loops_send_each_message_once(cast: Cast, gateway: FakeGateway) -> None:
    for _ in range(6):
        _write(cast)
    start, sent = threading.Barrier(4), []

    def loop() -> None:
        start.wait()
        sent.append(send_due(now=timezone.now()))
        connection.close()

    threads = [threading.Thread(target=loop) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(sent) == 6
    assert [m["hits"] for m in gateway.messages] == [1] * 6


@pytest.mark.django_db(transaction=True)
def test_a_slow_gateway_holds_no_row_and_loses_nothing(cast: Cast, gateway: FakeGateway) -> None:
    notice = _write(cast)
    gateway.behave("slow", seconds=0.5)
    done = threading.Thread(target=lambda: (send_due(now=timezone.now()), connection.close()))
    done.start()
    while Notice.objects.get(pk=notice.pk).status == "queued":
        pass
    assert Notice.objects.get(pk=notice.pk).status == "sending"
    Notice.objects.filter(pk=notice.pk).update(recipient_name="free to write")
    done.join(10)
    assert Notice.objects.get(pk=notice.pk).status == "sent"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("mode", "status"), [("duplicate", "delivered"),
                                             ("undeliverable", "failed")])  # fmt: skip
def test_the_gateway_reports_over_http(
    cast: Cast, gateway: FakeGateway, live_server: object, mode: str, status: str
) -> None:
    gateway.gateway.report_to = f"{live_server.url}/notices/reports/"  # type: ignore[attr-defined]
    gateway.behave(mode)
    notice = _write(cast)
    send_due(now=timezone.now())
    expected = 2 if mode == "duplicate" else 1
    for _ in range(200):
        if len(gateway.gateway.reports) == expected:
            break
        threading.Event().wait(0.05)
    assert gateway.gateway.reports == [204] * expected
    notice.refresh_from_db()
    assert notice.status == status
    assert Event.objects.filter(name__startswith="notices.").count() == 1


def _report(data: object, now: datetime, *, secret: bytes | None = None) -> int:
    body = json.dumps(data).encode()
    headers = {f"HTTP_{k.upper().replace('-', '_')}": v
               for k, v in sign(body, now=now, key=secret).items()}  # fmt: skip
    client = Client(enforce_csrf_checks=True)
    return client.post(
        "/notices/reports/", body, content_type="application/json", **headers
    ).status_code


@pytest.mark.django_db
def test_an_unsigned_forged_or_stale_report_changes_nothing(cast: Cast) -> None:
    notice, now = _write(cast), timezone.now()
    send_due(now=now)
    data = {"key": notice.key, "status": "failed"}
    assert Client().post("/notices/reports/", data, content_type="application/json"
                         ).status_code == 401  # fmt: skip
    assert _report(data, now, secret=b"guess") == 401
    assert _report(data, now - timedelta(minutes=6)) == 401
    notice.refresh_from_db()
    assert notice.status == "sent"


@pytest.mark.django_db
@pytest.mark.parametrize("data", [[], 1, None, {}, {"status": "x"}, {"status": [], "key": {}},
                                  {"status": "delivered", "key": "a\x00b"},
                                  {"status": "delivered", "id": "x" * 999}])  # fmt: skip
def test_a_senseless_report_is_answered_422(data: object, cast: Cast) -> None:
    assert _report(data, timezone.now()) == 422


@pytest.mark.django_db
def test_a_report_about_nothing_is_answered_404(cast: Cast) -> None:
    assert _report({"status": "delivered", "key": "none"}, timezone.now()) == 404


@pytest.mark.django_db
def test_a_late_bad_report_does_not_undo_delivery(cast: Cast) -> None:
    notice = _write(cast)
    send_due(now=timezone.now())
    report_delivery(key=notice.key, provider_id="", arrived=True, now=NOW)
    report_delivery(key=notice.key, provider_id="", arrived=False, now=NOW)
    notice.refresh_from_db()
    assert notice.status == "delivered"


def test_the_gateway_shows_what_it_received_and_takes_orders(db: None) -> None:
    with FakeGateway() as running:
        assert httpx.get(running.url).status_code == 200
        assert httpx.get(f"{running.url}/messages").json() == []
        assert httpx.post(f"{running.url}/mode", json={"mode": "fail"}).status_code == 200
        assert httpx.post(f"{running.url}/mode", json={"mode": "fly"}).status_code == 422
        assert httpx.post(f"{running.url}/sms", json={"to": "1", "key": "k"}).status_code == 401
        assert httpx.post(f"{running.url}/sms", content=b"{").status_code == 400


@pytest.mark.django_db
def test_a_failed_message_is_sent_again_by_who_may(cast: Cast, gateway: FakeGateway) -> None:
    notice = _write(cast)
    gateway.behave("refuse", times=1)
    send_due(now=timezone.now())
    notice.refresh_from_db()
    with pytest.raises(Refused):
        retry_notice(notice, by=cast.lin, now=timezone.now())
    retry_notice(notice, by=cast.admin, now=timezone.now())
    assert send_due(now=timezone.now()) == 1
    notice.refresh_from_db()
    with pytest.raises(IllegalMove):
        retry_notice(notice, by=cast.admin, now=timezone.now())


@pytest.mark.django_db
def test_a_cancelled_message_is_not_sent(cast: Cast, gateway: FakeGateway) -> None:
    notice = _write(cast)
    cancel_notice(notice, reason="错发", by=cast.admin, now=timezone.now())
    assert send_due(now=timezone.now()) == 0
    assert gateway.messages == []


@pytest.mark.django_db
def test_the_outbox_shows_masked_numbers_of_ones_own_company(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    _write(cast)
    page = sign_in("he").get("/notices/outbox/").content.decode()
    assert "138****2207" in page
    assert "13812342207" not in page
    assert sign_in("lin").get("/notices/outbox/").status_code == 403
