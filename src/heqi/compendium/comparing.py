"""Two states of a policy side by side: its clauses word by word, its rules sentence by sentence."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from heqi.compendium.cells import cells_of
from heqi.compendium.saying import say_rule
from heqi.policies.speaking import spoken
from heqi.rulebook.pack import Pack, Rule
from heqi.rulebook.values import Words


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text: kept, taken out or put in."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ClausePair:
    """A clause before and after."""

    number: str
    before: str
    after: str
    state: str

    @property
    def pieces(self) -> list[Piece]:
        """The text with what was taken out and put in."""
        return pieces(self.before, self.after)


def pieces(before: str, after: str) -> list[Piece]:
    """Word by word, in Chinese sign by sign."""
    found = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", before[i:j]))
        else:
            if j > i:
                found.append(Piece("out", before[i:j]))
            if m > k:
                found.append(Piece("in", after[k:m]))
    return found


def compare_clauses(
    before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]
) -> list[ClausePair]:
    """Clauses by number, in the order of the later text; those that are gone where they stood."""
    old, new = dict(before), dict(after)
    order = list(new)
    for number in old:
        if number not in new:
            above = [n for n in list(old)[: list(old).index(number)] if n in order]
            order.insert(order.index(above[-1]) + 1 if above else 0, number)
    found = []
    for number in order:
        was, will = old.get(number), new.get(number)
        state = (
            "new"
            if was is None
            else "gone"
            if will is None
            else "same"
            if was == will
            else "changed"
        )
        found.append(ClausePair(number, was or "", will or "", state))
    return found


@dataclass(frozen=True, slots=True)
class RulePair:
    """A rule before and after, as sentences."""

    question: Words
    rule: str
    clause: str
    before: Words | None
    after: Words | None

    @property
    def state(self) -> str:
        """Whether it is new, gone or changed."""
        return "new" if self.before is None else "gone" if self.after is None else "changed"


def compare_rules(
    before: Pack, after: Pack, *, on: date, since: date | None = None
) -> list[RulePair]:
    """Rules that differ on a day: what holds without the draft, and what with it; or what held
    on an earlier day ``since``."""
    found = []
    for question_id, question in after.questions.items():
        old = _held(before, question_id, since or on)
        new = _held(after, question_id, on)
        for name in dict.fromkeys([*old, *new]):
            was, will = old.get(name), new.get(name)
            if was and will and _core(was) == _core(will):
                continue
            found.append(
                RulePair(
                    question.title,
                    name,
                    (will or was).clause,  # type: ignore[union-attr]
                    say_rule(before, was) if was else None,
                    say_rule(after, will) if will else None,
                )
            )
    return found


def _held(pack: Pack, question: str, on: date) -> dict[str, Rule]:
    if question not in pack.questions:
        return {}
    return {rule.id: rule for rule in pack.rules_for(question, on)}


def _core(rule: Rule) -> tuple[object, ...]:
    return rule.clause, rule.then, rule.spread, rule.when, rule.excepts


@dataclass(frozen=True, slots=True)
class FigurePair:
    """A figure of a dated value before and after."""

    title: Words
    way: str
    before: str
    after: str
    clause: str


def compare_values(
    before: Pack, after: Pack, *, on: date, since: date | None = None
) -> list[FigurePair]:
    """Figures of dated values that differ on a day, or between two days, in words."""
    found = []
    for value_id, value in after.values.items():
        old = before.values.get(value_id)
        was = old.entry(since or on) if old else None
        will = value.entry(on)
        if will is None or (was is not None and was.content == will.content):
            continue
        left = {c.way: c for c in cells_of(old, was.content, before)} if old and was else {}
        right = {cell.way: cell for cell in cells_of(value, will.content, after)}
        for way in dict.fromkeys([*left, *right]):
            then, now = left.get(way), right.get(way)
            if then is None or now is None or then.held != now.held:
                title = (now or then).title  # type: ignore[union-attr]
                found.append(
                    FigurePair(
                        value.title,
                        spoken(title) if way else "",
                        then.shown if then else "—",
                        now.shown if now else "—",
                        will.clause,
                    )
                )
    return found


@dataclass(frozen=True, slots=True)
class Side:
    """A version or a draft as one side: its clauses (number, text, id that rules cite), and what
    holds by it from its day on."""

    clauses: list[tuple[str, str, str]]
    pack: Pack | None
    on: date


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause that differs in its words, its rules or its figures."""

    pair: ClausePair
    rules: list[RulePair]
    figures: list[FigurePair]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sides clause by clause; then what differs by clauses that neither side words."""

    lines: list[ClauseLine]
    rules: list[RulePair]
    figures: list[FigurePair]


def compare_sides(before: Side, after: Side, policy: str) -> Compared:
    """Clause by clause: words, rules and figures. Of clauses that neither words only those of the
    policy itself, and of a draft whatever it changes."""
    pairs = compare_clauses(
        [(number, text) for number, text, _ref in before.clauses],
        [(number, text) for number, text, _ref in after.clauses],
    )
    refs = {number: ref for number, _text, ref in (*before.clauses, *after.clauses)}
    rules, figures = _differing(before, after)
    if before.pack is after.pack:
        own = {ref for ref in refs.values() if ref}
        rules = [one for one in rules if _of(one.clause, policy, own)]
        figures = [one for one in figures if _of(one.clause, policy, own)]
    lines, told = [], set[str]()
    for pair in pairs:
        ref = refs.get(pair.number, "")
        fresh = bool(ref) and ref not in told
        line = ClauseLine(
            pair,
            [one for one in rules if fresh and one.clause == ref],
            [one for one in figures if fresh and one.clause == ref],
        )
        told.add(ref)
        if pair.state != "same" or line.rules or line.figures:
            lines.append(line)
    return Compared(
        lines,
        [one for one in rules if one.clause not in told],
        [one for one in figures if one.clause not in told],
    )


def _differing(before: Side, after: Side) -> tuple[list[RulePair], list[FigurePair]]:
    if before.pack is None or after.pack is None:
        return [], []
    days = {"on": after.on, "since": before.on}
    return (
        compare_rules(before.pack, after.pack, **days),
        compare_values(before.pack, after.pack, **days),
    )


def _of(clause: str, policy: str, own: set[str]) -> bool:
    return clause in own or clause.startswith(f"{policy}/")
