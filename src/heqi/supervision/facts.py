"""What the policy says of the network: the only bridge to the rulebook."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from heqi.clocks.facts import calendar_for
from heqi.people.models import Unit
from heqi.policies.deciding import ask, rule_on, spoken_chinese
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import parse_limit

TERMS, OPINION, MIX = "supervision.terms", "supervision.opinion", "supervision.mix"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of the network as the policy has them on a day."""

    least: int
    most: int
    groups: list[str]
    renewals: int
    opinions_an_hour: int
    again: int
    level: str
    answer: dict[str, Any]

    def after(self, field: str, start: date, unit: Unit) -> date:
        """The day that a limit of the answer names, counted from a day."""
        at = timezone.make_aware(datetime.combine(start, time(9)))
        limit = parse_limit(_limit(self.answer[field]))
        found = due_at(limit, timezone.localtime(at), calendar_for(unit), facts={})
        return timezone.localdate(found.at or found.provisional_at or at)

    def words(self, field: str) -> str:
        """A limit of the answer in words."""
        limit = parse_limit(_limit(self.answer[field]))
        return limit.words("zh" if spoken_chinese() else "en")


def terms_on(*, on: date, company_id: int | None) -> Terms:
    """The terms without keeping the decision, for pages and checks."""
    return _terms(rule_on(TERMS, {}, on=on, company_id=company_id).as_json()["answer"] or {})


def decided_terms(*, on: date, company_id: int | None) -> tuple[Terms, Decision]:
    """The terms with the kept decision, for what is written."""
    decision = ask(TERMS, {}, on=on, company_id=company_id)
    return _terms(decision.answer or {}), decision


def opinion_limits(*, on: date, company_id: int | None) -> Decision:
    """The limits of an opinion, kept."""
    return ask(OPINION, {}, on=on, company_id=company_id)


def answered_within(*, on: date, company_id: int | None) -> str:
    """How soon an opinion is answered, in words."""
    answer = rule_on(OPINION, {}, on=on, company_id=company_id).as_json()["answer"] or {}
    limit = parse_limit(_limit(answer["answer_in"]))
    return limit.words("zh" if spoken_chinese() else "en")


def intended_share(group: str, *, on: date, company_id: int | None) -> Decimal:
    """Which part of the network a group should be."""
    answer = (
        rule_on(MIX, {"supervisor_group": group}, on=on, company_id=company_id).as_json()["answer"]
        or {}
    )
    return Decimal(str(answer.get("share", "0")))


def duty_words() -> list[str]:
    """The duties of a supervisor in words."""
    words = common_pack().question(TERMS).answer["duties"].words
    return [said.zh if spoken_chinese() else said.en for said in words.values()]


def level_label(code: str) -> str:
    """What a valid finding counts like, in words."""
    said = common_pack().question(TERMS).answer["finding_level"].words.get(code)
    return (said.zh if spoken_chinese() else said.en) if said else code


def _limit(given: Any) -> str:
    rows = given if isinstance(given, list) else [given]
    return str(rows[0]["limit"] if isinstance(rows[0], dict) else rows[0])


def _terms(answer: dict[str, Any]) -> Terms:
    members = answer["members"]
    return Terms(
        least=int(members["at_least"]),
        most=int(members["at_most"]),
        groups=list(answer["groups"]),
        renewals=int(answer["renewals"]),
        opinions_an_hour=int(answer["opinions_an_hour"]),
        again=int(answer["again"]),
        level=str(answer["finding_level"]),
        answer=answer,
    )
