"""How the checks word what they found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from heqi.rulebook.pack import Place, Problem, Question
from heqi.rulebook.values import FactValue, Words


def problem(code: str, place: Place, zh: str, en: str, severity: str = "error") -> Problem:
    return Problem(code, severity, place.file, place.line, Words(zh, en))


def facts_words(question: Question, facts: Mapping[str, FactValue]) -> Words:
    """Facts in words: 客户级别为 VIP 客户 / tier is VIP."""
    if not facts:
        return Words("任何情况", "any case")
    said = [
        (question.facts[name].title, question.facts[name].say(value))
        for name, value in facts.items()
    ]
    return Words(
        "，".join(f"{title.zh}为{value.zh}" for title, value in said),
        ", ".join(f"{title.en} is {value.en}" for title, value in said),
    )


def since_words(day: dt.date | None) -> Words:
    return Words(f"自 {day} 起", f"from {day}") if day else Words("", "")
