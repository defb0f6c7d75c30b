"""Collects anomalies while reading; each names what was found in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .values import Anomaly, Message

if TYPE_CHECKING:
    from .nodes import Node


class Findings:
    def __init__(self) -> None:
        self.found: list[Anomaly] = []

    def add(
        self,
        code: str,
        line: int,
        zh: str,
        en: str,
        *,
        policy: str = "",
        clauses: tuple[str, ...] = (),
        lines: tuple[int, ...] = (),
        severity: str = "query",
    ) -> None:
        self.found.append(
            Anomaly(
                code=code,
                line=line,
                message=Message(zh, en),
                clause=clauses[0] if clauses else "",
                policy=policy,
                severity=severity,
                clauses=clauses,
                lines=lines or (line,),
            )
        )

    def rename(self, refs: dict[tuple[int, str], str]) -> None:
        """Puts the final refs in place of those known while reading: (line, ref) -> ref."""
        for n, one in enumerate(self.found):
            if final := refs.get((one.line, one.clause)):
                clauses = (final, *one.clauses[1:])
                self.found[n] = replace(one, clause=final, clauses=clauses)

    def sequence(self, policy: str, node: Node, before: Node | None) -> None:
        """A decimal number that is not the next one."""
        printed = node.number or ""
        if before is None:
            self.add(
                "numbering-starts-late",
                node.line,
                f"编号从 {printed} 开始，前面的编号没有出现。",
                f"The numbering starts at {printed}; nothing before it is printed.",
                policy=policy,
                clauses=(node.ref,),
                severity="note",
            )
        elif node.placed == printed:
            self.add(
                "number-gap",
                node.line,
                f"{before.placed} 之后是 {printed}，中间的编号缺失。",
                f"{printed} follows {before.placed}: a number in between is missing.",
                policy=policy,
                clauses=(node.ref,),
            )
        else:
            self.add(
                "number-out-of-sequence",
                node.line,
                f"{before.placed} 之后印成 {printed}，按顺序应为 {node.placed}。",
                f"After {before.placed} the number is printed {printed}; "
                f"in sequence it is {node.placed}.",
                policy=policy,
                clauses=(node.ref,),
            )

    def item_sequence(self, policy: str, node: Node, expected: int) -> None:
        """A list's number that is not the next one: skipped, repeated or starting late."""
        actual = node.values[-1]
        if actual > expected:
            code, zh, en = "number-gap", "有编号缺失", "a number is missing"
        else:
            code, zh, en = "number-repeated", "编号重复", "a number is repeated"
        self.add(
            code,
            node.line,
            f"编号 {node.number} 处应为第 {expected} 项，{zh}。",
            f"{node.number} stands where item {expected} is expected: {en}.",
            policy=policy,
            clauses=(node.ref,),
        )
