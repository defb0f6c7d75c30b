"""Reading facts, posts and events, shared by questions or their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from heqi.rulebook.loader.declarations import Shelf
from heqi.rulebook.loader.reading import NAME, Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import (
    Place,
)
from heqi.rulebook.values import (
    CODE,
    FACT_KINDS,
    FactSpec,
    Frozen,
    Words,
)

T = TypeVar("T")
FACT_KEYS = (
    "type",
    "one_of",
    "some_of",
    "title",
    "words",
    "at_least",
    "at_most",
    "unit",
    "decided_by",
    "adds",
)


def read_vocabulary(read: Reader, shelf: Shelf, node: Node) -> None:
    """A document of vocabulary/: facts, posts and events that questions share."""
    found = read.map(node, "vocabulary", ("facts", "posts", "events"))
    if found is None:
        return
    facts = read.map(found["facts"], "facts") if "facts" in found else None
    for name, item in (facts or {}).items():
        lower = shelf.vocabulary.get(name) if adds(item) else None
        spec = read_fact(read, name, item, lower)
        if spec is None:
            continue
        if lower is None:
            _declare(read, shelf.vocabulary, name, spec, item.place)
        else:
            _spread(shelf, name, lower, spec)
    for key, target in (("posts", shelf.posts), ("events", shelf.events)):
        names = read.map(found[key], key) if key in found else None
        for name, item in (names or {}).items():
            if not CODE.match(name):
                read.wrong(item.place, key, f"代码（现为“{name}”）", f"a code, not “{name}”")
            else:
                _declare(read, target, name, read.words(item, name), item.place)


def _spread(shelf: Shelf, name: str, lower: FactSpec, spec: FactSpec) -> None:
    """More options of a shared fact are options of every question that takes it."""
    shelf.vocabulary[name] = spec
    for key, question in shelf.questions.items():
        taken = question.facts.get(name)
        if taken is not None and taken.options == lower.options:
            more = replace(taken, options=spec.options, words=spec.words)
            shelf.questions[key] = replace(question, facts=Frozen({**question.facts, name: more}))


def _declare(read: Reader, target: dict[str, T], name: str, value: T, place: Place) -> None:
    if name in target and target[name] != value:
        read.bad(
            "vocabulary.duplicate",
            place,
            f"“{name}”已经声明过，且内容不同。",
            f"“{name}” is declared already, with other content.",
        )
    else:
        target[name] = value


def read_fact(read: Reader, name: str, node: Node, shared: FactSpec | None) -> FactSpec | None:
    """A declared fact; empty, or with a title only, it is taken from the vocabulary."""
    if not NAME.match(name):
        read.wrong(node.place, name, "小写标识", "a lower-case name")
        return None
    if node.is_null:
        if shared is None:
            read.bad(
                "fact.undeclared",
                node.place,
                f"词汇表中没有事实“{name}”，请在此写明类型。",
                f"The vocabulary has no fact “{name}”; declare its type here.",
            )
        return shared
    found = read.map(node, name, FACT_KEYS)
    if found is None:
        return None
    if shared is not None and "adds" in found:
        return replace(shared, **read_more(read, found, name, shared.options, shared.words))
    if shared is not None and set(found) <= {"title", "decided_by"}:
        title = read.words(found["title"], "title") if "title" in found else shared.title
        return replace(
            shared,
            title=title,
            decided_by=read.text(found.get("decided_by"), "decided_by") or shared.decided_by,
        )
    kind, options = read_kind(read, found, name, node, FACT_KINDS)
    if kind is None:
        return None
    return FactSpec(
        name=name,
        kind=kind,
        title=read.words(found["title"], "title") if "title" in found else Words(name, name),
        options=options,
        words=read_option_words(read, found, options),
        at_least=read.number(found.get("at_least"), "at_least"),
        at_most=read.number(found.get("at_most"), "at_most"),
        unit=read.words(found["unit"], "unit") if "unit" in found else None,
        decided_by=read.text(found.get("decided_by"), "decided_by"),
    )


def read_kind(
    read: Reader, found: dict[str, Node], name: str, node: Node, kinds: tuple[str, ...]
) -> tuple[str | None, tuple[str, ...]]:
    """The kind of a fact or field, and its options: ``one_of: […]`` is a kind by itself."""
    stated = [key for key in ("one_of", "some_of") if key in found]
    if len(stated) + ("type" in found) != 1:
        read.bad(
            "type.missing",
            node.place,
            f"“{name}”应写明 type、one_of、some_of 三者之一。",
            f"“{name}” must state one of type, one_of and some_of.",
        )
        return None, ()
    if not stated:
        kind = read.choice(
            found["type"], "type", [k for k in kinds if k not in ("one_of", "some_of")], ""
        )
        return kind or None, ()
    options = read.codes(found[stated[0]], stated[0])
    if not options or len(set(options)) != len(options):
        read.bad(
            "options",
            found[stated[0]].place,
            f"“{name}”的选项不能为空或重复。",
            f"The options of “{name}” must be given, each once.",
        )
        return None, ()
    return stated[0], options


def adds(node: Node) -> bool:
    """Whether it adds options to what a lower pack declares."""
    return any(key == "adds" for key, _item in node.pairs)


def read_more(
    read: Reader,
    found: dict[str, Node],
    name: str,
    options: tuple[str, ...],
    words: Mapping[str, Words],
) -> dict[str, Any]:
    """``adds: […]`` with their words: options and words together with those of the lower pack."""
    more = read.codes(found["adds"], "adds")
    if not options or not more or len(set(options + more)) < len(options) + len(more):
        read.bad(
            "options",
            found["adds"].place,
            f"“{name}”只能增加原来没有的选项。",
            f"“{name}” can only be given options that it does not have.",
        )
        return {}
    added = read_option_words(read, found, more)
    return {"options": options + more, "words": Frozen({**words, **added})}


def read_option_words(read: Reader, found: dict[str, Node], options: tuple[str, ...]) -> Frozen:
    words: dict[str, Words] = {}
    given = read.map(found["words"], "words") if "words" in found else None
    for option, item in (given or {}).items():
        if options and option not in options:
            read.unknown("option.unknown", item.place, ("选项", "option"), option, options)
        else:
            words[option] = read.words(item, option)
    return Frozen(words)
