"""The existing base from a file: a dry run, a report, proposals, and back again."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.customers.models import Party
from heqi.ledger.events import deliver_open
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.tiers.actions import (
    check_file,
    confirm_batch,
    decide_many,
    discard_batch,
    name_columns,
    propose_rows,
    undo_batch,
)
from heqi.tiers.models import Assessment, Batch
from heqi.tiers.tests.makers import another_party, make_vip_person
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
HEAD = "客户编号,户名,标准,职务,日均用气量,截至日期,证明材料"


def upload(cast: Cast, *lines: str, head: str = HEAD) -> Batch:
    content = "\n".join([head, *lines]).encode("gb18030")
    return check_file([content], name="VIP.csv", company=cast.units["gas"], by=cast.he, now=NOW)


def verdicts(batch: Batch) -> list[str]:
    return list(batch.rows.order_by("line").values_list("verdict", flat=True))


@pytest.fixture
def base(cast: Cast) -> dict[str, Party]:
    trade = {"kind": "organisation", "customer_kind": "industrial"}
    return {
        "person": another_party(cast, name="王志远"),
        "plant": another_party(cast, name="临江玻璃厂", **trade),
        "shop": another_party(cast, name="江边面馆", **trade),
        "vip": make_vip_person(cast, "media", name="记者甲"),
    }


def lines(base: dict[str, Party]) -> list[str]:
    return [
        f"{base['person'].number},王志远,机关领导,区委,,2026-10-31,任职公示",
        f"{base['plant'].number},临江玻璃厂,无,,1000,2026-10-31,供气合同",
        f"{base['shop'].number},江边面馆,无,,999.99,2026-10-31,",
        f"{base['vip'].number},记者甲,新闻媒体,,,2026-10-31,记者证",
    ]


@pytest.mark.clause("tiering/7.2-20", "tiering/4.1-large-users")
def test_a_dry_run_says_what_becomes_of_each_row_and_changes_nothing(
    cast: Cast, base: dict[str, Party]
) -> None:
    before = list(Party.objects.order_by("pk").values())
    batch = upload(cast, *lines(base))
    assert verdicts(batch) == ["raise", "raise", "same", "same"]
    assert list(Party.objects.order_by("pk").values()) == before
    assert Assessment.objects.filter(batch=batch).count() == 0


def test_what_is_wrong_with_a_row_is_said_in_a_sentence(cast: Cast, base: dict[str, Party]) -> None:
    person, plant = base["person"].number, base["plant"].number
    batch = upload(
        cast,
        "K404,无名,新闻媒体,,,,记者证",
        f"{person},王志,新闻媒体,,,,记者证",
        f"{plant},临江玻璃厂,无,,,,合同",
        f"{plant},临江玻璃厂,无,,一千,,合同",
        f"{base['shop'].number},江边面馆,皇帝,,20,2026-10-31,",
        f"{base['vip'].number},记者甲,政府官员,,,2099-01-01,",
    )
    assert set(verdicts(batch)) == {"error"}
    said = [" ".join(f["said"] for f in row.findings) for row in batch.rows.order_by("line")]
    assert "没有这个编号" in said[0]
    assert "户名不一致" in said[1]
    assert "日均用气量" in said[2]
    assert "第 3 行" in said[3]
    assert "五类" in said[4]
    assert "日期" in said[5]
    assert "证明材料" in said[5]
    with pytest.raises(ValidationError, match="6"):
        confirm_batch(batch, leave_out=False, by=cast.he, now=NOW)
    with pytest.raises(ValidationError, match="无需提交"):
        confirm_batch(batch, leave_out=True, by=cast.he, now=NOW)


@pytest.mark.clause("tiering/7.2-30")
def test_confirmed_rows_become_proposals_that_the_leadership_decides_in_one_sitting(
    cast: Cast, base: dict[str, Party]
) -> None:
    batch = upload(cast, *lines(base))
    confirm_batch(batch, leave_out=False, by=cast.he, now=NOW)
    assert propose_rows(now=NOW) == 2
    assert propose_rows(now=NOW) == 0
    made = list(Assessment.objects.filter(batch=batch))
    assert {row.occasion for row in made} == {"existing"}
    assert {row.proposer_name for row in made} == {"何倩"}
    outcomes = decide_many([row.pk for row in made], do="approve", by=cast.zheng, now=NOW)
    assert [one.done for one in outcomes] == [True, True]
    deliver_open(now=NOW)
    tiers = dict(Party.objects.values_list("name", "tier"))
    assert (tiers["王志远"], tiers["临江玻璃厂"]) == ("vip_person", "vip_org")
    assert tiers["江边面馆"] == "standard"


def test_undoing_takes_back_what_nobody_has_decided(cast: Cast, base: dict[str, Party]) -> None:
    batch = upload(cast, *lines(base))
    confirm_batch(batch, leave_out=False, by=cast.he, now=NOW)
    propose_rows(now=NOW)
    first, _second = Assessment.objects.filter(batch=batch).order_by("id")
    decide_many([first.pk], do="approve", by=cast.zheng, now=NOW)
    deliver_open(now=NOW)
    with pytest.raises(ValidationError):
        undo_batch(batch, reason=" ", by=cast.he, now=NOW)
    assert undo_batch(batch, reason="文件有误", by=cast.he, now=NOW) == 1
    states = Assessment.objects.filter(batch=batch).order_by("id").values_list("status", flat=True)
    assert list(states) == ["approved", "withdrawn"]
    with pytest.raises(IllegalMove):
        undo_batch(batch, reason="再次", by=cast.he, now=NOW)
    # The same file is proposed anew.
    assert verdicts(upload(cast, *lines(base)))[:2] == ["same", "raise"]


def test_columns_are_named_by_hand_where_they_are_not_known(
    cast: Cast, base: dict[str, Party]
) -> None:
    batch = upload(cast, *lines(base), head="甲,乙,标准,职务,日均用气量,截至日期,证明材料")
    assert set(verdicts(batch)) == {"error"}
    mapping = {**batch.mapping, "number": 0, "name": 1}
    name_columns(batch, mapping=mapping, by=cast.he, now=NOW)
    assert verdicts(batch) == ["raise", "raise", "same", "same"]
    discard_batch(batch, by=cast.he, now=NOW)
    with pytest.raises(IllegalMove):
        name_columns(batch, mapping=mapping, by=cast.he, now=NOW)


def test_what_is_no_table_is_refused_with_a_sentence(cast: Cast) -> None:
    for content in (b"", b"%PDF-1.4", b"PK\x03\x04xx", HEAD.encode()):
        with pytest.raises(ValidationError):
            check_file([content], name="x", company=cast.units["gas"], by=cast.he, now=NOW)
    with pytest.raises(Refused):
        check_file([b"a,b\n1,2"], name="x", company=cast.units["gas"], by=cast.lin, now=NOW)
    assert not Batch.objects.exists()


def test_a_proposal_that_came_between_is_told_on_the_row(
    cast: Cast, base: dict[str, Party], client: Client
) -> None:
    from heqi.tiers.tests.makers import propose

    batch = upload(cast, *lines(base))
    propose(cast, base["person"])
    confirm_batch(batch, leave_out=False, by=cast.he, now=NOW)
    assert propose_rows(now=NOW) == 2
    assert verdicts(batch)[0] == "waits"
    assert Assessment.objects.filter(batch=batch).count() == 1


def test_a_file_is_told_of_once_to_whoever_reviews_and_to_whoever_sent_it(
    cast: Cast, base: dict[str, Party]
) -> None:
    batch = upload(cast, *lines(base)[:2])
    confirm_batch(batch, leave_out=False, by=cast.he, now=NOW)
    propose_rows(now=NOW)
    rows = list(Assessment.objects.filter(batch=batch))
    assert len(rows) == 2
    told = Notice.objects.filter(recipient=cast.staff["zhoujm"], channel="in_app")
    assert told.filter(template="approvals.bundle_reached").count() == 1
    assert not told.filter(template="approvals.step_reached", created_at__gte=NOW).filter(
        body__contains=rows[0].number
    )
    decide_many([row.pk for row in rows], do="approve", by=cast.zhoujm, now=NOW)
    back = Notice.objects.filter(recipient=cast.staff["he"], template="approvals.bundle_granted")
    assert back.filter(channel="in_app").count() == 1
