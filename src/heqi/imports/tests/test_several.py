"""One customer with several accounts, one account with several meters, what was read before."""

import pytest

from heqi.customers.actions.supply import remove_meter
from heqi.customers.models import Meter, Party, Phone, SearchEntry, ServicePoint
from heqi.customers.search import search_customers
from heqi.imports.actions import remove_batch, undo_batch
from heqi.imports.mapping import propose
from heqi.imports.models import Batch
from heqi.imports.tests.makers import HEADINGS, checked, imported, row, text_of
from heqi.ledger.actors import SYSTEM
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def said(batch: Batch, line: int) -> set[tuple[str, str, str]]:
    """Findings about a row, those about shared addresses and phones left out."""
    found = batch.findings.filter(line=line).values_list("field", "error", "severity")
    return {one for one in found if one[0] not in ("address", "phone")}


def factory(n: int, **changes: str) -> dict[str, str]:
    """An account of one and the same customer."""
    return {"客户编号": "GY-0031"} | row(n, 户名="滨江食品厂", 用气性质="工业") | changes


def found(text: str) -> set[tuple[int | None, int | None]]:
    return {
        (hit.party_id, hit.service_point_id) for hit in search_customers(SYSTEM, text, now=NOW).hits
    }


@pytest.mark.clause("data-entry/2.2")
def test_rows_with_one_customer_number_become_accounts_of_one_customer(cast: Cast) -> None:
    batch = imported(
        cast.units["gas"], text_of([factory(1), factory(2), factory(3, 客户编号="GY-0032")])
    )
    assert batch.status == "committed"
    party = Party.objects.get(number="GY0031")
    accounts = ServicePoint.objects.filter(occupancies__party=party).distinct()
    assert {a.account_no for a in accounts} == {"88000001", "88000002"}
    assert {p.number for p in party.phones.all()} == {"13700100001", "13700100002"}
    assert [p.number for p in party.phones.filter(is_primary=True)] == ["13700100001"]
    assert found("GY-0031") == found("13700100002") == {(party.pk, a.pk) for a in accounts}


@pytest.mark.clause("data-entry/2.2")
def test_a_later_file_adds_accounts_to_a_customer_on_file(cast: Cast) -> None:
    imported(cast.units["gas"], text_of([factory(1)]))
    second = imported(cast.units["gas"], text_of([factory(2), factory(3)]))
    party = Party.objects.get()
    assert ServicePoint.objects.filter(occupancies__party=party).distinct().count() == 3
    assert Phone.objects.filter(party=party, is_primary=True).count() == 1
    undo_batch(second, reason="错误的文件", by=SYSTEM, now=NOW)
    assert remove_batch(second, now=NOW)
    assert (Party.objects.count(), ServicePoint.objects.count(), Phone.objects.count()) == (1, 1, 1)
    assert SearchEntry.objects.count() == 1
    assert not found("88000002")


@pytest.mark.clause("data-entry/1.2.1")
def test_one_customer_number_with_two_names_is_a_mistake(cast: Cast) -> None:
    rows = [factory(1), factory(2, 户名="别家"), factory(3, 客户编号="KH241201-00012")]
    batch = checked(cast.units["gas"], text_of(rows))
    assert said(batch, 1) == set()
    assert said(batch, 2) == {("customer_no", "duplicate", "error")}
    assert said(batch, 3) == {("customer_no", "duplicate", "error")}
    imported(cast.units["gas"], text_of([factory(1)]))
    later = checked(cast.units["gas"], text_of([factory(2, 户名="别家")]))
    assert said(later, 1) == {("customer_no", "duplicate", "error")}


@pytest.mark.clause("data-entry/2.2")
def test_rows_of_one_account_bring_its_further_meters(cast: Cast) -> None:
    rows = [row(1), row(2), row(1, 表号="9904000007"), row(1, 表号="9904000008")]
    batch = imported(cast.units["gas"], text_of(rows))
    assert batch.counts["verdicts"] == {"new": 4, "same": 0, "changed": 0, "error": 0}
    point = ServicePoint.objects.get(account_key="88000001")
    meters = sorted(point.meters.values_list("number", flat=True))
    assert meters == ["2204000001", "9904000007", "9904000008"]
    assert (Party.objects.count(), ServicePoint.objects.count(), Meter.objects.count()) == (2, 2, 4)
    assert [point_id for _party, point_id in found("9904000008")] == [point.pk]
    undo_batch(batch, reason="错误的文件", by=SYSTEM, now=NOW)
    assert remove_batch(batch, now=NOW)
    assert not Meter.objects.exists()
    assert not SearchEntry.objects.exists()


def test_a_meter_that_was_taken_away_may_hang_again(cast: Cast) -> None:
    imported(cast.units["gas"], text_of([row(1)]))
    remove_meter(Meter.objects.get(), reason="检定", by=SYSTEM, now=NOW)
    batch = imported(cast.units["gas"], text_of([row(2, 表号="2204000001")]))
    assert (batch.status, batch.written) == ("committed", 1)


def test_a_further_meter_falls_with_its_account(cast: Cast) -> None:
    rows = [row(1, 用气性质="火星"), row(1, 用气性质="火星", 表号="9904000007"), row(2)]
    rows[1]["用气性质"] = "居民"
    batch = checked(cast.units["gas"], text_of(rows))
    assert batch.counts["verdicts"]["error"] == 2
    assert ("account_no", "further", "error") in said(batch, 2)


def test_the_account_of_another_household_is_no_further_meter(cast: Cast) -> None:
    batch = checked(cast.units["gas"], text_of([row(1), row(2, 户号="88000001")]))
    assert ("account_no", "duplicate", "error") in said(batch, 2)


@pytest.mark.clause("data-entry/1.2.1")
def test_a_reading_that_is_no_number_keeps_its_row_out(cast: Cast) -> None:
    rows = [row(1) | {"上次读数": "约三百", "上次抄表日期": "2099-01-01"}]
    batch = checked(cast.units["gas"], text_of(rows))
    assert {("last_reading", "format", "error")} <= said(batch, 1)
    assert "last_read_on" in {field for field, _error, _severity in said(batch, 1)}


def test_a_customer_number_is_the_account_where_there_is_no_other_column() -> None:
    assert propose(["客户编号", "户名"], {}) == {"account_no": 0, "name": 1}
    assert propose(["客户编号", "户号", "户名"], {}) == {
        "customer_no": 0,
        "account_no": 1,
        "name": 2,
    }
    assert propose(HEADINGS, {})["account_no"] == 0
