"""Which clauses of the policies are carried by something that can be executed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from heqi.rulebook.checks.reporting import problem
from heqi.rulebook.pack import Pack, Problem


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a policy is executable: clauses carried, of those that are not mere context."""

    carried: int
    executable: int
    clauses: int
    unbound: tuple[str, ...]


def cited_clauses(pack: Pack) -> dict[str, list[str]]:
    """Each clause that the pack cites, with what cites it (rule, value, floor or data)."""
    cited: dict[str, list[str]] = {}
    for question, rules in pack.rules.items():
        for rule in rules:
            cited.setdefault(rule.clause, []).append(f"rule {question}/{rule.id}")
    for value in pack.values.values():
        for entry in value.entries:
            cited.setdefault(entry.clause, []).append(f"value {value.id}")
    for floor in pack.floors:
        cited.setdefault(floor.clause, []).append(f"floor {floor.id}")
    for path, content in pack.data.items():
        for clause in _in_data(content):
            cited.setdefault(clause, []).append(f"data {path}")
    return {clause: list(dict.fromkeys(by)) for clause, by in cited.items()}


def _in_data(content: Any) -> Iterator[str]:
    if isinstance(content, Mapping):
        for key, item in content.items():
            if key in ("clause", "clauses"):
                yield from (item,) if isinstance(item, str) else (str(one) for one in item or ())
            else:
                yield from _in_data(item)
    elif isinstance(content, tuple):
        for item in content:
            yield from _in_data(item)


def executable_share(pack: Pack, carried: Collection[str] = ()) -> dict[str, Share]:
    """The share of each policy; `carried` names clauses that forms, duties or roles of the
    applications carry beside the pack."""
    bound = set(cited_clauses(pack)) | set(carried)
    shares: dict[str, Share] = {}
    for policy in pack.policies.values():
        wanted = [c for c in policy.clauses if pack.clause(c).kind != "context"]
        unbound = tuple(clause for clause in wanted if clause not in bound)
        shares[policy.id] = Share(
            len(wanted) - len(unbound), len(wanted), len(policy.clauses), unbound
        )
    return shares


def check_clauses(pack: Pack) -> Iterator[Problem]:
    """The share of each policy, and clauses with a figure that nothing decides by."""
    cited = cited_clauses(pack)
    for policy_id, share in executable_share(pack).items():
        policy = pack.policies[policy_id]
        yield problem(
            "clauses.share",
            policy.place,
            f"《{policy.short.zh}》可执行条款 {share.executable} 条，"
            f"其中 {share.carried} 条由本包执行。",
            f"{policy.short.en}: the pack executes {share.carried} of {share.executable} "
            "executable clauses.",
            "info",
        )
    for clause in pack.clauses.values():
        if clause.kind == "rule" and clause.id not in cited:
            yield problem(
                "clause.unbound",
                clause.place,
                f"条款“{clause.id}”属于规则，但没有规则或取值引用它。",
                f"The clause “{clause.id}” is a rule, but no rule or value cites it.",
                "info",
            )
