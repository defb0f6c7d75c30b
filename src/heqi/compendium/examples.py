"""Rulings kept as examples that must hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from heqi.policies.speaking import spoken, spoken_chinese
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import Ruling
from heqi.rulebook.spans import parse_limit


def example_of(ruling: Ruling, name: str, on: date, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A ruling as an example that must hold."""
    case: dict[str, Any] = {"name": name, "on": on}
    if facts:
        case["facts"] = dict(facts)
    if ruling.status == "answered":
        answer = ruling.as_json()["answer"] or {}
        case["expect"] = {key: _expected(value) for key, value in answer.items()}
        case["expect_clauses"] = list(ruling.as_json()["clauses"])
    elif ruling.status == "missing":
        case["expect_missing"] = list(ruling.as_json()["missing"])
    else:
        case["expect_status"] = ruling.status
    return case


def _expected(value: Any) -> Any:
    """Clocks are expected by their limits alone."""
    if (
        isinstance(value, list)
        and value
        and all(isinstance(v, dict) and "limit" in v for v in value)
    ):
        limits = [one["limit"] for one in value]
        return limits[0] if len(limits) == 1 else limits
    return value


def example_words(pack: Pack, ruling: Ruling) -> list[tuple[str, str]]:
    """The answer of a ruling, field by field, in words."""
    question = pack.question(ruling.question)
    answer = ruling.as_json()["answer"] or {}
    rows = []
    for name, value in answer.items():
        title = spoken(question.answer[name].title)
        if isinstance(value, list) and value and isinstance(value[0], dict) and "limit" in value[0]:
            language = "zh" if spoken_chinese() else "en"
            rows += [
                (title, f"{parse_limit(one['limit']).words(language)} · {one['clause']}")
                for one in value
            ]
        else:
            rows.append((title, spoken(question.answer[name].say(value))))
    return rows
