"""The vocabulary of facts and the questions with their answers, as a page of text.

Made from the packs, so that it cannot say anything else than what is decided by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from heqi.rulebook.pack import Pack, Question
from heqi.rulebook.values import FactSpec, FieldSpec, Words

_HEADS = {
    "facts": Words("事实词汇表", "Vocabulary of facts"),
    "questions": Words("问题", "Questions"),
    "posts": Words("岗位", "Posts"),
    "events": Words("事件", "Events"),
    "fact": Words("事实", "Fact"),
    "field": Words("字段", "Field"),
    "title": Words("名称", "Title"),
    "values": Words("取值", "Values"),
    "asked": Words("用于", "Asked for by"),
    "clock": Words("计时", "Clock"),
    "code": Words("代码", "Code"),
    "takes": Words("需要", "Takes"),
    "answers": Words("回答", "Answers"),
    "nothing": Words("无", "nothing"),
    "commitment": Words(
        "承诺：各时限并存，最早者为准", "a commitment: every limit stands, the earliest governs"
    ),
    "complete": Words("任何情况都有规则", "has a rule for all facts"),
}
_KINDS = {
    "boolean": Words("true、false", "true, false"),
    "integer": Words("整数", "a whole number"),
    "decimal": Words("数字", "a number"),
    "date": Words("日期", "a date"),
    "text": Words("文字", "text"),
    "limit": Words("时限", "a limit"),
    "posts": Words("岗位", "posts"),
    "money": Words("金额", "an amount"),
    "ratio": Words("比例", "a ratio"),
    "range": Words("范围", "a range"),
    "code": Words("代码", "a code"),
    "codes": Words("若干代码", "codes"),
    "data": Words("数据", "data"),
}


def reference_text(pack: Pack, lang: str) -> str:
    """Facts, questions, posts and events of a pack as markdown; `lang` is ``zh`` or ``en``."""
    say = _Sayer(lang)
    return "\n".join(
        [
            f"# {say.head('facts')}",
            "",
            *_facts(pack, say),
            "",
            f"# {say.head('questions')}",
            "",
            *(line for question in _sorted(pack) for line in _question(question, say)),
            *_names(pack.posts, "posts", say),
            *_names(pack.events, "events", say),
        ]
    )


class _Sayer:
    """Words of one language, safe in a cell of a table."""

    def __init__(self, lang: str) -> None:
        self.zh = lang.startswith("zh")

    def __call__(self, words: Words) -> str:
        return (words.zh if self.zh else words.en).strip().replace("|", "\\|")

    def head(self, name: str) -> str:
        return self(_HEADS[name])

    def row(self, *cells: str) -> str:
        return f"| {' | '.join(cells)} |"

    def table(self, *heads: str) -> list[str]:
        return [self.row(*(self.head(name) for name in heads)), "|" + "---|" * len(heads)]


def _sorted(pack: Pack) -> list[Question]:
    return sorted(pack.questions.values(), key=lambda question: question.id)


def _facts(pack: Pack, say: _Sayer) -> Iterable[str]:
    asked: dict[str, dict[FactSpec, list[str]]] = {}
    for question in _sorted(pack):
        for name, spec in question.facts.items():
            asked.setdefault(name, {}).setdefault(spec, []).append(question.id)
    yield from say.table("fact", "title", "values", "asked")
    for name in sorted(asked):
        for spec, questions in asked[name].items():
            used = ", ".join(f"`{question}`" for question in questions)
            yield say.row(f"`{name}`", say(spec.title), _values(spec, say), used)


def _values(spec: FactSpec | FieldSpec, say: _Sayer) -> str:
    if spec.options and spec.kind != "posts":
        said = []
        for code in spec.options:
            words = say(spec.words[code]) if code in spec.words else ""
            said.append(f"`{code}`" + (f" {words}" if words else ""))
        return ("、" if say.zh else ", ").join(said)
    text = say(_KINDS.get(spec.kind, Words(spec.kind, spec.kind)))
    if isinstance(spec, FactSpec):
        if spec.at_least is not None:
            text += f" ≥ {spec.at_least:f}"
        if spec.at_most is not None:
            text += f" ≤ {spec.at_most:f}"
    return f"{text} ({say(spec.unit)})" if spec.unit else text


def _question(question: Question, say: _Sayer) -> Iterable[str]:
    yield f"## `{question.id}` {say(question.title)}"
    yield ""
    notes = [say.head("commitment")] if question.combine == "commitment" else []
    if question.complete:
        day = f" ({question.complete_since})" if question.complete_since else ""
        notes.append(say.head("complete") + day)
    joined = ", ".join(f"`{name}`" for name in question.facts) or say.head("nothing")
    yield f"{say.head('takes')}: {joined}." + (f" ({'; '.join(notes)})" if notes else "")
    yield ""
    yield from say.table("field", "title", "values", "clock")
    for name, spec in question.answer.items():
        clock = "; ".join(f"{key}: {_events(events)}" for key, events in spec.clock.items())
        yield say.row(f"`{name}`", say(spec.title), _values(spec, say), clock)
    yield ""


def _events(given: object) -> str:
    if isinstance(given, Mapping):
        if "event" in given:
            facts = given.get("facts") or {}
            said = ", ".join(f"{key}={value}" for key, value in facts.items())
            return f"{given['event']} ({said})" if said else str(given["event"])
        return ", ".join(f"{key} {_events(item)}" for key, item in given.items())
    if isinstance(given, tuple):
        return ", ".join(_events(item) for item in given)
    return str(given)


def _names(names: Mapping[str, Words], head: str, say: _Sayer) -> Iterable[str]:
    if names:
        yield f"# {say.head(head)}"
        yield ""
        yield from say.table("code", "title")
        yield from (say.row(f"`{code}`", say(words)) for code, words in names.items())
        yield ""
