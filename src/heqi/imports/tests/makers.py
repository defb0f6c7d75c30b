"""Files for the tests of imports."""

import csv
import io
from pathlib import Path
from typing import Any

import xlsxwriter

from heqi.imports.actions import check_batch, confirm_batch, start_check, upload_file, write_batch
from heqi.imports.models import Batch
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.models import Unit
from tests.cast import NOW

HEADINGS = [
    "户号", "户名", "用气性质", "联系电话", "市", "区县", "街道", "小区", "楼栋", "单元", "室号",
    "表号", "表具类型", "安装日期",
]  # fmt: skip


def row(n: int, **changes: str) -> dict[str, str]:
    """A good row; ``changes`` by heading."""
    values = (
        f"8800{n:04}", f"张{'一二三四五六七八九十'[n % 10]}明", "居民", f"1370010{n:04}", "临江市",
        "滨江区", "江南路12号", "滨江新城", "3", "1", f"{n + 100}", f"2204{n:06}", "物联网表",
        "2022-03-01",
    )  # fmt: skip
    return dict(zip(HEADINGS, values, strict=True)) | changes


def text_of(rows: list[dict[str, str]], *, delimiter: str = ",") -> str:
    """The rows as CSV."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def workbook_of(path: Path, rows: list[dict[str, Any]]) -> bytes:
    """The rows as a workbook."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, list(rows[0]))
    for at, values in enumerate(rows, start=1):
        sheet.write_row(at, 0, list(values.values()))
    book.close()
    return path.read_bytes()


def make_batch(
    unit: Unit, content: bytes | str, *, name: str = "客户.csv", by: Actor = SYSTEM
) -> Batch:
    """A file that was uploaded."""
    data = content.encode() if isinstance(content, str) else content
    return upload_file([data], name=name, unit=unit, by=by, now=NOW)


def checked(
    unit: Unit, content: bytes | str, *, name: str = "客户.csv", by: Actor = SYSTEM
) -> Batch:
    """A file that was uploaded and checked, its columns recognised by their names."""
    batch = make_batch(unit, content, name=name, by=by)
    start_check(batch, mapping=batch.mapping, by=by, now=NOW)
    check_batch(batch, now=NOW)
    batch.refresh_from_db()
    return batch


def imported(unit: Unit, content: bytes | str) -> Batch:
    """A file that was taken over."""
    batch = checked(unit, content)
    confirm_batch(batch, leave_out=True, by=SYSTEM, now=NOW)
    write_batch(batch, now=NOW)
    batch.refresh_from_db()
    return batch
