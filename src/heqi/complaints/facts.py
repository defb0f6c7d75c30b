"""Complaints as the policies ask for them: the only bridge to the rulebook."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from heqi.clocks.facts import calendar_for
from heqi.complaints.catalogue import sign_of
from heqi.complaints.models import Complaint
from heqi.people.models import Unit
from heqi.policies.deciding import ask, rule_on
from heqi.policies.models import Decision
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import parse_limit

LEVEL = "complaints.level"
COMMITMENTS = "complaints.commitments"
DUPLICATES = "complaints.duplicates"
CLOSING = "complaints.closing"
REPEATED = "repeated"


def all_signs(
    *, channel: str, category: str, vulnerable: bool = False, given: Iterable[str] = ()
) -> list[str]:
    """What a person ticked, with what class, channel and customer say by themselves."""
    found = {*given, sign_of("channels", channel), sign_of("classes", category)}
    if vulnerable:
        found.add("protected_customer")
    return sorted(found - {""})


def decide_level(
    signs: Iterable[str],
    *,
    households: int,
    claim_yuan: Decimal,
    tier: str,
    company_id: int | None,
    now: datetime,
) -> tuple[str, Decision]:
    """The level by the policy with its kept decision; a repeated matter is one level up."""
    facts = {"households": households, "claim_yuan": claim_yuan, "tier": tier}
    day = timezone.localdate(now)
    given = sorted(signs)
    decision = ask(LEVEL, {**facts, "signs": given}, on=day, company_id=company_id)
    level = str((decision.answer or {})["level"])
    if REPEATED in given:
        first = ask(
            LEVEL,
            {**facts, "signs": [s for s in given if s != REPEATED]},
            on=day,
            company_id=company_id,
        )
        level = min(level, up_one(str((first.answer or {})["level"])))
    return level, decision


def up_one(level: str) -> str:
    """One level graver; level one stays."""
    return str(max(1, int(level) - 1))


def commitment_facts(complaint: Complaint, level: str = "") -> dict[str, Any]:
    """The facts of ``complaints.commitments``."""
    return {
        "level": level or complaint.level,
        "tier": complaint.tier,
        "attitude": "attitude" in complaint.signs,
        # A platform's date came with the case itself or with what was attached to it.
        "forwarded": complaint.platform_due_at is not None,
    }


def decide_commitments(complaint: Complaint, *, level: str = "", now: datetime) -> Decision:
    """The promises of a complaint at a level."""
    return ask(
        COMMITMENTS,
        commitment_facts(complaint, level),
        on=timezone.localdate(now),
        company_id=complaint.company_id,
    )


def look(
    question: str, facts: Mapping[str, Any], *, company_id: int | None, now: datetime
) -> dict[str, Any]:
    """What the policy answers, for pages and checks: nothing is kept."""
    ruling = rule_on(question, facts, on=timezone.localdate(now), company_id=company_id)
    answer: dict[str, Any] = ruling.as_json()["answer"] or {}
    return answer


def pattern(name: str, *, company_id: int | None, now: datetime) -> dict[str, Any]:
    """How duplicates of a pattern are treated."""
    return (
        ask(DUPLICATES, {"pattern": name}, on=timezone.localdate(now), company_id=company_id).answer
        or {}
    )


def limit_of(answer: dict[str, Any], field: str) -> Any:
    """The plain limit in a field of an answer."""
    given = answer.get(field)
    rows = given if isinstance(given, list) else [given]
    first = rows[0]
    return first["limit"] if isinstance(first, dict) and "limit" in first else first


def instant_of(limit: Any, start: datetime, unit: Unit) -> datetime:
    """When a limit that begins at ``start`` is over, by the company's calendar."""
    due = due_at(parse_limit(limit), timezone.localtime(start), calendar_for(unit), facts={})
    return due.at or due.provisional_at or start


def clause_of(decision: Decision, field: str) -> str:
    """The clause that an answer's field stands on."""
    grants = (decision.trace.get("sources") or {}).get(field) or []
    return str(grants[0]["clause"]) if grants else next(iter(decision.clauses), "")


def satisfied_at_least(*, company_id: int | None, now: datetime) -> int:
    """The score from which on a complainant counts as satisfied."""
    return int(look(CLOSING, {}, now=now, company_id=company_id)["satisfied_at_least"])
