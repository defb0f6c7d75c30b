"""decide() and check() against a naive evaluator that applies the definitions literally.

The evaluator below shares no code with the engine: it works on plain dictionaries, knows nothing of
indexes, plans, pruning or representative points, and tries every fact there is.
"""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from heqi.rulebook.checks import check
from heqi.rulebook.conditions import All, AnyOf, Condition, NoneOf, Test
from heqi.rulebook.pack import Clause, Dated, Pack, PackInfo, Place, Policy, Question, Rule, Value
from heqi.rulebook.ruling import decide
from heqi.rulebook.values import FactSpec, FieldSpec, Frozen, Words

NOWHERE = Place("x", 1)
W = Words("甲", "a")
FACTS: dict[str, list[Any]] = {
    "tier": ["s", "v"],
    "level": ["1", "2", "3"],
    "urgent": [False, True],
    "n": [0, 1, 2, 3],
}
FIELDS = {"grade": "agree", "sum": "agree", "posts": "unite"}
DAYS = [dt.date(2020, 1, 1), dt.date(2021, 1, 1), dt.date(2022, 1, 1)]
PROBES = [dt.date(2019, 6, 1), *DAYS, dt.date(2021, 12, 31), dt.date(2030, 1, 1)]

# --- what is generated: plain data ---------------------------------------------------------

comparisons = st.one_of(
    st.tuples(st.just("tier"), st.sampled_from(["is", "not"]), st.sampled_from(FACTS["tier"])),
    st.tuples(st.just("level"), st.sampled_from(["is", "not"]), st.sampled_from(FACTS["level"])),
    st.tuples(
        st.just("level"),
        st.sampled_from(["in", "not_in"]),
        st.frozensets(st.sampled_from(FACTS["level"]), min_size=1),
    ),
    st.tuples(st.just("urgent"), st.just("is"), st.booleans()),
    st.tuples(
        st.just("n"),
        st.sampled_from(["at_least", "at_most", "less_than", "more_than", "is"]),
        st.integers(0, 3),
    ),
)
known = st.tuples(st.sampled_from(list(FACTS)), st.just("known"), st.booleans())


def trees(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Leaves, and any, all, none of them."""
    return st.recursive(
        leaves,
        lambda inner: st.tuples(
            st.sampled_from(["all", "any", "none"]), st.lists(inner, min_size=1, max_size=3)
        ),
        max_leaves=4,
    )


contents = st.fixed_dictionaries(
    {},
    optional={
        "grade": st.sampled_from("ab"),
        "sum": st.integers(1, 2),
        "posts": st.frozensets(st.sampled_from("xyz"), min_size=1),
    },
).filter(bool)
# A table from tier to a grade; a tier that is left out has no row.
tables = st.dictionaries(st.sampled_from(FACTS["tier"]), st.sampled_from("ab"))


@st.composite
def packs(draw: st.DrawFn, leaves: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
    conditions = trees(leaves)
    rules: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 5))):
        since = draw(st.sampled_from(DAYS))
        later = [day for day in DAYS if day > since]
        rules.append(
            {
                "id": f"r{number}",
                "since": since,
                "until": draw(st.sampled_from([None, *later])),
                "when": draw(st.lists(conditions, max_size=2)),
                "then": draw(contents),
                "table": draw(st.one_of(st.none(), tables)),
                "excepts": draw(st.lists(st.sampled_from([f"r{n}" for n in range(number)]),
                                         max_size=2, unique=True)) if number else [],
            }
        )  # fmt: skip
    return rules


partial_facts = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in FACTS.items()}
)

# --- the naive evaluator -------------------------------------------------------------------


def naive_condition(condition: Any, facts: dict[str, Any], given: set[str]) -> bool:
    if condition[0] in ("all", "any", "none"):
        parts = [naive_condition(part, facts, given) for part in condition[1]]
        return {"all": all(parts), "any": any(parts), "none": not any(parts)}[condition[0]]
    name, op, value = condition
    if op == "known":
        return (name in given) == value
    found = facts[name]
    return {
        "is": lambda: found == value,
        "not": lambda: found != value,
        "in": lambda: found in value,
        "not_in": lambda: found not in value,
        "at_least": lambda: found >= value,
        "at_most": lambda: found <= value,
        "less_than": lambda: found < value,
        "more_than": lambda: found > value,
    }[op]()


def naive_outcome(
    rules: list[dict[str, Any]], facts: dict[str, Any], given: set[str], on: dt.date
) -> tuple[str, Any, frozenset[str]]:
    """Status, answer and the rules that stand, for facts that are all there."""
    holding = []
    for rule in rules:
        if not (rule["since"] <= on and (rule["until"] is None or on < rule["until"])):
            continue
        if not all(naive_condition(c, facts, given) for c in rule["when"]):
            continue
        if rule["table"] is not None and facts["tier"] not in rule["table"]:
            continue
        holding.append(rule)
    silenced = {base for rule in holding for base in rule["excepts"]}
    standing = [rule for rule in holding if rule["id"] not in silenced]
    names = frozenset(rule["id"] for rule in standing)
    if not standing:
        return "no_rule", None, names
    answer: dict[str, Any] = {}
    for field, combine in FIELDS.items():
        said = []
        for rule in standing:
            if field in rule["then"]:
                said.append(rule["then"][field])
            elif field == "grade" and rule["table"] is not None:
                said.append(rule["table"][facts["tier"]])
        if not said:
            continue
        if combine == "unite":
            answer[field] = tuple(sorted(frozenset().union(*said)))
        elif any(value != said[0] for value in said):
            return "conflict", None, names
        else:
            answer[field] = said[0]
    return "answered", answer, names


def naive_ruling(
    rules: list[dict[str, Any]], facts: dict[str, Any], on: dt.date
) -> tuple[str, Any, frozenset[str]]:
    """Status, answer and missing facts: by trying every value of everything that is not given."""
    absent = [name for name in FACTS if name not in facts]
    outcomes = {}
    for values in product(*(FACTS[name] for name in absent)):
        completed = {**facts, **dict(zip(absent, values, strict=True))}
        outcomes[values] = naive_outcome(rules, completed, set(facts), on)[:2]
    missing = set()
    for one, other in product(outcomes, repeat=2):
        differing = [i for i in range(len(absent)) if one[i] != other[i]]
        if len(differing) == 1 and outcomes[one] != outcomes[other]:
            missing.add(absent[differing[0]])
    if missing:
        return "missing", None, frozenset(missing)
    return (*next(iter(outcomes.values())), frozenset())


# --- the same, as a pack -------------------------------------------------------------------


def condition_of(condition: Any) -> Condition:
    if condition[0] in ("all", "any", "none"):
        group = {"all": All, "any": AnyOf, "none": NoneOf}[condition[0]]
        return group(tuple(condition_of(part) for part in condition[1]))
    return Test(*condition)


def pack_from(rules: list[dict[str, Any]], complete: bool = False) -> Pack:
    facts = {
        "tier": FactSpec("tier", "one_of", W, options=("s", "v")),
        "level": FactSpec("level", "one_of", W, options=("1", "2", "3")),
        "urgent": FactSpec("urgent", "boolean", W),
        "n": FactSpec("n", "integer", W, at_least=0, at_most=3),
    }
    answer = {
        "grade": FieldSpec("grade", "one_of", W, options=("a", "b")),
        "sum": FieldSpec("sum", "integer", W),
        "posts": FieldSpec("posts", "posts", W, combine="unite"),
    }
    values = {}
    made = []
    for rule in rules:
        then = {
            name: tuple(sorted(value)) if name == "posts" else value
            for name, value in rule["then"].items()
        }
        if rule["table"] is not None:
            content = Frozen({tier: Frozen(grade=grade) for tier, grade in rule["table"].items()})
            entry = Dated(dt.date(2000, 1, 1), None, "p/2", "clause", None, content, "p", NOWHERE)
            values[rule["id"]] = Value(rule["id"], W, ("tier",), (entry,), Frozen(), "p", NOWHERE)
        made.append(
            Rule(
                id=rule["id"],
                question="q",
                clause="p/1",
                since=rule["since"],
                until=rule["until"],
                then=Frozen(then),
                spread=(rule["id"],) if rule["table"] is not None else (),
                when=All(tuple(condition_of(c) for c in rule["when"])),
                excepts=tuple(rule["excepts"]),
                pack="p",
                place=NOWHERE,
            )
        )
    clauses = {
        f"p/{n}": Clause(f"p/{n}", "p", str(n), "rule", W, W, None, None, "p", NOWHERE)
        for n in (1, 2)
    }
    return Pack(
        infos=(PackInfo("p", "1", W, (), "clause", None, NOWHERE),),
        policies=Frozen(p=Policy("p", W, W, W, None, (), tuple(clauses), "p", NOWHERE)),
        clauses=Frozen(clauses),
        questions=Frozen(
            q=Question("q", W, "agree", Frozen(facts), Frozen(answer), complete, None, "p", NOWHERE)
        ),
        values=Frozen(values),
        rules=Frozen(q=tuple(made)),
        cases=(),
        floors=(),
        calendars=Frozen(),
        data=Frozen(),
        posts=Frozen(),
        events=Frozen(),
        sha256="",
    )


@settings(max_examples=150, deadline=None)
@given(packs(comparisons | known), partial_facts, st.sampled_from(PROBES))
def test_decide_agrees_with_the_definitions(
    rules: list[dict[str, Any]], facts: dict[str, Any], on: dt.date
) -> None:
    ruling = decide(pack_from(rules), "q", facts, on)
    status, answer, missing = naive_ruling(rules, facts, on)
    assert (ruling.status, ruling.answer, frozenset(ruling.missing)) == (status, answer, missing)
    if len(facts) == len(FACTS):
        standing = naive_outcome(rules, facts, set(facts), on)[2]
        assert {s.rule for s in ruling.rules} == standing
        listed = [s.rule for s in ruling.rules] + [s.rule for s in ruling.silenced]
        listed += [n.rule for n in ruling.not_applied]
        assert len(listed) == len(set(listed))  # each rule in force has one place in the trace
    if status == "conflict":
        assert ruling.shown_by is not None
        fewest = dict(ruling.shown_by)
        assert naive_ruling(rules, fewest, on)[0] == "conflict"
        for name in fewest:  # none of them can be left out
            fewer = {key: value for key, value in fewest.items() if key != name}
            assert naive_ruling(rules, fewer, on)[0] != "conflict"


@settings(max_examples=80, deadline=None)
@given(packs(comparisons))
def test_the_checks_find_every_gap_and_conflict_and_nothing_else(
    rules: list[dict[str, Any]],
) -> None:
    found = {problem.code for problem in check(pack_from(rules, complete=True))}
    statuses = set()
    stood: set[str] = set()
    held: set[str] = set()
    for on in DAYS:
        in_force = [r for r in rules if r["since"] <= on and (not r["until"] or on < r["until"])]
        for facts in every_fact():
            status, _, standing = naive_outcome(rules, facts, set(facts), on)
            if in_force:
                statuses.add(status)
            stood |= standing
            for rule in in_force:
                if all(naive_condition(c, facts, set(facts)) for c in rule["when"]) and (
                    rule["table"] is None or facts["tier"] in rule["table"]
                ):
                    held.add(rule["id"])
    assert ("conflict" in found) == ("conflict" in statuses)
    assert ("facts.gap" in found) == ("no_rule" in statuses)
    never = {rule["id"] for rule in rules} - stood
    assert bool(found & {"rule.unreachable", "rule.silenced"}) == bool(never)
    assert ("rule.silenced" in found) == bool(never & held)


def every_fact() -> list[dict[str, Any]]:
    return [dict(zip(FACTS, values, strict=True)) for values in product(*FACTS.values())]
