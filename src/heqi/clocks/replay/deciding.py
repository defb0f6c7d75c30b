"""The decisions of a period anew: each distinct one once for each stretch of time."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from heqi.clocks.facts import Promise, promises_of
from heqi.clocks.models import Timeline
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack
from heqi.rulebook.bulk import events_of, facts_of, kinds_of
from heqi.rulebook.clock_form import parse_clock
from heqi.rulebook.clock_kinds import ClockSpec
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import decide
from heqi.rulebook.ruling.planning import plan_for
from heqi.rulebook.spans import Limit, parse_limit
from heqi.rulebook.values import FactError


@dataclass(frozen=True, slots=True)
class Clocked:
    """A promise as the engine reads it, and the kinds of events that it hears."""

    promise: Promise
    spec: ClockSpec
    limit: Limit
    heard: frozenset[str]

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same promise before and after."""
        return self.promise.name, self.promise.clause


@dataclass(frozen=True, slots=True)
class Pair:
    """A promise before and after; one of the two may be missing."""

    was: Clocked | None
    will: Clocked | None

    @property
    def clause(self) -> str:
        """The clause that promises it."""
        found = self.will or self.was
        assert found is not None
        return found.promise.clause

    @property
    def name(self) -> str:
        """What is promised."""
        found = self.will or self.was
        assert found is not None
        return found.promise.name

    @property
    def clocks(self) -> list[Clocked]:
        """Those that there are."""
        return [one for one in (self.was, self.will) if one is not None]


class Again:
    """Answers under a draft, remembered."""

    def __init__(self, draft: Pack, decisions: Mapping[int, Decision]) -> None:
        self.draft = draft
        self.decisions = decisions
        self._answers: dict[Any, dict[str, Any] | None] = {}
        self._pairs: dict[Any, list[Pair]] = {}

    def facts(self, decision_id: int, moved: Mapping[str, Any]) -> dict[str, Any]:
        """The facts of a decision with those that would have been others."""
        decision = self.decisions[decision_id]
        return {**decision.facts, **{n: v for n, v in moved.items() if n in decision.facts}}

    def answer(
        self, decision_id: int, day: date, moved: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """What the draft answers on a day; None where it gives no single answer."""
        key = self.key(decision_id, day, moved)
        if key not in self._answers:
            question = self.decisions[decision_id].question
            self._answers[key] = answer_of(
                self.draft, question, self.facts(decision_id, moved), day
            )
        return self._answers[key]

    def key(self, decision_id: int, day: date, moved: Mapping[str, Any]) -> Any:
        """Cases with one key are answered alike."""
        question = self.decisions[decision_id].question
        if question not in self.draft.questions:
            return decision_id, None, ()
        plan = plan_for(self.draft, question, day)
        return decision_id, plan.since, tuple(sorted(moved.items()))

    def pairs(self, decision_id: int, day: date, moved: Mapping[str, Any]) -> list[Pair]:
        """The promises that the draft changes, gives or takes away."""
        key = self.key(decision_id, day, moved)
        if key not in self._pairs:
            answer = self.answer(decision_id, day, moved)
            decision = self.decisions[decision_id]
            # A limit may vary by a fact that moved: then equal limits are not enough.
            same = not moved or self.facts(decision_id, moved) == decision.facts
            if answer is None or (same and self._as_before(decision, answer)):
                self._pairs[key] = []
            else:
                self._pairs[key] = _pairs(self.draft, decision, answer, same)
        return self._pairs[key]

    def _as_before(self, decision: Decision, answer: Mapping[str, Any]) -> bool:
        """Whether the draft gives the same answer, with clocks that run by the same events."""
        known = common_pack().questions.get(decision.question)
        asked = self.draft.questions[decision.question]
        return answer == decision.answer and known is not None and known.answer == asked.answer


def answer_of(
    pack: Pack, question: str, facts: Mapping[str, Any], day: date
) -> dict[str, Any] | None:
    """The plain answer, as decisions are kept."""
    try:
        ruling = decide(pack, question, facts, day)
    except (FactError, LookupError):
        return None
    answer: dict[str, Any] | None = json.loads(json.dumps(ruling.as_json()["answer"]))
    return answer


def _pairs(draft: Pack, decision: Decision, answer: Mapping[str, Any], same: bool) -> list[Pair]:
    before: dict[tuple[str, str], list[Clocked]] = {}
    for clocked in _clocked(stored_promises(decision)):
        before.setdefault(clocked.key, []).append(clocked)
    pairs = []
    for clocked in _clocked(promises_of(decision.question, answer, pack=draft)):
        known = before.get(clocked.key)
        pairs.append(Pair(known.pop(0) if known else None, clocked))
    pairs += [Pair(clocked, None) for left in before.values() for clocked in left]
    return [pair for pair in pairs if not _alike(pair, same)]


def _alike(pair: Pair, same: bool) -> bool:
    """Whether a promise reads alike before and after, whatever happened."""
    if pair.was is None or pair.will is None or pair.was.limit != pair.will.limit:
        return False
    return _counting(pair.was.spec) == _counting(pair.will.spec) and (
        same or not facts_of(pair.was.limit)
    )


def _counting(spec: ClockSpec) -> dict[str, Any]:
    return {name: getattr(spec, name) for name in ClockSpec.__slots__ if name != "alerts"}


def _clocked(promises: Iterable[Promise]) -> list[Clocked]:
    found = []
    for promise in promises:
        spec = parse_clock({"clock": promise.name, **promise.spec})
        limit = parse_limit(promise.limit)
        heard = frozenset(kinds_of(spec) | events_of(limit))
        found.append(Clocked(promise, spec, limit, heard))
    return found


def stored_promises(decision: Decision) -> list[Promise]:
    """The promises that a decision gave, with the rules of their clocks as they were then."""
    specs: dict[tuple[str, str], Any] = {}
    for timeline in Timeline.objects.filter(decision=decision).order_by("id")[:3]:
        for clock in timeline.clocks.all():
            specs[clock.name, clock.rule] = clock.spec
    found = []
    for row in _given(decision):
        spec = specs.get((row.name, row.rule))
        found.append(row if spec is None else _with_spec(row, spec))
    return found


def _given(decision: Decision) -> list[Promise]:
    try:
        return promises_of(decision.question, decision.answer or {})
    except LookupError:
        return []


def _with_spec(promise: Promise, spec: Mapping[str, Any]) -> Promise:
    return Promise(
        promise.name, promise.title_zh, promise.title_en, promise.limit, promise.clause,
        promise.mark, promise.rule, spec,
    )  # fmt: skip
