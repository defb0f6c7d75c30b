"""Reading questions: the facts they take and the fields of their answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from heqi.rulebook.clock_form import parse_clock
from heqi.rulebook.clock_kinds import ClockSpec
from heqi.rulebook.loader.declarations import Shelf
from heqi.rulebook.loader.reading import NAME, Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.loader.vocabulary import adds, read_fact, read_kind, read_more, read_option_words
from heqi.rulebook.pack import (
    Question,
)
from heqi.rulebook.spans import UnclearError
from heqi.rulebook.values import (
    ANSWER_KINDS,
    FieldSpec,
    Frozen,
    Words,
    freeze,
)

COMBINES = ("agree", "unite", "clocks")
CLOCK_KEYS = (
    "start",
    "stop",
    "fail",
    "pause",
    "resume",
    "cancel",
    "reset",
    "reopen",
    "override",
    "pauses",
    "alerts",
)


QUESTION_KEYS = ("question", "title", "combine", "facts", "answer", "clock", "complete", "extends")


def read_question(read: Reader, shelf: Shelf, node: Node) -> None:
    """A document of questions/: one question, or more facts and fields for a lower pack's one."""
    found = read.map(node, "question", QUESTION_KEYS, ("question",))
    question = read.path(found.get("question"), "question") if found else None
    if found is None or question is None:
        return
    earlier = shelf.questions.get(question)
    extends = read.flag(found.get("extends"), "extends")
    if earlier is not None and not extends:
        read.bad(
            "question.duplicate",
            node.place,
            f"问题“{question}”已经声明过；要补充请写 extends: true。",
            f"The question “{question}” is declared already; write extends: true to add to it.",
        )
        return
    if extends and earlier is None:
        read.unknown(
            "question.unknown", node.place, ("问题", "question"), question, shelf.questions
        )
        return
    if earlier is None:
        for key in ("title", "answer"):
            if key not in found:
                read.bad(
                    "key.missing",
                    node.place,
                    f"问题“{question}”缺少“{key}”。",
                    f"The question “{question}” lacks “{key}”.",
                )
    default = earlier.combine if earlier else "agree"
    combine = read.choice(found.get("combine"), "combine", ("commitment", "agree"), default)
    facts = dict(earlier.facts) if earlier else {}
    for name, item in (read.map(found["facts"], "facts") or {} if "facts" in found else {}).items():
        fact = read_fact(read, name, item, facts.get(name) or shelf.vocabulary.get(name))
        if fact is not None:
            facts[name] = fact
    answer = dict(earlier.answer) if earlier else {}
    fields = read.map(found["answer"], "answer") if "answer" in found else None
    shared = read.map(found["clock"], "clock", CLOCK_KEYS) if "clock" in found else None
    clock = {key: freeze(item.plain()) for key, item in (shared or {}).items()}
    for name, item in (fields or {}).items():
        if name in answer and adds(item):
            answer[name] = _more_of(read, name, item, answer[name])
            continue
        spec = read_field(read, shelf, name, item, combine, clock)
        if spec is not None:
            answer[name] = spec
    complete, complete_since = _complete(read, found.get("complete"), earlier)
    shelf.questions[question] = Question(
        id=question,
        title=read.words(found["title"], "title")
        if "title" in found
        else earlier.title
        if earlier
        else Words(question, question),
        combine=combine,
        facts=Frozen(facts),
        answer=Frozen(answer),
        complete=complete,
        complete_since=complete_since,
        pack=earlier.pack if earlier else read.pack,
        place=earlier.place if earlier else node.place,
    )


def _more_of(read: Reader, name: str, node: Node, lower: FieldSpec) -> FieldSpec:
    found = read.map(node, name, ("adds", "words"))
    if found is None or "adds" not in found:
        return lower
    return replace(lower, **read_more(read, found, name, lower.options, lower.words))


def _complete(
    read: Reader, node: Node | None, earlier: Question | None
) -> tuple[bool, dt.date | None]:
    """``complete: true``, or the day from which on the question is complete."""
    if node is None:
        return (earlier.complete, earlier.complete_since) if earlier else (False, None)
    if node.kind == "scalar" and isinstance(node.scalar(), dt.date):
        return True, read.date(node, "complete")
    return read.flag(node, "complete"), None


FIELD_KEYS = (
    "type", "one_of", "some_of", "adds", "title", "words", "unit", "combine", *CLOCK_KEYS,
)  # fmt: skip


def _check_events(read: Reader, shelf: Shelf, node: Node, clock: ClockSpec) -> None:
    """Events are those of the vocabulary, once it names any."""
    named = [
        *clock.start,
        *clock.stop,
        *clock.fail,
        *clock.cancel,
        *clock.pause,
        *clock.resume,
        *clock.reset,
    ]
    named += [*clock.reopen, *clock.override]
    for kind in dict.fromkeys(when.kind for when in named):
        if shelf.events and kind not in shelf.events:
            read.unknown("event.unknown", node.place, ("事件", "event"), kind, shelf.events)


def read_field(
    read: Reader,
    shelf: Shelf,
    name: str,
    node: Node,
    combine: str,
    shared: Mapping[str, Any] = Frozen(),
) -> FieldSpec | None:
    """A declared field of an answer; ``shared`` is what the question says of all its clocks."""
    if not NAME.match(name) or name == "value":
        read.wrong(
            node.place, name, "小写标识（且不是 value）", "a lower-case name other than value"
        )
        return None
    found = read.map(node, name, FIELD_KEYS)
    if found is None:
        return None
    kind, options = read_kind(read, found, name, node, ANSWER_KINDS)
    if kind is None:
        return None
    default = "agree"
    if combine == "commitment":
        default = {"limit": "clocks", "posts": "unite"}.get(kind, "agree")
    chosen = read.choice(found.get("combine"), "combine", COMBINES, default)
    if (chosen == "clocks" and kind != "limit") or (
        chosen == "unite" and kind not in ("posts", "some_of", "codes")
    ):
        read.bad(
            "combine",
            node.place,
            f"“{name}”的类型不能用 combine: {chosen}。",
            f"A field of the kind of “{name}” cannot combine as {chosen}.",
        )
        chosen = default
    if kind == "posts" and shelf.posts:
        options, words = tuple(shelf.posts), Frozen(shelf.posts)
    else:
        words = read_option_words(read, found, options)
    clock = {key: freeze(found[key].plain()) for key in CLOCK_KEYS if key in found}
    if clock and kind != "limit":
        read.bad(
            "clock.kind",
            node.place,
            f"“{name}”不是时限，不能有 {'、'.join(clock)}。",
            f"“{name}” is not a limit and has no {', '.join(clock)}.",
        )
    if "start" in clock:
        clock = {**shared, **clock}
        try:
            spec = parse_clock({"clock": name, **clock})
        except UnclearError as error:
            read.bad("clock.form", node.place, f"“{name}”：{error.zh}", f"“{name}”: {error.en}")
        else:
            _check_events(read, shelf, node, spec)
    return FieldSpec(
        name=name,
        kind=kind,
        title=read.words(found["title"], "title") if "title" in found else Words(name, name),
        combine=chosen,
        options=options,
        words=words,
        unit=read.words(found["unit"], "unit") if "unit" in found else None,
        clock=Frozen(clock),
    )
