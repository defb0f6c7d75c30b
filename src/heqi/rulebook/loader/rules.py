"""Reading rules, new or changing those of lower packs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from heqi.rulebook.loader.answers import check_limit_facts, read_answer
from heqi.rulebook.loader.citing import cited, mark_of
from heqi.rulebook.loader.conditions import read_conditions
from heqi.rulebook.loader.declarations import Shelf
from heqi.rulebook.loader.periods import cut
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.refs import implied_key, read_ref
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import Question, Ref, Rule
from heqi.rulebook.values import Frozen

SOURCES = ("S", "L", "P", "J")
RULE_KEYS = (
    "id",
    "excepts",
    "clause",
    "since",
    "until",
    "when",
    "then",
    "mark",
    "basis",
    "source",
    "replace",
    "withdraw",
)


def read_rules(read: Reader, shelf: Shelf, node: Node) -> None:
    """A document of rules/: rules of one question, new or changing those of lower packs."""
    found = read.map(node, "rules", ("question", "rules", "title"), ("question", "rules"))
    question_id = read.text(found.get("question"), "question") if found else None
    if found is None or question_id is None:
        return
    question = shelf.questions.get(question_id)
    if question is None:
        read.unknown(
            "question.unknown",
            found["question"].place,
            ("问题", "question"),
            question_id,
            shelf.questions,
        )
        return
    rules = shelf.rules.setdefault(question_id, [])
    for item in read.items(found.get("rules"), "rules"):
        _rule(read, shelf, item, question, rules)


def _rule(read: Reader, shelf: Shelf, node: Node, question: Question, rules: list[Rule]) -> None:
    before = read.sink.errors
    found = read.map(node, "rule", RULE_KEYS, ("id",))
    rule_id = read.code(found.get("id"), "id") if found else None
    if found is None or rule_id is None:
        return
    excepts = read.codes(found.get("excepts"), "excepts")
    lower = [rule for rule in rules if rule.id == rule_id and rule.pack != read.pack]
    changes = read.flag(found.get("replace"), "replace")
    if (changes or "withdraw" in found) and not lower:
        read.bad(
            "rule.unknown",
            node.place,
            f"下层政策包中没有规则“{rule_id}”可供替换或撤回。",
            f"No lower pack has a rule “{rule_id}” to replace or withdraw.",
        )
        return
    if "withdraw" in found:
        since = read.date(found["withdraw"], "withdraw")
        if since is not None:
            _change(rules, rule_id, read.pack, since)
        return
    if lower and not changes:
        read.bad(
            "rule.duplicate",
            node.place,
            f"规则“{rule_id}”在“{lower[0].pack}”中已经存在；要替换请写 replace: true。",
            f"The rule “{rule_id}” exists in “{lower[0].pack}”; write replace: true to replace it.",
        )
        return
    for key in ("clause", "since", "then"):
        if key not in found:
            code = "rule.uncited" if key == "clause" else "key.missing"
            read.bad(
                code,
                node.place,
                f"规则“{rule_id}”缺少“{key}”。",
                f"The rule “{rule_id}” lacks “{key}”.",
            )
    since, until = read.period(found, node.place, rule_id)
    clause = cited(read, shelf, found.get("clause"))
    when = read_conditions(read, found.get("when"), question.facts)
    then, spread = _then(read, shelf, found.get("then"), question)
    source = read.choice(found.get("source"), "source", SOURCES, "") or None
    basis = read.words(found["basis"], "basis") if "basis" in found else None
    mark = mark_of(read, shelf, found.get("mark"), clause or "", None)
    if read.sink.errors > before or since is None or clause is None:
        shelf.broken.setdefault(question.id, {})[rule_id] = excepts
        return
    if changes:
        _change(rules, rule_id, read.pack, since)
    rules.append(
        Rule(
            id=rule_id,
            question=question.id,
            clause=clause,
            since=since,
            until=until,
            then=then,
            spread=spread,
            when=when,
            excepts=excepts,
            mark=mark,
            basis=basis,
            source=source,
            pack=read.pack,
            replaces=lower[-1].pack if lower else None,
            place=node.place,
        )
    )


def _change(rules: list[Rule], rule_id: str, pack: str, since: dt.date) -> None:
    """End a lower pack's rule at `since`."""
    ended: list[Rule] = []
    for rule in rules:
        if rule.id == rule_id and rule.pack != pack:
            ended.extend(cut((rule,), since))
        else:
            ended.append(rule)
    rules[:] = ended


def _then(
    read: Reader, shelf: Shelf, node: Node | None, question: Question
) -> tuple[Frozen, tuple[str, ...]]:
    if node is None:
        return Frozen(), ()
    found = read.map(node, "then")
    spread: list[str] = []
    then: dict[str, Any] = {}
    if found is not None and not found:
        read.bad("then.empty", node.place, "then 没有内容。", "“then” is empty.")
    for name, item in (found or {}).items():
        if name == "value":
            for value in read.items(item, "value"):
                value_id = read_ref(read, shelf, value, question, None, None)
                if value_id:
                    spread.append(value_id)
            continue
        spec = question.answer.get(name)
        if spec is None:
            read.unknown(
                "answer.unknown", item.place, ("答案字段", "answer field"), name, question.answer
            )
            continue
        keys = {key for key, _ in item.pairs} if item.kind == "map" else set()
        if "value" in keys and keys <= {"value", "key"}:
            parts = dict(item.pairs)
            key = read.text(parts.get("key"), "key")
            value_id = read_ref(read, shelf, parts["value"], question, spec, key)
            if value_id:
                then[name] = Ref(value_id, key or implied_key(shelf.values[value_id], name))
            continue
        value = read_answer(read, item, spec)
        if value is not None:
            then[name] = value
            check_limit_facts(read, item.place, value, question)
    return Frozen(then), tuple(spread)
