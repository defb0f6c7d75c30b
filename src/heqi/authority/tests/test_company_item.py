"""A company gives itself an item of authority, compensation, by its own pack and without Python."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from heqi.authority.actions.closing import close_ledger
from heqi.authority.models import Use
from heqi.authority.states import Status
from heqi.authority.tests.scenes import sign
from heqi.rulebook.tests.building import write_pack
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
WORDS = "{zh: 停气失误补偿, en: compensation for a wrong stop}"
FAULT = "{zh: 核实为公司责任, en: the company is at fault}"
PACK = {
    "vocabulary/own.yaml": f"""
        facts:
          item: {{adds: [compensation_1], words: {{compensation_1: {WORDS}}}}}
        """,
    "questions/own.yaml": f"""
        question: authority.items
        extends: true
        answer:
          conditions: {{adds: [company_at_fault], words: {{company_at_fault: {FAULT}}}}}
        ---
        question: authority.proof
        extends: true
        facts:
          condition: {{adds: [company_at_fault], words: {{company_at_fault: {FAULT}}}}}
        ---
        question: authority.use
        extends: true
        facts:
          post: {{adds: [captain], words: {{captain: {{zh: 维修队长, en: repair captain}}}}}}
        """,
    "rules/own.yaml": """
        question: authority.items
        rules:
          - id: compensation_1
            clause: own/1
            since: 2026-01-01
            when: [{fact: item, is: compensation_1}]
            then:
              kind: compensation
              conditions: [own_customer, company_at_fault]
              concerns: [service_point]
              holders: [captain]
              amount: 300
              afterwards: [order_returned]
        ---
        question: authority.proof
        rules:
          - id: company_at_fault
            clause: own/1
            since: 2026-01-01
            when: [{fact: condition, is: company_at_fault}]
            then: {proof: confirmation, by: [head_customer_service]}
        ---
        question: authority.use
        rules:
          - id: compensation_1
            clause: own/1
            since: 2026-01-01
            excepts: refused
            when:
              - {fact: item, is: compensation_1}
              - {fact: post, is: captain}
              - {fact: conditions_confirmed, is: true}
              - {fact: within_standard, is: true}
            then: {allowed: true}
        ---
        question: authority.beyond
        rules:
          - id: compensation_1
            clause: own/2
            since: 2026-01-01
            excepts: stopped
            when: [{fact: item, is: compensation_1}, {fact: breadth, is: standard}]
            then: {pass_up: true, approve: [gm]}
        """,
}
GIVEN = {
    "matter": "误停气两天，客户外出就餐", "proof_own_customer": "JL-30012",
    "amount": "300", "households": "1", "send": "1",
    "unrecorded": "客户档案正在迁移",
}  # fmt: skip


@pytest.mark.clause("authority/3", "authority/5.1", "authority/2.1")
def test_from_the_pack_over_the_use_to_the_ledger_of_the_month(
    cast: Cast,
    client: Client,
    settings: LazySettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    still_clock(monkeypatch)
    settings.HEQI_PACKS = [*settings.HEQI_PACKS, write_pack(tmp_path, PACK, "own")]
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(cast.staff["zhou"].account, backend=backend)
    assert "停气失误补偿" in client.get(reverse("authority:matrix")).content.decode()
    url = reverse("authority:new", args=["compensation_1"])
    missing = client.post(url, {**GIVEN, "proof_own_customer": "户号核对无误"})
    assert (missing.status_code, "尚缺：是公司客户" in missing.content.decode()) == (422, True)
    beyond = client.post(url, {**GIVEN, "amount": "301"})
    assert (beyond.status_code, "超出授权" in beyond.content.decode()) == (422, True)
    assert client.post(url, GIVEN).status_code == 302

    row = Use.objects.get()
    assert (row.kind, row.clause, row.status) == ("compensation", "own/1", Status.SIGNING)
    assert row.needs_form
    # The head of customer service confirms the fault; until then nothing takes effect.
    assert row.effective_at is None
    sign(row, cast, "han", "zheng")
    paper = client.get(reverse("authority:print", args=[row.pk])).content.decode()
    assert "☑ 费用补偿授权" in paper
    ledger = close_ledger(cast.units["service"], date(2026, 11, 1), now=NOW)
    assert [(line["item"], line["amount"]) for line in ledger.lines] == [
        ("compensation_1", "300.00")
    ]
    client.force_login(cast.staff["han"].account, backend=backend)
    page = client.get(reverse("authority:ledger", args=[ledger.pk])).content.decode()
    assert "停气失误补偿" in page
