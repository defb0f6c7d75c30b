"""What a draft does in several companies, as one: numbers added up, departments told apart."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from heqi.clocks.replay.report import COUNTERS, FIGURES

Result = dict[str, Any]
NAMED = "by_department"


def joined(found: Mapping[str, Result]) -> Result:
    """The results of companies by their names; of one alone, its own."""
    touched = {name: one for name, one in found.items() if _says(one)}
    if len(touched) < 2:
        return next(iter(touched.values() or found.values()))
    results = [_named(name, one) for name, one in touched.items()]
    decisions = [one["decisions"] for one in results]
    return {
        **{name: sum(one[name] for one in results) for name in FIGURES},
        **{name: _added(one[name] for one in results) for name in COUNTERS},
        "examples": [case for one in results for case in one["examples"]],
        "elapsed_s": round(sum(one["elapsed_s"] for one in results), 3),
        "decisions": {
            **{
                name: _added(one[name] for one in decisions)
                for name in ("looked", "changed", "failed", "by_clause", NAMED)
            },
            "sums": _sums(one for each in decisions for one in each["sums"]),
            "examples": [case for one in decisions for case in one["examples"]],
        },
        "appraisal": [line for one in results for line in one["appraisal"]],
        "sheets": [line for one in results for line in one["sheets"]],
    }


def _says(result: Result) -> bool:
    """Whether there is anything to say of a company: units without records say nothing."""
    return bool(result["cases"] or result["decisions"]["looked"] or result["sheets"])


def _named(company: str, result: Result) -> Result:
    """Departments with the name of their company before them: each has a service department."""

    def name(department: str) -> str:
        return f"{company} · {department}" if department not in ("", company) else company

    def counted(counts: Mapping[str, int]) -> dict[str, int]:
        return {name(department): count for department, count in counts.items()}

    def lines(rows: Iterable[Result]) -> list[Result]:
        return [{**row, "department": name(row["department"])} for row in rows]

    decisions = result["decisions"]
    return {
        **result,
        **{key: counted(result[key]) for key in COUNTERS if key.endswith(NAMED)},
        "examples": lines(result["examples"]),
        "decisions": {
            **decisions,
            NAMED: counted(decisions[NAMED]),
            "examples": lines(decisions["examples"]),
        },
        "appraisal": lines(result["appraisal"]),
        "sheets": lines(result["sheets"]),
    }


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total.most_common())


def _sums(lines: Iterable[Result]) -> list[Result]:
    total: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for one in lines:
        both = total[one["question"], one["field"]]
        both[0] += Decimal(one["was"])
        both[1] += Decimal(one["will"])
    return [
        {"question": question, "field": field, "was": str(was), "will": str(will)}
        for (question, field), (was, will) in sorted(total.items())
    ]
