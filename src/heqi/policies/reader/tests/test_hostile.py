"""Reading never crashes and never takes long, whatever the bytes."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heqi.policies.reader import Compendium, Unreadable, bind, read_compendium
from heqi.policies.reader.numbering import chinese

from .synthetic import compendium_text

TEXT = compendium_text()
LINES = TEXT.split("\n")


def read(data: bytes) -> Compendium | None:
    try:
        return read_compendium(data, "x.txt")
    except Unreadable as refused:
        sentences = (refused.zh, refused.en)
    assert all(sentences)
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


@settings(max_examples=40, deadline=None)
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


@settings(max_examples=40, deadline=None)
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


@settings(max_examples=15, deadline=None)
@given(st.integers(0, len(TEXT.encode())), st.binary(max_size=8))
def test_a_compendium_cut_or_damaged_anywhere_is_read(at, junk):
    data = TEXT.encode()
    read(data[:at])
    read(data[:at] + junk + data[at:])


HOSTILE = [
    ("", "1 总则\n" + "1.1.1.1.1.1.1." * 1200 + "\n"),
    ("", "1 总则\n" + "、".join(["授权"] * 6000) + "\n"),
    ("", "1 总则\n" + "《" * 15000 + "\n"),
    ("", "1 总则\n" + "在" * 15000 + "基础\n"),
    ("", "1 总则\n" + "部中心" * 5000 + "\n"),
    ("", "1 总则\n" + "(" * 15000 + "\n"),
    ("", "1 总则\n" + "甲:" * 7000 + "\n"),
    ("", "1 总则\n" + "…" * 15000 + "。\n"),
    ("", "1 总则\n" + "-" * 15000 + "甲------\n"),
    ("", "1 总则\n甲" + "1" * 15000 + "\n"),
    ("", "1 总则\n" + " ".join("一二三" for _ in range(4000)) + "\n"),
    ("", "1 总则\n" + "100元以上,200" * 1500 + "\n"),
    ("", "甲管理办法\n1 总则\n"),
    ("", "附件一:\n检查表\n姓名\n"),
    ("", "第一章 第一条 一、（一）1.(1)①\n"),
    ("", "编号\n名称\n说明\n1\n甲\n乙\n"),
    ("甲办法\n1 总则\n", "甲。\n"),
    ("甲办法\n1 总则\n", "甲，\n"),
    ("甲办法\n1 总则\n", "营业员:甲\n"),
    ("甲办法\n1 总则\n", "《甲办法》\n"),
    ("甲办法\n1 总则\n", "(1)甲\n① 乙\n"),
    ("甲办法\n1 总则\n", "1.1 在#标准的基础上，两个条件以下。\n"),
    ("甲办法\n1 总则\n", "1.# 在#标准基础上，#元以上，#1元以下的。\n"),
    ("甲办法\n1 总则\n", "1.1 名\n编号\n名称\n说明\n甲，\n"),
    ("甲办法\n1 总则\n", "1.1 名\n种类\n名称\n说明\n甲管理办法\n1、乙\n"),
    ("甲办法\n1 总则\n", "#甲小组报告#乙部，按《#丙规定》和《#丁表》处理。\n"),
    ("甲办法\n1 总则\n1.1 清单\n", "《#甲办法》\n"),
    ("目录\n", "甲乙办法#……3\n"),
]


@pytest.mark.parametrize(("first", "line"), HOSTILE)
def test_hostile_text_takes_no_longer_than_its_length_warrants(first, line):
    data = hostile(first, line, 60_000)
    started = time.process_time()
    read(data)
    assert time.process_time() - started < 2


def hostile(first: str, line: str, size: int) -> bytes:
    """`first` once, then `line` again and again; # becomes a number that never repeats."""
    times = size // len(line.encode()) + 1
    lines = (line.replace("#", chinese(n % 999 + 1) + str(n)) for n in range(times))
    return (first + "".join(lines)).encode()


def test_many_policies_take_seconds():
    once = TEXT.encode()
    data = once * (250_000 // len(once))
    started = time.process_time()
    compendium = read(data)
    assert compendium is not None
    assert time.process_time() - started < 6
