"""Files are told by their content, and what would expand is refused before it is read."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from heqi.imports.models import Batch
from heqi.imports.reading import read_head, records, sniff
from heqi.imports.reading.workbook import cell_text
from heqi.imports.tests.makers import checked, make_batch, row, text_of, workbook_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
GOOD = [row(n) for n in range(5)]


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_each_encoding_and_delimiter(
    cast: Cast, encoding: str, delimiter: str
) -> None:
    batch = checked(cast.units["gas"], text_of(GOOD, delimiter=delimiter).encode(encoding))
    assert batch.counts["verdicts"]["new"] == 5
    assert "张一明" in batch.rows.get(line=1).values


def test_a_workbook_is_read_with_its_numbers_and_days(cast: Cast, tmp_path: Path) -> None:
    rows = [{**row(n), "户号": float(88_000_000 + n), "安装日期": "2022/3/1"} for n in range(3)]
    batch = checked(cast.units["gas"], workbook_of(tmp_path / "a.xlsx", rows))
    assert batch.format == "xlsx"
    assert batch.counts["verdicts"]["new"] == 3
    assert '"account_no":"88000000"' in batch.rows.get(line=1).values


def test_a_number_too_long_for_excel_shows_that_its_end_is_lost() -> None:
    assert cell_text(110101199003070011.0) == "1.101012E+17"
    assert cell_text(13800102207.0) == "13800102207"


def test_a_title_above_the_heading_is_passed_over(cast: Cast) -> None:
    batch = make_batch(cast.units["gas"], "2026年客户清单,,,\n" + text_of(GOOD))
    assert batch.columns[0] == "户号"


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return buffer.getvalue()


def entities() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>'
        )
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空"),
        (bomb(), "解压后过大"),
        (entities(), "XML 实体"),
        (b"PK\x03\x04 nothing", "只能导入"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Excel"),
        (b"\x1f\x8b\x08\x00abc", "压缩包"),
        (b"a,b\n1,\x002\n", "NUL"),
        (b"\xff\xff\xff,\xff\n", "读不出"),
        ("户号".encode() + b"\n1\n", "没有找到表格"),
        (b"%PDF-1.7 ...", "只能导入"),
    ],
    ids=["empty", "bomb", "entities", "zip", "old", "gzip", "nul", "bytes", "no table", "pdf"],
)
def test_what_is_no_table_is_refused_in_a_sentence(
    cast: Cast, content: bytes, sentence: str
) -> None:
    with pytest.raises(ValidationError) as error:
        make_batch(cast.units["gas"], content)
    assert sentence in error.value.messages[0]
    assert not Batch.objects.exists()


def test_a_cell_that_never_ends_stops_the_reading_in_bounds(cast: Cast) -> None:
    text = text_of([row(n) for n in range(30)]) + '9900,"' + "长" * 300_000 + "\n"
    batch = checked(cast.units["gas"], text)
    assert batch.status == "refused"
    assert batch.problem


def test_reading_goes_on_from_any_record(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text_of([*GOOD, row(9, 户名="两行\n的名字")]).encode("gb18030"))
    head = read_head(path, sniff(path).encoding)
    given = {"encoding": "gb18030", "delimiter": head.delimiter}
    whole = list(records(path, offset=head.body, **given))
    for at, (_record, end) in enumerate(whole):
        assert list(records(path, offset=end, **given)) == whole[at + 1 :]


def test_a_workbook_has_a_limit_of_rows(cast: Cast, tmp_path: Path, monkeypatch) -> None:
    from heqi.imports.reading import workbook

    rows = [{"户号": str(n), "户名": "甲"} for n in range(workbook.MAX_ROWS + 1)]
    content = workbook_of(tmp_path / "b.xlsx", rows)
    with pytest.raises(ValidationError) as error:
        make_batch(cast.units["gas"], content)
    assert "200,000" in error.value.messages[0]
