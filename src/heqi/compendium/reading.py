"""What somebody types in a form of a rule, read by the loader of the packs itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from heqi.compendium.packing import dump
from heqi.compendium.saying import say_rule
from heqi.rulebook.loader.declarations import Shelf
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.rules import read_rules
from heqi.rulebook.loader.source import Sink, read_documents
from heqi.rulebook.pack import Pack, Problem, Rule
from heqi.rulebook.values import Words

NAME = "draft"


@dataclass(frozen=True, slots=True)
class RuleRead:
    """A rule as it was understood, what it says, and what is wrong with it."""

    rule: Rule | None
    says: Words | None
    problems: list[Problem]


def read_rule(pack: Pack, question: str, content: Mapping[str, Any]) -> RuleRead:
    """Read one rule against the packs in force, as the loader will read it."""
    sink = Sink()
    nodes = read_documents(dump({"question": question, "rules": [dict(content)]}), NAME, sink)
    shelf = _shelf(pack, question)
    for node in nodes:
        read_rules(Reader(sink, NAME), shelf, node)
    rule = next((one for one in shelf.rules.get(question, ()) if one.pack == NAME), None)
    says = say_rule(pack, rule) if rule is not None else None
    return RuleRead(rule, says, list(sink.problems))


def _shelf(pack: Pack, question: str) -> Shelf:
    return Shelf(
        infos=list(pack.infos),
        policies=dict(pack.policies),
        clauses=dict(pack.clauses),
        posts=dict(pack.posts),
        events=dict(pack.events),
        questions=dict(pack.questions),
        values=dict(pack.values),
        rules={question: list(pack.rules.get(question, ()))},
    )


def with_clause(pack: Pack, clause_id: str, number: str, title: str) -> Pack:
    """The pack knowing a clause of the draft, so that a rule may cite it before anything is
    published."""
    from heqi.rulebook.pack import Clause, Place, Policy

    if not clause_id or clause_id in pack.clauses or "/" not in clause_id:
        return pack
    key = clause_id.partition("/")[0]
    words, place = Words(title, title), Place(NAME, 1)
    clause = Clause(clause_id, key, number, "rule", words, words, None, None, NAME, place)
    policies = dict(pack.policies)
    if key not in policies:
        policies[key] = Policy(key, words, words, words, None, (), (clause_id,), NAME, place)
    return replace(pack, clauses={**pack.clauses, clause_id: clause}, policies=policies, memo={})
