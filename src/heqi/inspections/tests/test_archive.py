"""The archive: complete, closed, and telling of any changed byte."""

import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from heqi.evidence.actions import attach
from heqi.evidence.tests.files import png
from heqi.inspections import actions
from heqi.inspections.bundles import Held, verify_bundle, write_bundle
from heqi.inspections.models import Bundle, Inspection
from heqi.inspections.queries.archive import bundle_bytes, check_bundle, to_archive
from heqi.inspections.queries.holdings import holdings_of
from heqi.inspections.tests.scenes import arranged, closed, found, routine, started
from heqi.people.access import Refused
from heqi.people.models import Unit
from heqi.rectifications import actions as rectifying
from heqi.rectifications.models import Rectification
from tests.cast import NOW, SHANGHAI, Cast

AFTER = datetime(2027, 1, 5, 10, 0, tzinfo=SHANGHAI)
QUARTER = date(2026, 10, 1)
SMALL = write_bundle(
    {"number": "DA1", "papers": [{"path": "a/1.pdf"}]},
    [Held("a/1.pdf", b"%PDF one"), Held("evidence/x-照片.png", png())],
)


def test_any_changed_byte_of_a_bundle_is_detected() -> None:
    assert verify_bundle(SMALL).whole
    for place in range(len(SMALL)):
        for flip in (0x01, 0x80):
            changed = bytearray(SMALL)
            changed[place] ^= flip
            assert not verify_bundle(bytes(changed)).whole, place


def test_bytes_before_behind_and_missing_ones_are_detected() -> None:
    for changed in (b"x" + SMALL, SMALL + b"x", SMALL[:-1], SMALL[1:], b"", b"PK", SMALL * 2):
        assert not verify_bundle(changed).whole


def test_a_file_added_taken_out_or_exchanged_is_named() -> None:
    with zipfile.ZipFile(io.BytesIO(SMALL)) as bundle:
        held = {name: bundle.read(name) for name in bundle.namelist()}

    def packed(files: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name, content in files.items():
                made.writestr(name, content)
        return out.getvalue()

    for files, named in (
        ({**held, "a/2.pdf": b"x"}, "a/2.pdf"),
        ({k: v for k, v in held.items() if k != "a/1.pdf"}, "a/1.pdf"),
        ({**held, "a/1.pdf": b"%PDF two"}, "a/1.pdf"),
        ({k: v for k, v in held.items() if k != "SEAL"}, "SEAL"),
    ):
        assert any(named in fault for fault in verify_bundle(packed(files)).faults)


def test_a_compressed_container_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("bomb", b"0" * 10_000_000)
    assert not verify_bundle(out.getvalue()).whole


def _quarter(cast: Cast) -> Rectification:
    """A routine inspection with a breach, a special one with a notice and a photo."""
    row = started(cast, routine(cast))
    found(cast, row, staff=cast.staff["qian"])
    closed(cast, row)
    special = started(cast, arranged(cast))
    attach(special, content=png(), name="现场.png", kind="photo", by=cast.he, now=NOW)
    found(cast, special)
    closed(cast, special)
    return Rectification.objects.get()


def _put_right(cast: Cast, notice: Rectification) -> None:
    at = NOW + timedelta(days=1)
    rectifying.acknowledge_rectification(notice, by=cast.han, now=at)
    rectifying.plan_rectification(
        notice, plan="培训", responsible="周", finish_on=date(2026, 12, 1), by=cast.han, now=at
    )
    rectifying.report_rectification(notice, report="已完成", by=cast.han, now=at)
    rectifying.recheck_rectification(notice, passed=True, finding="到位", by=cast.he, now=at)
    rectifying.archive_rectification(notice, by=cast.he, now=at)


@pytest.mark.django_db
@pytest.mark.clause("inspection/7.1.1", "inspection/7.1.2", "inspection/7.1.3", "inspection/7.1.4")
@pytest.mark.clause("inspection/7.2", "inspection/7.3")
def test_a_bundle_holds_every_paper_and_waits_for_what_is_open(cast: Cast, tmp_path: Path) -> None:
    gas = cast.units["gas"]
    notice = _quarter(cast)
    with pytest.raises(Refused):
        actions.close_bundle(gas, quarter=QUARTER, by=cast.han, now=AFTER)
    with pytest.raises(ValidationError, match=notice.number):
        actions.close_bundle(gas, quarter=QUARTER, by=cast.he, now=AFTER)
    _put_right(cast, notice)
    with pytest.raises(ValidationError):
        actions.close_bundle(gas, quarter=QUARTER, by=cast.he, now=NOW)

    row = actions.close_bundle(gas, quarter=QUARTER, by=cast.he, now=AFTER)

    special = Inspection.objects.get(kind="special")
    paths = [line["path"] for line in row.index["papers"]]
    kinds = {path.split("/")[0] for path in paths}
    assert kinds == {"routine", "special", "sheets", "handling"}
    assert any(f"{special.number}-scheme" in path for path in paths)
    assert any(notice.number in path for path in paths)
    assert any("breaches" in path for path in paths)
    assert [line["clause"] for line in row.index["papers"]][-1] == "inspection/7.1.4"
    assert any("5.4" in gap for gap in row.index["missing"])
    content = bundle_bytes(row)
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert png() in [bundle.read(name) for name in bundle.namelist()]
        assert all(bundle.read(path).startswith(b"%PDF") for path in paths)
    with pytest.raises(ValidationError, match="没有新的材料"):
        actions.close_bundle(gas, quarter=QUARTER, by=cast.he, now=AFTER)
    # What was arranged afterwards with a day of this quarter would be in no bundle ever.
    with pytest.raises(ValidationError, match="归档"):
        arranged(cast, now=AFTER)

    _holds_against_the_register(row, content, tmp_path)
    with pytest.raises(ValidationError):
        actions.hand_over_bundle(
            row, receipt="", received_by="档案室 冯", place="", by=cast.he, now=AFTER
        )
    actions.hand_over_bundle(
        row, receipt="DAS-2027-003", received_by="档案室 冯", place="3-2-1", by=cast.he, now=AFTER
    )
    assert row.status == "handed_over"


def _holds_against_the_register(row: Bundle, content: bytes, folder: Path) -> None:
    assert check_bundle(content).whole
    file = folder / "bundle.zip"
    file.write_bytes(content)
    call_command("archive", "verify", str(file))

    forged = write_bundle({**row.index, "closed_by": "别人"}, [])
    assert not check_bundle(forged).whole
    changed = bytearray(content)
    changed[len(content) // 2] ^= 1
    file.write_bytes(changed)
    with pytest.raises(CommandError):
        call_command("archive", "verify", str(file))
    with pytest.raises(CommandError):
        call_command("archive", "verify", str(folder / "nothing.zip"))


@pytest.mark.django_db
@pytest.mark.clause("inspection/5.3")
def test_what_a_department_did_not_hand_in_is_named_and_does_not_block(cast: Cast) -> None:
    closed(cast, routine(cast))
    held = holdings_of(cast.units["gas"], QUARTER, now=AFTER)
    assert not held.blocked
    departments = Unit.objects.filter(company=cast.units["gas"], kind="department").count()
    assert sum("5.3" in gap.text for gap in held.gaps) == departments * 3


@pytest.mark.django_db
@pytest.mark.clause("inspection/7.3", "inspection/5.3")
def test_what_comes_after_the_bundle_is_in_a_numbered_supplement(cast: Cast) -> None:
    gas = cast.units["gas"]
    closed(cast, routine(cast))
    first = actions.close_bundle(gas, quarter=QUARTER, by=cast.he, now=AFTER)
    before = bundle_bytes(first)
    late = AFTER + timedelta(days=1)
    texts = dict.fromkeys(("achievements", "measures", "problems", "suggestions"), "已完成")
    row = actions.save_summary(
        cast.units["service"], month=date(2026, 10, 1), texts=texts, by=cast.han, now=late
    )
    assert to_archive(gas, QUARTER, now=late).papers == []  # a draft is no paper yet
    actions.hand_in_summary(row, by=cast.han, now=late)
    more = actions.close_bundle(gas, quarter=QUARTER, by=cast.he, now=late)
    assert (more.first, more.part) == (first, 2)
    assert more.number != first.number
    assert more.index["supplements"] == first.number
    (line,) = more.index["papers"]
    assert "summary-202610-service" in line["path"]
    assert check_bundle(bundle_bytes(more)).whole
    assert bundle_bytes(first) == before
    with pytest.raises(ValidationError):
        actions.close_bundle(gas, quarter=QUARTER, by=cast.he, now=late)
