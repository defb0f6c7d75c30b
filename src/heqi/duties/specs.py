"""Duties as the packs in force word them: versions for the engine, and the rest of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from heqi.duties.engine import Spec, Version
from heqi.policies.deciding import ask
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack, current_pack
from heqi.policies.speaking import spoken
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import decide
from heqi.rulebook.values import Words

QUESTION = "duties.recurring"
FACT = "duty"


@dataclass(frozen=True, slots=True)
class Terms:
    """All that a duty asks for on a day, with the clause that asks for it."""

    code: str
    spec: Spec
    clause: str
    mark: str
    every: Words
    led_by: tuple[str, ...]
    attend: tuple[str, ...]
    in_person: tuple[str, ...]
    evidence: tuple[str, ...]
    grace: int
    remind: tuple[int, ...]
    escalate_after: int
    escalate_to: tuple[str, ...]
    message: str


def codes() -> tuple[str, ...]:
    """Every duty of the packs, in their order."""
    return tuple(str(code) for code in _fact().options)


def title_of(code: str) -> str:
    """What a duty is called in the user's language."""
    return spoken(words_of(code))


def words_of(code: str) -> Words:
    """What a duty is called, in both languages."""
    found: Words = _fact().words.get(code) or Words(code, code)
    return found


def titles() -> dict[str, str]:
    """Every duty with its name, in the order of the packs."""
    return {code: title_of(code) for code in codes()}


def word_of(field: str, code: str) -> str:
    """The word for one of a field's options: a kind of evidence, an audience."""
    words: Mapping[str, Words] = common_pack().questions[QUESTION].answer[field].words
    return spoken(words[code]) if code in words else code


def post_name(code: str) -> str:
    """A post of the policies in the user's language."""
    words = common_pack().posts.get(code)
    return spoken(words) if words else code


def terms(code: str, on: date, company_id: int | None) -> Terms | None:
    """What a duty asks of a company on a day; None where no rule makes it one."""
    return _terms(current_pack(company_id), code, on)


def decision_on(code: str, on: date, company_id: int | None) -> Decision:
    """The kept decision, for the reasons on a page."""
    return ask(QUESTION, {FACT: code}, on=on, company_id=company_id)


def versions(code: str, company_id: int | None) -> tuple[Version, ...]:
    """A company's versions of the duty, each from a day on; equal neighbours are one."""
    return _versions(current_pack(company_id), code)


@lru_cache(maxsize=1024)
def _versions(pack: Pack, code: str) -> tuple[Version, ...]:
    changes: set[date] = set()
    for rule in pack.rules.get(QUESTION, ()):
        changes |= {day for day in (rule.since, rule.until) if day}
    found: list[Version] = []
    for day in sorted(changes):
        held = _terms(pack, code, day)
        spec = held.spec if held else None
        if not found or found[-1].spec != spec:
            found.append(Version(day, spec))
    return tuple(found)


@lru_cache(maxsize=4096)
def _terms(pack: Pack, code: str, on: date) -> Terms | None:
    ruling = decide(pack, QUESTION, {FACT: code}, on)
    answer: Mapping[str, Any] = ruling.answer or {}
    if ruling.status != "answered" or not answer.get("every") or not answer.get("audience"):
        return None
    clock = answer["every"][0]
    return Terms(
        code=code,
        spec=Spec(
            audience=answer["audience"],
            period=clock.limit.period.value,
            count=clock.limit.count,
            occasions=tuple(answer.get("occasions") or ()),
            opens=int(answer.get("opens") or 0),
            rotation=int(answer.get("rotation") or 1),
            due_day=int(answer.get("due_day") or 0),
        ),
        clause=clock.clause,
        mark=clock.mark,
        every=Words(clock.limit.words("zh"), clock.limit.words("en")),
        led_by=tuple(answer.get("led_by") or ()),
        attend=tuple(answer.get("attend") or ()),
        in_person=tuple(answer.get("in_person") or ()),
        evidence=tuple(answer.get("evidence") or ()),
        grace=int(answer.get("grace") or 0),
        remind=tuple(int(day) for day in answer.get("remind") or ()),
        escalate_after=int(answer.get("escalate_after") or 0),
        escalate_to=tuple(answer.get("escalate_to") or ()),
        message=str(answer.get("message") or ""),
    )


def _fact() -> Any:
    return common_pack().questions[QUESTION].facts[FACT]
