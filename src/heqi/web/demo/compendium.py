"""A synthetic compendium: the pack's own summaries in printed form, read back by the importer.

The preface, the tables and the forms beside them are in ``data/compendium.yaml``.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from typing import Any

import yaml

from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.actions import (
    answer_query,
    confirm_import,
    confirm_table,
    import_document,
)
from heqi.policies.models import Import, PolicyQuery, ProposedTable
from heqi.policies.packs import common_pack
from heqi.rulebook.pack import Clause, Policy

COMPANY = "临江燃气有限公司"
_PLAIN = re.compile(r"^(\d+(?:\.\d+)*)(\(\d+\))?$")
# Policies whose numbers are printed as such; the others are lists of what a policy should say.
# What the office has answered already, by the kind of doubt; the others wait.
ANSWERS = {
    "bounds-inclusive-unstated": "“以上”“以下”均含本数，待制度修订时写明。",
    "calendar-day-ambiguous": "按和气内置做法执行，待制度修订时写明。",
}
# Looked through already; the other tables wait for a person.
CONFIRMED = {"framework/5.3", "tiering/7.2"}
LOOKED_THROUGH = "已与原件核对，各列无误。"


def compendium_text() -> str:
    """The company's text: the preface, then one policy after the other."""
    printed = _printed()
    lines: list[str] = [f"{COMPANY}服务制度汇编", *printed["preface"].splitlines()]
    for policy in common_pack().policies.values():
        numbered = [c for c in _clauses(policy) if _PLAIN.match(c.number)]
        if policy.id != "framework" and len(numbered) > 3:
            lines.append(f"{COMPANY}{policy.title.zh}")
            lines.extend(_lines(policy, numbered, printed))
            lines.extend(printed["end"].get(policy.id, "").splitlines())
    return "\n".join(lines) + "\n"


def _printed() -> dict[str, Any]:
    text = files("heqi.web.demo").joinpath("data/compendium.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def _clauses(policy: Policy) -> list[Clause]:
    return [common_pack().clauses[clause] for clause in policy.clauses]


def _lines(policy: Policy, clauses: list[Clause], printed: dict[str, Any]) -> Iterator[str]:
    titles = {number: title.zh for number, title in policy.chapters}
    said: set[str] = set()
    own = {clause.number for clause in clauses}
    for clause in clauses:
        found = _PLAIN.match(clause.number)
        if found is None:
            continue
        number, item = found.group(1), found.group(2)
        parts = number.split(".")
        above = [".".join(parts[: n + 1]) for n in range(len(parts) - (0 if item else 1))]
        for one in above:
            if one not in said and one not in own:
                yield f"{one} {titles.get(one) or clause.title.zh.partition('：')[0]}"
                said.add(one)
        said.add(clause.number)
        text = clause.summary.zh.replace("\n", "")
        line = f"{item}{text}" if item else f"{number} {clause.title.zh}。{text}"
        yield printed["instead"].get(clause.id, line)
        yield from printed["after"].get(clause.id, "").splitlines()


def build_compendium(unit: Unit, *, by: Actor, now: datetime) -> Import:
    """Import the text for a company, confirm it, and answer some of the doubts."""
    source = import_document(
        compendium_text().encode(), filename="服务制度汇编（示例）.txt", unit=unit, by=by, now=now
    )
    confirm_import(source, by=by, now=now)
    for table in ProposedTable.objects.filter(source=source, key__in=CONFIRMED):
        rows = [row["cells"] for row in table.rows]
        confirm_table(table, rows=rows, by=by, now=now)
    for query in PolicyQuery.objects.filter(source=source, answered_at=None):
        answer = LOOKED_THROUGH if query.ref in CONFIRMED else ANSWERS.get(query.code, "")
        if answer:
            answer_query(query, answer=answer, by=by, now=now)
    return source
