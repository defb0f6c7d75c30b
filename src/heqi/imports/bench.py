"""How fast a whole company is taken over: a file is written, read, checked, confirmed."""

import csv
import os
import resource
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any

from django.db import connection
from stdnum.cn import ric

from heqi.customers.demo import words
from heqi.ledger.actors import SYSTEM
from heqi.people.actions import create_unit
from heqi.people.models import Unit

HEADINGS = [
    "户号", "户名", "用气性质", "身份证号", "联系电话", "市", "区县", "街道", "小区", "楼栋",
    "单元", "室号", "压力级制", "通气日期", "状态", "表号", "表具类型", "表型号", "生产厂家",
    "进气方向",     "生产日期", "安装日期", "灶具品牌", "灶具型号", "熄火保护", "软管更换日期",
]  # fmt: skip
HOMES = 1_152


# What a planted duplicate takes from an earlier row, by what the report of the import calls it.
PLANTS = {"account_no": ("户号",), "meter_no": ("表号",), "phone": ("联系电话",),
          "address": ("小区", "街道", "区县", "楼栋", "单元", "室号")}  # fmt: skip
NEAR = 5_000


def planted(
    rows: Iterable[list[str]], *, share: float, seed: int
) -> Iterator[tuple[list[str], str]]:
    """The rows, of which about ``share`` repeat something of an earlier one; each with what."""
    random = Random(f"{seed}:duplicates")
    earlier: deque[list[str]] = deque(maxlen=NEAR)
    for row in rows:
        kind = ""
        if earlier and random.random() < share:
            kind = random.choice(list(PLANTS))
            other = earlier[random.randrange(len(earlier))]
            row = list(row)
            for heading in PLANTS[kind]:
                place = HEADINGS.index(heading)
                row[place] = other[place]
        earlier.append(row)
        yield row, kind


def generate(rows: int, *, seed: int = 1) -> Iterator[list[str]]:
    """Invented rows as an old system exports them, under :data:`HEADINGS`."""
    random = Random(seed)
    for n in range(rows):
        place, home = divmod(n, HOMES)
        made = date(2016, 1, 4) + timedelta(days=random.randrange(3_000))
        name = random.choice(words.SURNAMES) + random.choice(words.GIVEN)
        if random.random() < 0.85:
            name += random.choice(words.GIVEN)
        cooker = random.random() < 0.3
        installed = made + timedelta(days=60)
        yield [
            f"66{n:08}", name, "居民", _identity(random, n),
            f"13{random.choice('789')}{n * 7_919 % 100_000_000:08}",
            words.CITY, words.DISTRICTS[place % len(words.DISTRICTS)][0],
            f"{words.STREETS[place % len(words.STREETS)]}{place % 300 + 1}号",
            f"{words.COMPOUNDS[place % len(words.COMPOUNDS)]}{place // len(words.COMPOUNDS) + 1}期",
            str(home // 48 + 1), str(home // 24 % 2 + 1),
            str((home // 2 % 12 + 1) * 100 + home % 2 + 1),
            "低压", f"{installed:%Y/%m/%d}", "在用",
            f"{made:%y}{n * 99_991 % 1_000_000_007:010}",
            random.choice(("IC卡表", "物联网表", "机械表")),
            "G2.5", random.choice(words.MAKERS), random.choice("左右"), f"{made:%Y-%m-%d}",
            f"{installed:%Y-%m-%d}", random.choice(words.BRANDS) if cooker else "",
            "JZT-B8" if cooker else "", "是" if cooker else "",
            f"{installed:%Y-%m-%d}" if cooker else "",
        ]  # fmt: skip


def _identity(random: Random, n: int) -> str:
    born = date(1940, 1, 1) + timedelta(days=random.randrange(22_000))
    plain = f"330108{born:%Y%m%d}{n % 1000:03}"
    return plain + ric.calc_check_digit(plain + "0")


def _company(now: datetime) -> Unit:
    """A company for an empty database; where there are units but no company, it refuses."""
    if Unit.objects.exists():
        raise LookupError("no company")
    unit = None
    for kind, name in (("group", "示例燃气集团"), ("region", "东部区域"), ("company", "临江燃气")):
        unit = create_unit(kind=kind, code=kind, name=name, parent=unit, by=SYSTEM, now=now)
    assert unit is not None
    return unit


def write_file(path: Path, rows: int, *, share: float, seed: int) -> Counter[str]:
    """The file of the measurement; how many duplicates of each kind were planted in it."""
    plants: Counter[str] = Counter()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for row, kind in planted(generate(rows, seed=seed), share=share, seed=seed):
            writer.writerow(row)
            if kind:
                plants[kind] += 1
    return plants


def bench_import(
    rows: int, *, duplicates: float = 0, seed: int = 1, folder: Path, now: datetime
) -> dict[str, Any]:
    """Take over ``rows`` customers into this database, from the upload to the last index.

    ``duplicates`` is the share of rows that repeat the account, meter, address or phone of an
    earlier one: found by the way, and those of account and meter kept out.
    """
    from heqi.customers.models import Party
    from heqi.imports.actions import (
        check_batch,
        confirm_batch,
        start_check,
        upload_file,
        write_batch,
    )

    unit = Unit.objects.filter(kind="company").order_by("pk").first() or _company(now)
    path = folder / "import.csv"
    plants = write_file(path, rows, share=duplicates, seed=seed)
    before, started, cpu = Party.objects.count(), perf_counter(), process_time()
    load = os.getloadavg()[0]
    with path.open("rb") as file:
        batch = upload_file(
            iter(lambda: file.read(1 << 20), b""), name=path.name, unit=unit, by=SYSTEM, now=now
        )
    start_check(batch, mapping=batch.mapping, by=SYSTEM, now=now)
    uploaded = perf_counter()
    check_batch(batch, now=now)
    checked = perf_counter()
    batch.refresh_from_db()
    confirm_batch(batch, leave_out=True, by=SYSTEM, now=now)
    written = write_batch(batch, now=now)
    ended = perf_counter()
    took = ended - started
    return {
        "what": "import",
        "database": connection.vendor,
        "rows": rows,
        "file_mb": round(path.stat().st_size / 1e6, 1),
        "customers_before": before,
        "customers_made": Party.objects.count() - before,
        "counts": batch.counts,
        "duplicates_planted": dict(sorted(plants.items())),
        "duplicates_found": {
            field: count
            for field, error, _severity, count in batch.counts["findings"]
            if error == "duplicate"
        },
        "written": written,
        "upload_s": round(uploaded - started, 1),
        "check_s": round(checked - uploaded, 1),
        "commit_s": round(ended - checked, 1),
        "total_s": round(took, 1),
        "cpu_s": round(process_time() - cpu, 1),
        "load": round((load + os.getloadavg()[0]) / 2, 1),
        "rows_per_s": round(rows / took),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
