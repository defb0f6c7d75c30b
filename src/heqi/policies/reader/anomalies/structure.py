"""Numbering, breaks, lost charts and columns, unnumbered paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace

from heqi.policies.reader.markers import fold
from heqi.policies.reader.nodes import ends_sentence
from heqi.policies.reader.values import Clause, Policy

from .context import Context, joined, short

_CLOSING = re.compile(r"附则|其他|其它|附录|解释")
_CHART = re.compile(r"(?:流程|组织|架构|结构|示意|网络)(?:框)?图$|流程图")


def mark_incomplete(policy: Policy) -> Policy:
    """A policy whose last text stops inside a sentence, with no closing chapter, is incomplete."""
    last = _last(policy)
    if last is None or policy.state != "present":
        return policy
    closed = any(_CLOSING.search(c.title or c.text[:12]) for c in policy.clauses)
    text = fold(last.text)
    breaks = not ends_sentence(text) and bool(re.search(r"[,。;]", text))
    return replace(policy, state="incomplete") if breaks and not closed else policy


def _last(policy: Policy) -> Clause | None:
    last = None
    for last in policy.walk():  # noqa: B007  the last one is wanted
        pass
    return last


def breaks_off(context: Context) -> None:
    for policy in context.present:
        last = _last(policy)
        if policy.state == "incomplete" and last is not None:
            context.findings.add(
                "breaks-off",
                last.lines[-1] if last.lines else last.line,
                f"《{policy.name}》在 {last.number or last.ref} 的句子中间中断，后文缺失。",
                f"{policy.name} breaks off inside {last.number or last.ref}; the rest is missing.",
                policy=policy.key,
                clauses=(last.ref,),
            )


def unnumbered_paragraphs(context: Context) -> None:
    for policy in context.present:
        for clause in policy.walk():
            if clause.odd:
                context.findings.add(
                    "unnumbered-paragraph",
                    clause.line,
                    f"编号条目之间有一段没有编号：“{short(clause.text)}”。",
                    f"An unnumbered paragraph stands between numbered items: {short(clause.text)}",
                    policy=policy.key,
                    clauses=(clause.ref,),
                )


def charts_lost(context: Context) -> None:
    for policy in context.present:
        for clause in policy.walk():
            title = fold(clause.title)
            if title == fold(clause.text) and not clause.children and _CHART.search(title):
                context.findings.add(
                    "flow-chart-lost",
                    clause.line,
                    f"{clause.number or ''} “{title}”下没有内容，图已丢失。",
                    f"{clause.number or ''} {title} has no content: the chart was lost.",
                    policy=policy.key,
                    clauses=(clause.ref,),
                )


def columns_lost(context: Context) -> None:
    for table in context.tables:
        if table.source == "text":
            context.findings.add(
                "table-columns-lost",
                table.line,
                f"“{table.title}”的表格在纯文本中丢失了列，推定为 {len(table.columns)} 列 "
                f"{len(table.rows)} 行，请核对确认。",
                f"The table of {table.title} lost its columns in the plain text; proposed are "
                f"{len(table.columns)} columns and {len(table.rows)} rows, to be confirmed.",
                policy=table.policy,
                clauses=(table.clause,),
            )


_ASCII = re.compile(r"(?<=[\u4e00-\u9fff])[,;:?!()]|[,;:?!()](?=[\u4e00-\u9fff])")
_WIDE = re.compile(r"[，；：？！（）]")


def ascii_punctuation(context: Context) -> None:
    ascii_count = wide_count = first = 0
    for line in context.lines:
        here = len(_ASCII.findall(line.text))
        first = first or (line.at if here else 0)
        ascii_count += here
        wide_count += len(_WIDE.findall(line.text))
    if ascii_count >= 20 and ascii_count > 9 * wide_count:
        context.findings.add(
            "ascii-punctuation",
            first,
            f"通篇使用半角标点（{ascii_count} 处）；原样保存，显示时统一为全角。",
            f"Half-width punctuation throughout ({ascii_count} places); kept as it is, shown "
            "in full width.",
            severity="note",
        )


_PLACEHOLDER = re.compile(r"[XxＸ×＊*]{2,}(?=[\u4e00-\u9fff])|某某(?=[\u4e00-\u9fff])")


def company_placeholder(context: Context) -> None:
    lines = tuple(ln.at for ln in context.lines if _PLACEHOLDER.search(ln.text))
    if lines:
        m = next(m for ln in context.lines if (m := _PLACEHOLDER.search(ln.text)))
        context.findings.add(
            "company-placeholder",
            lines[0],
            f"公司名称以“{m[0]}”代替，共 {len(lines)} 行，请填写实际名称。",
            f"The company's name is given as {m[0]} in {len(lines)} lines; fill in the real one.",
            lines=lines,
            severity="note",
        )


_SELF = re.compile(r"(?:^|[^\u4e00-\u9fff]|对|行|照|据)本(?:管理)?(办法|规定|制度|细则|条例|规范)")


def self_name(context: Context) -> None:
    """A 办法 that calls itself 本规定."""
    for policy in context.present:
        own = policy.name[-2:]
        other = [
            (s, m[1])
            for s in context.said[policy.key]
            for m in _SELF.finditer(s.text)
            if m[1] != own and own in ("办法", "规定", "制度", "细则", "条例", "规范")
        ]
        if other:
            names = joined(dict.fromkeys(f"本{name}" for _, name in other))
            context.findings.add(
                "self-name-varies",
                other[0][0].line,
                f"名称为“…{own}”，正文却称“{names}”。",
                f"Named {own}, the text calls itself {names}.",
                policy=policy.key,
                clauses=tuple(dict.fromkeys(s.ref for s, _ in other)),
                lines=tuple(dict.fromkeys(s.line for s, _ in other)),
                severity="note",
            )
