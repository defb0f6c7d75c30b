"""Which clauses are carried by what: rules of the packs, marked tests, forms and duties."""

import ast
from collections import defaultdict
from pathlib import Path
from typing import Any

from heqi.policies.packs import COMPENDIUM
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import decide


def clause_coverage(pack: Pack, project: Path) -> list[dict[str, Any]]:
    """One row per clause: id, printed, kind, rules, forms, duties, measures, tests."""
    rules = rules_by_clause(pack)
    tests = tests_by_clause(project)
    cases = cases_by_clause(pack)
    forms = forms_by_clause(pack)
    measured = {ref for ref, found in rules.items() if any(_has_clock(pack, r) for r in found)}
    return [
        {
            "id": clause.id,
            "printed": clause.printed or clause.number,
            "kind": clause.kind,
            "rules": rules.get(clause.id, []),
            "forms": forms.get(clause.id, []),
            "duties": [r for r in rules.get(clause.id, []) if r.startswith("duties.")],
            "measures": ["clocks"] if clause.id in measured else [],
            "tests": [*cases.get(clause.id, []), *tests.get(clause.id, [])],
        }
        for policy in COMPENDIUM
        if policy in pack.policies
        for clause in (pack.clauses[ref] for ref in pack.policies[policy].clauses)
    ]


def rules_by_clause(pack: Pack) -> dict[str, list[str]]:
    """Rule ids, ``question:rule``, and value ids by the clause that they cite."""
    found: dict[str, set[str]] = defaultdict(set)
    for question, rules in pack.rules.items():
        for rule in rules:
            found[rule.clause].add(f"{question}:{rule.id}")
    for value in pack.values.values():
        for entry in value.entries:
            found[entry.clause].add(f"value:{value.id}")
    return {ref: sorted(ids) for ref, ids in found.items()}


def forms_by_clause(pack: Pack) -> dict[str, list[str]]:
    """Codes of the official forms by the clause that demands them."""
    found: dict[str, list[str]] = defaultdict(list)
    _pack, documents = pack.data.get("forms/forms", ("", ()))
    for document in documents:
        for form in document:
            found[form["clause"]].append(form["code"])
    return dict(found)


def _has_clock(pack: Pack, rule: str) -> bool:
    """Whether a rule, ``question:rule``, starts a clock whose outcome is measured."""
    question, _colon, name = rule.partition(":")
    if question not in pack.questions:
        return False
    fields = pack.questions[question].answer
    rules = [one for one in pack.rules[question] if one.id == name]
    given = {field for one in rules for field in one.then} & set(fields)
    return any(fields[field].clock for field in given)


def cases_by_clause(pack: Pack) -> dict[str, list[str]]:
    """Cases of the packs, ``file:line``, by the clauses that their decision stands on.

    The test of the packs shows for each such clause that without its rules a case fails.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for case in pack.cases:
        for ref in decide(pack, case.question, case.facts, case.on).clauses:
            found[ref].add(f"{case.place.file}:{case.place.line}")
    return {ref: sorted(places) for ref, places in found.items()}


def tests_by_clause(project: Path) -> dict[str, list[str]]:
    """Names of tests marked with ``@pytest.mark.clause``, read from the sources."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in [*project.glob("src/heqi/**/tests/**/*.py"), *project.glob("tests/**/*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for ref in _marked(node):
                    found[ref].add(f"{path.relative_to(project)}::{node.name}")
    return {ref: sorted(names) for ref, names in found.items()}


def _marked(node: ast.FunctionDef | ast.ClassDef) -> list[str]:
    refs: list[object] = []
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("mark.clause"):
            refs += [a.value for a in decorator.args if isinstance(a, ast.Constant)]
    return [ref for ref in refs if isinstance(ref, str)]
