"""A synthetic compendium: the pack's own summaries in printed form, read back by the importer."""

import re
from collections.abc import Iterator
from datetime import datetime

from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.actions import answer_query, confirm_import, import_document
from heqi.policies.models import Import, PolicyQuery
from heqi.policies.packs import current_pack
from heqi.rulebook.pack import Clause, Policy

COMPANY = "临江燃气有限公司"
_PLAIN = re.compile(r"^(\d+(?:\.\d+)*)(\(\d+\))?$")
# Policies whose numbers are printed as such; the others are lists of what a policy should say.
ANSWERS = ("按和气内置做法执行，待制度修订时写明。", "以条款正文为准，附表随下次修订更正。")


def compendium_text() -> str:
    """The company's text, one policy after the other."""
    lines: list[str] = [f"{COMPANY}服务制度汇编"]
    for policy in current_pack().policies.values():
        numbered = [c for c in _clauses(policy) if _PLAIN.match(c.number)]
        if policy.id != "framework" and len(numbered) > 3:
            lines.append(f"{COMPANY}{policy.title.zh}")
            lines.extend(_lines(policy, numbered))
    return "\n".join(lines) + "\n"


def _clauses(policy: Policy) -> list[Clause]:
    return [current_pack().clauses[clause] for clause in policy.clauses]


def _lines(policy: Policy, clauses: list[Clause]) -> Iterator[str]:
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
        text = clause.summary.zh.replace("\n", "")
        said.add(clause.number)
        yield f"{item}{text}" if item else f"{number} {clause.title.zh}。{text}"


def build_compendium(unit: Unit, *, by: Actor, now: datetime) -> Import:
    """Import the text for a company, confirm it, and answer some of the doubts."""
    source = import_document(
        compendium_text().encode(), filename="服务制度汇编（示例）.txt", unit=unit, by=by, now=now
    )
    confirm_import(source, by=by, now=now)
    for query, answer in zip(PolicyQuery.objects.filter(source=source), ANSWERS, strict=False):
        answer_query(query, answer=answer, by=by, now=now)
    return source
