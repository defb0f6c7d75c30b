"""Which clauses are carried by what: rules of the packs, marked tests, forms and duties."""

import ast
from collections import defaultdict
from pathlib import Path
from typing import Any

from heqi.policies.packs import COMPENDIUM
from heqi.rulebook.pack import Pack


def clause_coverage(pack: Pack, project: Path) -> list[dict[str, Any]]:
    """One row per clause: id, printed, kind, rules, forms, duties, measures, tests."""
    rules = rules_by_clause(pack)
    tests = tests_by_clause(project)
    return [
        {
            "id": clause.id,
            "printed": clause.printed or clause.number,
            "kind": clause.kind,
            "rules": rules.get(clause.id, []),
            "forms": [],
            "duties": [],
            "measures": [],
            "tests": tests.get(clause.id, []),
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
