"""Dated things over time: versions follow each other, and a later pack never changes the past."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any

from heqi.rulebook.loader.declarations import Shelf
from heqi.rulebook.loader.source import Sink
from heqi.rulebook.pack import Rule


def close_periods(shelf: Shelf, sink: Sink) -> dict[str, list[Rule]]:
    """The rules of each question with every open version ended where the next one begins."""
    closed: dict[str, list[Rule]] = {}
    for question, rules in shelf.rules.items():
        by_id: dict[str, list[Rule]] = {}
        for rule in rules:
            by_id.setdefault(rule.id, []).append(rule)
        ends: dict[int, Rule] = {}
        for versions in by_id.values():
            versions.sort(key=lambda rule: rule.since)
            for before, after in pairwise(versions):
                if before.since == after.since or (before.until and after.since < before.until):
                    sink.add(
                        "time.overlap",
                        after.place,
                        f"规则“{after.id}”的两个版本在 {after.since} 重叠。",
                        f"Two versions of the rule “{after.id}” overlap on {after.since}.",
                    )
                elif before.until is None:
                    ends[id(before)] = replace(before, until=after.since)
        closed[question] = [ends.get(id(rule), rule) for rule in rules]
        for rule in rules:
            for base in rule.excepts:
                known = base in by_id or base in shelf.broken.get(question, ())
                if base == rule.id or not known:
                    zh = "自身" if base == rule.id else f"不存在的规则“{base}”"
                    en = "itself" if base == rule.id else f"a rule “{base}” that does not exist"
                    sink.add(
                        "excepts",
                        rule.place,
                        f"规则“{rule.id}”以{zh}为例外对象。",
                        f"The rule “{rule.id}” excepts {en}.",
                    )
    return closed


def cut(entries: tuple[Any, ...], since: dt.date) -> tuple[Any, ...]:
    """Dated things up to `since`: what a later pack replaces never changes the past."""
    kept = []
    for entry in entries:
        if entry.since < since:
            until = since if entry.until is None or entry.until > since else entry.until
            kept.append(replace(entry, until=until))
    return tuple(kept)


def closed(entries: list[Any]) -> tuple[Any, ...]:
    """An open entry ends where the next begins."""
    ordered = sorted(entries, key=lambda entry: entry.since)
    for number, entry in enumerate(ordered[:-1]):
        if entry.until is None:
            ordered[number] = replace(entry, until=ordered[number + 1].since)
    return tuple(ordered)


def overlapping(entries: list[Any]) -> list[Any]:
    ordered = sorted(entries, key=lambda entry: entry.since)
    return [
        after
        for before, after in pairwise(ordered)
        if after.since == before.since or (before.until and after.since < before.until)
    ]
