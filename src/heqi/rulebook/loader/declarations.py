"""Reading what a pack declares: itself, its policies and clauses, its vocabulary, its questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from heqi.rulebook.clock_form import parse_clock
from heqi.rulebook.loader.reading import NAME, Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import (
    CLAUSE_KINDS,
    MARKS,
    Case,
    Clause,
    Floor,
    PackInfo,
    Place,
    Policy,
    Question,
    Rule,
    Value,
)
from heqi.rulebook.spans import UnclearError
from heqi.rulebook.values import (
    ANSWER_KINDS,
    CODE,
    FACT_KINDS,
    FactSpec,
    FieldSpec,
    Frozen,
    Words,
    freeze,
)

T = TypeVar("T")
COMBINES = ("agree", "unite", "clocks")
CLOCK_KEYS = (
    "start",
    "stop",
    "pause",
    "resume",
    "cancel",
    "reset",
    "reopen",
    "override",
    "pauses",
    "alerts",
)


@dataclass
class Shelf:
    """What has been read so far, of all packs."""

    infos: list[PackInfo] = field(default_factory=list)
    policies: dict[str, Policy] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)
    vocabulary: dict[str, FactSpec] = field(default_factory=dict)
    posts: dict[str, Words] = field(default_factory=dict)
    events: dict[str, Words] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    rules: dict[str, list[Rule]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    floors: dict[str, Floor] = field(default_factory=dict)


def read_info(read: Reader, node: Node) -> PackInfo | None:
    """pack.yaml."""
    found = read.map(
        node,
        "pack.yaml",
        ("id", "title", "version", "requires", "source", "mark"),
        ("id", "title", "version"),
    )
    if found is None:
        return None
    pack_id = read.path(found.get("id"), "id")
    version = read.text(found.get("version"), "version")
    title = read.words(found.get("title"), "title")
    if pack_id is None or version is None:
        return None
    return PackInfo(
        id=pack_id,
        version=version,
        title=title,
        requires=read.codes(found.get("requires"), "requires"),
        mark=read.choice(found.get("mark"), "mark", MARKS, "law" if pack_id == "law" else "clause"),
        source=freeze(found["source"].plain()) if "source" in found else None,
        place=node.place,
    )


def read_policy(read: Reader, shelf: Shelf, node: Node) -> None:
    """A document of clauses/: one policy with its clauses."""
    found = read.map(
        node,
        "clauses",
        ("policy", "title", "short", "brief", "executable_from", "chapters", "clauses", "source"),
        ("policy", "title", "clauses"),
    )
    if found is None:
        return
    policy = read.path(found.get("policy"), "policy")
    if policy is None:
        return
    if policy in shelf.policies:
        read.bad(
            "policy.duplicate",
            node.place,
            f"政策“{policy}”已经声明过。",
            f"The policy “{policy}” is declared already.",
        )
        return
    title = read.words(found.get("title"), "title")
    chapters: list[tuple[str, Words]] = []
    for item in read.items(found.get("chapters"), "chapters"):
        keys = read.map(item, "chapter", ("number", "title"), ("number", "title"))
        number = read.text(keys.get("number"), "number") if keys else None
        if keys and number:
            chapters.append((number, read.words(keys.get("title"), "title")))
    ids: list[str] = []
    known = {number for number, _ in chapters}
    for item in read.items(found.get("clauses"), "clauses"):
        clause = _clause(read, item, policy, known)
        if clause is None:
            continue
        if clause.id in shelf.clauses:
            read.bad(
                "clause.duplicate",
                item.place,
                f"条款“{clause.id}”写了两次。",
                f"The clause “{clause.id}” is written twice.",
            )
            continue
        shelf.clauses[clause.id] = clause
        ids.append(clause.id)
    short = read.words(found["short"], "short") if "short" in found else title
    brief = read.words(found["brief"], "brief") if "brief" in found else short
    shelf.policies[policy] = Policy(
        id=policy,
        title=title,
        short=short,
        brief=brief,
        executable_from=read.date(found.get("executable_from"), "executable_from"),
        chapters=tuple(chapters),
        clauses=tuple(ids),
        pack=read.pack,
        place=node.place,
    )


def _clause(read: Reader, node: Node, policy: str, chapters: set[str]) -> Clause | None:
    found = read.map(
        node,
        "clause",
        ("id", "number", "printed", "kind", "chapter", "title", "summary"),
        ("id", "kind", "title", "summary"),
    )
    clause_id = read.text(found.get("id"), "id") if found else None
    if found is None or clause_id is None:
        return None
    if not clause_id.startswith(f"{policy}/") or clause_id == f"{policy}/":
        read.bad(
            "clause.id",
            node.place,
            f"条款编号“{clause_id}”应以“{policy}/”开头。",
            f"The id of the clause “{clause_id}” must begin with “{policy}/”.",
        )
        return None
    chapter = read.text(found.get("chapter"), "chapter")
    if chapter and chapters and chapter not in chapters:
        read.unknown("clause.chapter", found["chapter"].place, ("章", "chapter"), chapter, chapters)
    return Clause(
        id=clause_id,
        policy=policy,
        number=read.text(found.get("number"), "number") or clause_id.split("/", 1)[1],
        kind=read.choice(found.get("kind"), "kind", CLAUSE_KINDS, "context"),
        title=read.words(found.get("title"), "title"),
        summary=read.words(found.get("summary"), "summary"),
        printed=read.text(found.get("printed"), "printed"),
        chapter=chapter,
        pack=read.pack,
        place=node.place,
    )


def read_vocabulary(read: Reader, shelf: Shelf, node: Node) -> None:
    """A document of vocabulary/: facts, posts and events that questions share."""
    found = read.map(node, "vocabulary", ("facts", "posts", "events"))
    if found is None:
        return
    facts = read.map(found["facts"], "facts") if "facts" in found else None
    for name, item in (facts or {}).items():
        spec = read_fact(read, name, item, None)
        if spec is not None:
            _declare(read, shelf.vocabulary, name, spec, item.place)
    for key, target in (("posts", shelf.posts), ("events", shelf.events)):
        names = read.map(found[key], key) if key in found else None
        for name, item in (names or {}).items():
            if not CODE.match(name):
                read.wrong(item.place, key, f"代码（现为“{name}”）", f"a code, not “{name}”")
            else:
                _declare(read, target, name, read.words(item, name), item.place)


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
)


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
    if shared is not None and set(found) <= {"title", "decided_by"}:
        title = read.words(found["title"], "title") if "title" in found else shared.title
        return replace(
            shared,
            title=title,
            decided_by=read.text(found.get("decided_by"), "decided_by") or shared.decided_by,
        )
    kind, options = _kind(read, found, name, node, FACT_KINDS)
    if kind is None:
        return None
    return FactSpec(
        name=name,
        kind=kind,
        title=read.words(found["title"], "title") if "title" in found else Words(name, name),
        options=options,
        words=_option_words(read, found, options),
        at_least=read.number(found.get("at_least"), "at_least"),
        at_most=read.number(found.get("at_most"), "at_most"),
        unit=read.words(found["unit"], "unit") if "unit" in found else None,
        decided_by=read.text(found.get("decided_by"), "decided_by"),
    )


def _kind(
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


def _option_words(read: Reader, found: dict[str, Node], options: tuple[str, ...]) -> Frozen:
    words: dict[str, Words] = {}
    given = read.map(found["words"], "words") if "words" in found else None
    for option, item in (given or {}).items():
        if options and option not in options:
            read.unknown("option.unknown", item.place, ("选项", "option"), option, options)
        else:
            words[option] = read.words(item, option)
    return Frozen(words)


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


def _complete(
    read: Reader, node: Node | None, earlier: Question | None
) -> tuple[bool, dt.date | None]:
    """``complete: true``, or the day from which on the question is complete."""
    if node is None:
        return (earlier.complete, earlier.complete_since) if earlier else (False, None)
    if node.kind == "scalar" and isinstance(node.scalar(), dt.date):
        return True, read.date(node, "complete")
    return read.flag(node, "complete"), None


FIELD_KEYS = ("type", "one_of", "some_of", "title", "words", "unit", "combine", *CLOCK_KEYS)


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
    kind, options = _kind(read, found, name, node, ANSWER_KINDS)
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
        words = _option_words(read, found, options)
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
            parse_clock({"clock": name, **clock})
        except UnclearError as error:
            read.bad("clock.form", node.place, f"“{name}”：{error.zh}", f"“{name}”: {error.en}")
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
