"""What the whole company is told: a page for everybody, a paper, an archive that hides nothing."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from heqi.authority.actions import raise_signal
from heqi.authority.models import Signal
from heqi.authority.tests.scenes import establish, use
from heqi.conduct import actions
from heqi.conduct.models import Case, Circular
from heqi.conduct.tests.scenes import decided
from heqi.governance.actions import decide_matter
from heqi.governance.models import Matter
from heqi.governance.tests import test_governance as committee
from heqi.ledger.events import deliver_open
from heqi.notices.models import Notice
from heqi.rulebook.tests.building import write_pack
from heqi.rulebook.values import Words
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
FINES = {"amount": Decimal(300), "head_amount": Decimal(100), "points": Decimal(3)}


@pytest.mark.clause("conduct/3.2.3")
def test_everybody_reads_the_notice_and_also_that_it_was_withdrawn(
    cast: Cast, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    case = decided(cast, ground="3.2.3.1", figures=FINES)
    row = Circular.objects.get(case=case)
    reader, stranger = sign_in("lin"), sign_in("other")
    for name in ("notice", "notice_print"):
        address = reverse(f"conduct:{name}", args=[row.pk])
        assert "300" in reader.get(address).content.decode()
        assert stranger.get(address).status_code == 404
    assert row.number in reader.get(reverse("conduct:notices")).content.decode()
    assert f"/conduct/{case.pk}/" not in reader.get(row.get_absolute_url()).content.decode()
    actions.reverse_case(case, reason="新证据表明属误判", by=cast.zheng, now=NOW)
    assert "新证据表明属误判" in reader.get(row.get_absolute_url()).content.decode()
    told = Notice.objects.filter(template="conduct.public_withdrawn", channel="in_app")
    assert {"韩雪", "郑国栋"} <= set(told.values_list("recipient_name", flat=True))


@pytest.mark.clause("authority/6.2")
def test_misuse_that_the_committee_criticised_is_published_once(cast: Cast) -> None:
    committee.test_misuse_with_damage_is_decided_by_the_committee_and_reprimanded_for_all(cast)
    deliver_open(now=NOW)
    deliver_open(now=NOW)
    row = Circular.objects.get()
    assert (row.clause, row.content) == ("authority/6.2", "全公司通报批评")
    assert row.who == cast.staff["ma"].name


@pytest.mark.clause("authority/6.2")
def test_misuse_that_the_committee_does_not_uphold_costs_nothing_and_ends_its_case(
    cast: Cast,
) -> None:
    row = use(cast, "permission_1")
    signal = raise_signal(row, "found_in_check", seen=1, why=Words("不符", "wrong"), now=NOW)
    establish(signal, cast, breach="beyond_authority", damage=True, finding="造成损失")
    deliver_open(now=NOW)
    case = Case.objects.get(source_number=row.number)
    # It counts nowhere while the committee has it.
    assert not Signal.objects.established().exists()
    matter = Matter.objects.get(source_type="authority.signal")
    committee.held(cast)
    matter.refresh_from_db()
    decide_matter(
        matter, outcome="损失与授权无关", votes_for=0, votes_against=2, by=cast.he, now=NOW
    )
    deliver_open(now=NOW)
    case.refresh_from_db()
    fallen = Signal.objects.get()
    assert (fallen.status, case.status) == ("overturned", "dropped")
    assert not Signal.objects.established().exists()
    assert Notice.objects.filter(
        template="authority.misuse_fallen", recipient=cast.staff["ma"]
    ).exists()


LATER_NOTICE = {
    "rules/own.yaml": """
        question: conduct.counting
        rules:
          - id: waits
            clause: own/1
            since: 2026-01-01
            excepts: notice
            then: {notice_goes_out: after_appeal}
        """,
}


@pytest.mark.clause("conduct/3.2.3")
def test_a_company_may_let_the_notice_wait_for_the_time_to_appeal(
    cast: Cast, settings: LazySettings, tmp_path: Path
) -> None:
    settings.HEQI_PACKS = [*settings.HEQI_PACKS, write_pack(tmp_path, LATER_NOTICE, "own")]
    case = decided(cast, ground="3.2.3.1", figures=FINES)
    assert case.public
    assert not Circular.objects.exists()
    assert actions.finish_cases(now=case.appeal_until) == 0
    over = case.appeal_until + timedelta(minutes=1)
    assert actions.finish_cases(now=over) == 1
    assert Circular.objects.get().issued_at == over
    assert actions.finish_cases(now=over) == 0
