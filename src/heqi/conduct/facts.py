"""Grounds and what follows from them: the only bridge to the rulebook."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from heqi.complaints.facts import instant_of, limit_of
from heqi.conduct.models.cases import Case, Figure
from heqi.conduct.states import Side
from heqi.inspections.grounds import clause_of_ground
from heqi.people.models import Unit
from heqi.policies.deciding import ask, rule_on, spoken
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack, find_clause
from heqi.policies.templatetags.policies import clause_label

CONSEQUENCES, RAISE_CASE = "conduct.consequences", "conduct.raise_case"
LIMITS, COUNTING, SIGNING = "conduct.limits", "conduct.counting", "conduct.signing"
# Field of the ruling: the figure it bounds.
RANGES = {
    "amount": Figure.AMOUNT,
    "head_amount": Figure.HEAD,
    "points_range": Figure.POINTS,
    "year_points_range": Figure.YEAR,
}
CLAUSE = re.compile(r"conduct/(\d+\.\d+\.\d+)\((\d+)\)")


def grounds() -> tuple[str, ...]:
    """The codes of every ground, in the order of the policy."""
    return tuple(common_pack().question(CONSEQUENCES).facts["ground"].options)


def ground_of_clause(clause: str) -> str:
    """The ground of a clause, empty where it is none."""
    found = CLAUSE.fullmatch(clause)
    ground = f"{found[1]}.{found[2]}" if found else ""
    return ground if ground in grounds() else ""


def ground_words(ground: str) -> str:
    """A ground in the user's language."""
    words = common_pack().question(CONSEQUENCES).facts["ground"].words
    return spoken(words[ground]) if ground in words else ground


def words_of(field: str, code: str) -> str:
    """A code of the consequences in the user's language."""
    words = common_pack().question(CONSEQUENCES).answer[field].words
    return spoken(words[code]) if code in words else code


def named(clause: str) -> str:
    """A clause as facts that are kept name it, whatever the language of the moment."""
    with override("zh-hans"):
        return clause_label(clause)


def grouped_grounds(side: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Grounds for a picker, below the clause that says what follows."""
    found: dict[str, list[tuple[str, str]]] = {}
    for ground in grounds():
        head = f"conduct/{ground.rpartition('.')[0]}"
        if side and side_of_ground(ground) != side:
            continue
        clause = find_clause(head)
        title = f"{clause.number} {spoken(clause.title)}" if clause else head
        label = f"({ground.rpartition('.')[2]}) {ground_words(ground)}"
        found.setdefault(title, []).append((ground, label))
    return list(found.items())


def side_of_ground(ground: str) -> str:
    """Chapter 3.1 rewards, chapter 3.2 penalises."""
    clause = find_clause(clause_of_ground(ground))
    return Side.REWARD if clause and clause.chapter == "3.1" else Side.PENALTY


@dataclass(frozen=True, slots=True)
class Range:
    """What a clause allows a figure to be."""

    what: str
    least: Decimal
    most: Decimal
    clause: str
    mark: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a ground, read once for pages and actions."""

    answer: dict[str, Any]
    clauses: tuple[str, ...]
    ranges: dict[str, Range]

    @property
    def handling(self) -> str:
        """The kind of handling."""
        return str(self.answer.get("kind") or "")

    @property
    def proof(self) -> list[str]:
        """The kinds of proof that the ground asks for."""
        return list(self.answer.get("proof") or ())

    @property
    def attached(self) -> list[str]:
        """Those of them that are a file on the case, or the number of a record."""
        asked = self.answer.get("attached") or ()
        return [code for code in self.proof if code in asked]

    @property
    def for_department(self) -> bool:
        """Whether it is about a department and nobody in it."""
        return self.handling == "department"

    @property
    def measures(self) -> list[str]:
        """Measures to choose one of."""
        return list(self.answer.get("measures") or ())

    @property
    def measured(self) -> str:
        """The fact that the ground measures (minutes, yuan, complaints); empty for most."""
        return str(self.answer.get("measured") or "")

    @property
    def matter(self) -> str:
        """The matter under which that fact raises a case."""
        return str(self.answer.get("matter") or "")

    @property
    def handled_by_department(self) -> bool:
        """Whether the department says how the person is dealt with."""
        return bool(self.answer.get("proposed_by"))


def outcome_of(ground: str, *, together: bool, on: date, company_id: int | None) -> Outcome:
    """What follows from a ground, for pages: nothing is kept."""
    ruling = rule_on(
        CONSEQUENCES, {"ground": ground, "together": together}, on=on, company_id=company_id
    )
    return _read(ruling.as_json())


def decide_outcome(
    ground: str, *, together: bool, on: date, company_id: int | None
) -> tuple[Outcome, Decision]:
    """What follows from a ground, with the kept decision."""
    decision = ask(
        CONSEQUENCES, {"ground": ground, "together": together}, on=on, company_id=company_id
    )
    return read_outcome(decision), decision


def read_outcome(decision: Decision) -> Outcome:
    """What a kept decision on a ground says."""
    return _read(decision.trace)


def _read(content: dict[str, Any]) -> Outcome:
    answer = content["answer"] or {}
    sources = content.get("sources") or {}
    ranges = {}
    for field, what in RANGES.items():
        given = answer.get(field)
        if given:
            grant = (sources.get(field) or [{}])[0]
            ranges[str(what)] = Range(
                what=str(what),
                least=Decimal(str(given["at_least"])),
                most=Decimal(str(given["at_most"])),
                clause=str(grant.get("clause", "")),
                mark=str(grant.get("mark", "")),
            )
    return Outcome(answer=answer, clauses=tuple(content["clauses"]), ranges=ranges)


def measured_grounds(side: str = "", *, on: date, company_id: int | None) -> list[tuple[str, str]]:
    """The clauses of grounds that measure a fact, and what they measure."""
    found = []
    for ground in grounds():
        if side and side_of_ground(ground) != side:
            continue
        told = outcome_of(ground, together=False, on=on, company_id=company_id)
        if told.measured:
            found.append((clause_of_ground(ground), words_of("measured", told.measured)))
    return found


def outcome(case: Case, *, now: datetime) -> Outcome | None:
    """What follows from a case's ground; as it was decided once it was."""
    if not case.ground:
        return None
    if case.ruling is not None and case.submitted_at is not None:
        return read_outcome(case.ruling)
    return outcome_of(
        case.ground, together=case.together, on=timezone.localdate(now), company_id=case.company_id
    )


def signing_order(handling: str, *, on: date, company_id: int | None) -> list[str]:
    """Who signs, in the order of the form."""
    answer = (
        rule_on(SIGNING, {"handling": handling}, on=on, company_id=company_id).as_json()["answer"]
        or {}
    )
    return [str(code) for code in answer.get("sign") or ()]


def counting(*, on: date, company_id: int | None) -> dict[str, Any]:
    """How months and complaints count."""
    answer: dict[str, Any] = (
        rule_on(COUNTING, {}, on=on, company_id=company_id).as_json()["answer"] or {}
    )
    return answer


def limits(side: str, *, on: date, company_id: int | None) -> dict[str, Any]:
    """The limits of a reward or a penalty."""
    answer: dict[str, Any] = (
        rule_on(LIMITS, {"kind": side}, on=on, company_id=company_id).as_json()["answer"] or {}
    )
    return answer


def appeal_ends(side: str, decided_at: datetime, unit: Unit) -> datetime | None:
    """Until when an appeal may be filed; None where the policy gives none."""
    answer = limits(side, on=timezone.localdate(decided_at), company_id=unit.company_id)
    limit = limit_of(answer, "appeal") if answer.get("appeal") else None
    return instant_of(limit, decided_at, unit) if limit else None
