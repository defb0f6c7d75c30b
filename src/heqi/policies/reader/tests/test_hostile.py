"""Reading never crashes and never takes long, whatever the bytes."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heqi.policies.reader import Compendium, Unreadable, bind, read_compendium

from .synthetic import compendium_text

TEXT = compendium_text()
LINES = TEXT.split("\n")


def read(data: bytes) -> Compendium | None:
    try:
        return read_compendium(data, "x.txt")
    except Unreadable as refused:
        assert refused.zh
        assert refused.en
        return None


def accounted(compendium: Compendium, text: str) -> None:
    lines = {n for n, line in enumerate(text.split("\n"), 1) if line.strip(" \t\r\u3000")}
    assert {line for line, _ in compendium.account} == lines
    places = Counter(a.line for a in compendium.boilerplate)
    places.update(n for c in compendium.walk() for n in c.lines)
    places.update(n for t in compendium.tables for n in t.header_lines)
    places.update(n for t in compendium.tables for r in t.rows for n in r.lines)
    places.update(n for f in compendium.forms for n in f.lines)
    places.update(p.line for p in compendium.policies if p.clauses and p.line)
    assert {n for n, times in places.items() if times > 1} == set()
    assert lines - set(places) == {
        p.line for p in compendium.policies if not p.clauses and p.line
    } & (lines - set(places))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(data):
    read(data)


PIECES = st.sampled_from(
    [
        *LINES,
        "第一章 总则",
        "第九条",
        "一、",
        "（二）甲",
        "1)",
        "①",
        "附件二:",
        "10",
        "目 录",
        "9.9.9.9 x",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=30).filter(lambda t: t.isprintable()), max_size=60))
def test_mangled_structures_are_read_with_every_line_accounted_for(pieces):
    text = "\n".join(pieces)
    compendium = read(text.encode("utf-8", "replace"))
    if compendium is not None:
        accounted(compendium, text)
        refs = [c.ref for c in compendium.walk()]
        assert len(set(refs)) == len(refs)
        bind(compendium, refs)
        compendium.as_json()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(TEXT.encode())), st.binary(max_size=8))
def test_a_compendium_cut_or_damaged_anywhere_is_read(at, junk):
    data = TEXT.encode()
    read(data[:at])
    read(data[:at] + junk + data[at:])


@pytest.mark.parametrize(
    "line",
    [
        "1 总则\n" + "1.1.1.1.1.1.1." * 1200 + "\n",
        "1 总则\n" + "、".join(["授权"] * 6000) + "\n",
        "1 总则\n" + "《" * 15000 + "\n",
        "1 总则\n" + "在" * 15000 + "基础\n",
        "1 总则\n" + "部中心" * 5000 + "\n",
        "1 总则\n" + "(" * 15000 + "\n",
        "1 总则\n" + "甲:" * 7000 + "\n",
        "1 总则\n" + "…" * 15000 + "。\n",
        "1 总则\n" + " ".join("一二三" for _ in range(4000)) + "\n",
        "1 总则\n" + "100元以上,200" * 1500 + "\n",
        "甲管理办法\n1 总则\n",
        "附件一:\n检查表\n姓名\n",
        "第一章 第一条 一、（一）1.(1)①\n",
        "编号\n名称\n说明\n1\n甲\n乙\n",
    ],
)
def test_a_megabyte_of_hostile_text_takes_seconds_at_most(line):
    data = (line * (1_000_000 // len(line.encode()) + 1)).encode()
    started = time.process_time()
    read(data)
    assert time.process_time() - started < 20


def test_five_megabytes_of_policies_take_seconds():
    once = TEXT.encode()
    data = once * (5_000_000 // len(once))
    started = time.process_time()
    compendium = read(data)
    assert compendium is not None
    assert time.process_time() - started < 60
