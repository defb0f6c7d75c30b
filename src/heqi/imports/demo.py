"""Imports for the demo: one that was written, one that waits with its errors."""

import csv
import io
from datetime import datetime, timedelta

from heqi.imports import actions
from heqi.imports.bench import HEADINGS, generate
from heqi.imports.models import Batch
from heqi.ledger.actors import Actor
from heqi.people.models import Unit

WRITTEN, WAITING = 24, 40


def build_imports(unit: Unit, *, by: Actor, confirmed_by: Actor, now: datetime) -> list[Batch]:
    """``by`` prepares, ``confirmed_by`` confirms the first; a fixed seed, a compound of its own."""
    rows = list(generate(WRITTEN + WAITING, seed=9))
    past = now - timedelta(days=3)
    first = _checked(unit, rows[:WRITTEN], "旧系统导出 2026-11.csv", by, past)
    actions.confirm_batch(first, leave_out=True, by=confirmed_by, now=past)
    actions.write_batch(first, now=past)
    return [first, _checked(unit, _spoilt(rows[WRITTEN - 3 :]), "新区二期移交.csv", by, now)]


def _checked(unit: Unit, rows: list[list[str]], name: str, by: Actor, now: datetime) -> Batch:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    content = buffer.getvalue().encode("gb18030")
    batch = actions.upload_file([content], name=name, unit=unit, by=by, now=now)
    actions.start_check(batch, mapping=batch.mapping, by=by, now=now)
    actions.check_batch(batch, now=now)
    batch.refresh_from_db()
    return batch


def _spoilt(rows: list[list[str]]) -> list[list[str]]:
    """What goes wrong in real files: a name is missing, numbers are mistyped or come twice."""
    place = {heading: n for n, heading in enumerate(HEADINGS)}
    for at, heading, text in (
        (0, "户名", "王另有"),
        (4, "户名", ""),
        (6, "身份证号", "330108199001011234"),
        (7, "联系电话", "1380010"),
        (8, "安装日期", "2009-02-30"),
        (9, "户号", rows[10][place["户号"]]),
        (12, "室号", ""),
        (14, "表号", rows[13][place["表号"]]),
        (16, "压力级制", "超高压"),
    ):
        rows[at][place[heading]] = text
    return rows
