"""Nothing changes before the confirmation; then all of it, once; and back again."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from heqi.customers.actions import change_contact, create_meter
from heqi.customers.models import Meter, Occupancy, Party, Premises, SearchEntry, ServicePoint
from heqi.customers.search import search_customers
from heqi.customers.tests.makers import make_customer
from heqi.imports.actions import (
    check_some,
    confirm_batch,
    discard_batch,
    remove_batch,
    start_check,
    undo_batch,
    write_batch,
)
from heqi.imports.models import Batch, Remembered
from heqi.imports.tests.makers import checked, imported, make_batch, row, text_of
from heqi.ledger.actors import SYSTEM
from heqi.ledger.models import Entry
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def checksum() -> str:
    """Everything in the tables of customers."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            if table.startswith("customers_") and "words" not in table:
                cursor.execute(f'SELECT * FROM "{table}"')
                digest.update(repr(sorted(map(repr, cursor.fetchall()))).encode())
    return digest.hexdigest()


def rows_of(batch: Batch) -> dict[int, str]:
    return dict(batch.rows.values_list("line", "verdict"))


def errors_of(batch: Batch, line: int) -> set[tuple[str, str, str]]:
    return set(batch.findings.filter(line=line).values_list("field", "error", "severity"))


def test_a_dry_run_changes_nothing(cast: Cast) -> None:
    make_customer(cast.units["gas"])
    before = checksum()
    batch = checked(cast.units["gas"], text_of([row(n) for n in range(20)]))
    assert batch.counts["verdicts"]["new"] == 20
    assert checksum() == before


def test_confirmed_rows_become_whole_customers_that_are_found(cast: Cast) -> None:
    batch = imported(cast.units["gas"], text_of([row(n) for n in range(20)]))
    assert batch.status == "committed"
    assert batch.written == Party.objects.count() == ServicePoint.objects.count() == 20
    point = ServicePoint.objects.get(account_key="88000003")
    assert point.premises.text == "临江市滨江区江南路12号滨江新城3幢1单元103室"
    assert point.premises.compound.name == "滨江新城"
    meter = point.meters.get()
    assert (meter.kind, str(meter.installed_on)) == ("iot", "2022-03-01")
    assert meter.replace_on
    assert meter.replace_on.year == 2032
    assert {o.role for o in point.occupancies.all()} == {"user", "owner", "payer"}
    party = point.occupancies.first().party
    assert party.phones.get().is_primary
    for text in ("88000003", "2204000003", "13700100003", "zhangsiming", "滨江新城 103"):
        hits = search_customers(SYSTEM, text, now=NOW).hits
        assert party.pk in [hit.party_id for hit in hits], text


def test_one_entry_of_the_ledger_stands_for_the_batch_with_its_checksums(cast: Cast) -> None:
    content = text_of([row(n) for n in range(5)])
    batch = imported(cast.units["gas"], content)
    entry = Entry.objects.get(code="imports.commit", subject_id=str(batch.pk))
    assert entry.changes["file_sha256"] == hashlib.sha256(content.encode()).hexdigest()
    assert entry.changes["content_sha256"] == batch.content_sha256
    assert entry.changes["made"]["customers.party"] == 5


def test_a_good_row_next_to_a_bad_one_waits_for_the_word_to_leave_it_out(cast: Cast) -> None:
    batch = checked(cast.units["gas"], text_of([row(1), row(2, 户名=""), row(3, 表号="?")]))
    assert rows_of(batch) == {1: "new", 2: "error", 3: "error"}
    assert ("name", "missing", "error") in errors_of(batch, 2)
    assert ("meter_no", "format", "error") in errors_of(batch, 3)
    with pytest.raises(ValidationError, match="2"):
        confirm_batch(batch, leave_out=False, by=SYSTEM, now=NOW)
    confirm_batch(batch, leave_out=True, by=SYSTEM, now=NOW)
    write_batch(batch, now=NOW)
    assert Party.objects.count() == 1


@pytest.mark.clause("data-entry/3")
def test_what_the_standard_asks_for_is_said_and_does_not_stop_the_row(cast: Cast) -> None:
    batch = checked(cast.units["gas"], text_of([row(1, 室号="")]))
    finding = batch.findings.get(field="room")
    assert (finding.error, finding.severity, finding.clause) == ("missing", "note", "data-entry/3")
    assert rows_of(batch) == {1: "new"}


def test_duplicates_inside_the_file_are_shown(cast: Cast) -> None:
    rows = [row(1), row(2, 户号="8800-0001"), row(3, 表号="2204000001"), row(4, 室号="101")]
    batch = checked(cast.units["gas"], text_of(rows))
    assert ("account_no", "duplicate", "error") in errors_of(batch, 2)
    assert ("meter_no", "duplicate", "error") in errors_of(batch, 3)
    assert errors_of(batch, 4) == {("address", "duplicate", "note")}
    assert "第 1 行" in batch.findings.get(line=2, field="account_no").zh


def test_two_accounts_at_one_address_share_it(cast: Cast) -> None:
    imported(cast.units["gas"], text_of([row(1), row(4, 室号="101")]))
    assert (ServicePoint.objects.count(), Premises.objects.count()) == (2, 1)
    imported(cast.units["gas"], text_of([row(5, 室号="101", 楼栋="３号楼")]))
    assert (ServicePoint.objects.count(), Premises.objects.count()) == (3, 1)


def test_what_is_on_file_is_compared_and_left_as_it_is(cast: Cast) -> None:
    imported(cast.units["gas"], text_of([row(1), row(2)]))
    before = checksum()
    rows = [row(1), row(2, 户名="别人"), row(3, 表号="2204000001"), row(4, 联系电话="13700100001")]
    batch = checked(cast.units["gas"], text_of(rows))
    assert rows_of(batch) == {1: "same", 2: "changed", 3: "error", 4: "new"}
    assert ("name", "different", "note") in errors_of(batch, 2)
    assert ("meter_no", "duplicate", "error") in errors_of(batch, 3)
    assert errors_of(batch, 4) == {("phone", "duplicate", "note")}
    assert checksum() == before


def test_another_company_has_its_own_accounts(cast: Cast) -> None:
    imported(cast.units["other"], text_of([row(1)]))
    assert rows_of(checked(cast.units["gas"], text_of([row(1)]))) == {1: "new"}


def test_the_columns_are_remembered_for_the_company(cast: Cast) -> None:
    content = text_of([row(1)]).replace("户号", "怪名字")
    batch = make_batch(cast.units["gas"], content)
    assert "account_no" not in batch.mapping
    with pytest.raises(ValidationError, match="户号"):
        start_check(batch, mapping=batch.mapping, by=SYSTEM, now=NOW)
    start_check(batch, mapping={**batch.mapping, "account_no": 0}, by=SYSTEM, now=NOW)
    assert make_batch(cast.units["gas"], content).mapping["account_no"] == 0
    assert "account_no" not in make_batch(cast.units["other"], content).mapping
    assert Remembered.objects.filter(company=cast.units["gas"], field="account_no").count() == 1


def test_a_value_for_every_row_fills_what_the_file_lacks(cast: Cast) -> None:
    rows = [{k: v for k, v in row(n).items() if k != "区县"} for n in range(2)]
    batch = make_batch(cast.units["gas"], text_of(rows))
    start_check(batch, mapping=batch.mapping, defaults={"district": "开发区"}, by=SYSTEM, now=NOW)
    while check_some(batch, now=NOW):
        pass
    assert '"district":"开发区"' in batch.rows.get(line=1).values


def test_a_batch_is_written_once(cast: Cast) -> None:
    batch = imported(cast.units["gas"], text_of([row(1)]))
    assert write_batch(batch, now=NOW) is False
    with pytest.raises(IllegalMove):
        confirm_batch(batch, leave_out=True, by=SYSTEM, now=NOW)
    assert Party.objects.count() == 1


def test_nothing_is_written_where_one_row_cannot_be(cast: Cast) -> None:
    batch = checked(cast.units["gas"], text_of([row(n) for n in range(10)]))
    confirm_batch(batch, leave_out=True, by=SYSTEM, now=NOW)
    make_customer(cast.units["gas"], account_no="8800-0007")
    before = checksum()
    assert write_batch(batch, now=NOW) is False
    assert checksum() == before
    batch.refresh_from_db()
    assert batch.status == "checking"
    assert "重新" in batch.problem
    while check_some(batch, now=NOW):
        pass
    batch.refresh_from_db()
    assert batch.counts["verdicts"] == {"new": 9, "same": 0, "changed": 1, "error": 0}


def test_undoing_leaves_no_trace_among_the_customers(cast: Cast) -> None:
    make_customer(cast.units["gas"])
    before = checksum()
    batch = imported(cast.units["gas"], text_of([row(n) for n in range(20)]))
    undo_batch(batch, reason="错误的文件", by=SYSTEM, now=NOW)
    assert remove_batch(batch, now=NOW)
    assert checksum() == before
    assert not search_customers(SYSTEM, "88000003", now=NOW).hits
    assert SearchEntry.objects.count() == 1


def test_what_was_built_on_an_import_keeps_it(cast: Cast) -> None:
    batch = imported(cast.units["gas"], text_of([row(1), row(2)]))
    point = ServicePoint.objects.get(account_key="88000001")
    later = NOW + timedelta(hours=1)
    create_meter(point=point, number="990001", by=SYSTEM, now=later)
    with pytest.raises(ValidationError, match="990001"):
        undo_batch(batch, reason="x", by=SYSTEM, now=later)
    assert Meter.objects.count() == 3


def test_a_customer_changed_since_keeps_the_import(cast: Cast) -> None:
    batch = imported(cast.units["gas"], text_of([row(1), row(2)]))
    party = Occupancy.objects.filter(service_point__account_key="88000001").first().party
    change_contact(party, name="新名字", by=SYSTEM, now=NOW + timedelta(hours=1))
    with pytest.raises(ValidationError, match="新名字"):
        undo_batch(batch, reason="x", by=SYSTEM, now=NOW)


def test_discarded_rows_are_gone(cast: Cast) -> None:
    batch = checked(cast.units["gas"], text_of([row(1)]))
    discard_batch(batch, by=SYSTEM, now=NOW)
    assert not batch.rows.exists()


@pytest.mark.clause("data-entry/7.3")
def test_a_large_import_is_confirmed_by_somebody_else(cast: Cast) -> None:
    batch = checked(cast.units["service"], text_of([row(1)]), by=cast.han)
    batch.counts["verdicts"]["new"] = 1_000
    with pytest.raises(Refused, match="另一人"):
        confirm_batch(batch, leave_out=True, by=cast.han, now=NOW)
    confirm_batch(batch, leave_out=True, by=cast.he, now=NOW)
    assert batch.status == "confirmed"


@pytest.mark.parametrize("who", ["lin", "ma", "other", "audit", "national"])
def test_who_has_no_right_imports_nothing(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        make_batch(cast.units["gas"], text_of([row(1)]), by=getattr(cast, who))


def test_who_prepares_may_not_confirm_without_the_right(cast: Cast) -> None:
    batch = checked(cast.units["gas"], text_of([row(1)]))
    with pytest.raises(Refused):
        confirm_batch(batch, leave_out=True, by=cast.qian, now=NOW)
