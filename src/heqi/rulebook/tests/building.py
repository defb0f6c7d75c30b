"""Small packs written for one test: only what the test is about has to be said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from heqi.rulebook.loader import load_packs, read_packs
from heqi.rulebook.pack import Pack, Problem

HEAD = """\
id: {id}
title: {{zh: 测试, en: Test}}
version: "1"
"""
CLAUSES = """\
policy: {policy}
title: {{zh: 办法, en: Policy}}
clauses:
  - {{id: {policy}/1, kind: rule, title: {{zh: 一, en: One}}, summary: {{zh: 一, en: One}}}}
  - {{id: {policy}/2, kind: rule, title: {{zh: 二, en: Two}}, summary: {{zh: 二, en: Two}}}}
  - {{id: {policy}/3, kind: context, title: {{zh: 三, en: Three}}, summary: {{zh: 三, en: Three}}}}
"""
QUESTION = """\
question: complaints.commitments
title: {zh: 投诉承诺, en: Complaint commitments}
combine: commitment
facts:
  tier:
    one_of: [standard, vip]
    title: {zh: 客户级别, en: tier}
    words: {standard: {zh: 普通客户, en: standard}, vip: {zh: VIP 客户, en: VIP}}
  level: {one_of: [one, two, three], title: {zh: 投诉级别, en: level}}
  claim: {type: decimal, at_least: 0, title: {zh: 索赔金额, en: claim}, unit: {zh: 元, en: yuan}}
answer:
  respond: {type: limit, title: {zh: 响应, en: response}, start: received, stop: [contacted]}
  solve: {type: limit, title: {zh: 解决, en: solution}, start: received, stop: [solved]}
  reply_by: {type: posts, title: {zh: 答复人, en: reply by}}
  grade: {one_of: [a, b], title: {zh: 等级, en: grade}}
"""


def write_pack(folder: Path, files: Mapping[str, str], pack_id: str = "gas") -> Path:
    """A pack on disk: pack.yaml and a clause file p/1 … p/3 unless `files` give them."""
    root = folder / pack_id
    defaults = {
        "pack.yaml": HEAD.format(id=pack_id),
        "clauses/all.yaml": CLAUSES.format(policy="p" if pack_id == "gas" else pack_id),
    }
    for name, text in {**defaults, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return root


def rules(text: str, question: str = "complaints.commitments") -> str:
    """A rules file for `question` from the lines of its list."""
    return f"question: {question}\nrules:\n" + dedent(text).strip("\n") + "\n"


def pack_of(folder: Path, rule_lines: str, question: str = QUESTION, **files: str) -> Pack:
    """A pack with one question and its rules."""
    return load_packs([write_pack(folder, _files(rule_lines, question, files))])


def problems_of(
    folder: Path, rule_lines: str, question: str = QUESTION, **files: str
) -> list[Problem]:
    """The problems that reading such a pack tells."""
    _, problems = read_packs([write_pack(folder, _files(rule_lines, question, files))])
    return list(problems)


def _files(rule_lines: str, question: str, files: Mapping[str, str]) -> dict[str, str]:
    named = {name.replace("__", "/") + ".yaml": text for name, text in files.items()}
    content = {"questions/q.yaml": question, **named}
    if rule_lines:
        content["rules/q.yaml"] = rules(rule_lines)
    return content
