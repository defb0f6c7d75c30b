"""What the policies say of their own life: approval, trial, contents, queries, and the company's
figures for it."""

from datetime import date
from typing import Any

from django.utils import timezone

from heqi.clocks.facts import calendar_for
from heqi.compendium.models import Draft
from heqi.ledger.days import midnight
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of
from heqi.policies.deciding import rule_on, spoken
from heqi.policies.packs import common_pack, current_pack
from heqi.rulebook.due import due_at

LIFE = "policies/lifecycle"
PEOPLE = "policies/awareness"


def life(on: date, unit: Unit) -> dict[str, Any]:
    """The company's figures for drafting: days of review, who signs each step."""
    return dict(current_pack(unit.company_id).value(LIFE, on).content)


def awareness(on: date, unit: Unit) -> dict[str, Any]:
    """The company's figures for making policies known."""
    return dict(current_pack(unit.company_id).value(PEOPLE, on).content)


def steps_of(draft: Draft, on: date) -> list[str]:
    """How the draft is approved and filed (framework/5.3-approval), as codes in order."""
    sort = draft.sort or "tiering"
    company = draft.unit.company_id
    ruling = rule_on("policies.approval", {"policy": sort}, on=on, company_id=company)
    answer = ruling.as_json()["answer"] or {}
    return list(answer.get("steps", ()))


def step_words(code: str) -> dict[str, str]:
    """A step of approval in both languages."""
    words = (common_pack().question("policies.approval").answer["steps"].words or {}).get(code)
    return {"zh": words.zh, "en": words.en} if words else {"zh": code, "en": code}


def points_of(sort: str, on: date, unit: Unit) -> list[str]:
    """The content points that a required policy must have (framework/5.3); none of others."""
    if not sort:
        return []
    company = unit.company_id
    ruling = rule_on("policies.contents", {"policy": sort}, on=on, company_id=company)
    answer = ruling.as_json()["answer"] or {}
    return list(answer.get("contents", ()))


def point_words(code: str) -> str:
    """A content point in the user's language."""
    words = (common_pack().question("policies.contents").answer["contents"].words or {}).get(code)
    return spoken(words) if words else code


def points_clause(sort: str) -> str:
    """The clause that demands the content points of a policy."""
    return f"framework/5.3-{sort.replace('_', '-')}"


def trial_end(draft: Draft, since: date) -> date | None:
    """The day on which the trial of a policy ends, counted by the engine; None where the rules
    give none. A policy that is none of the required ones has the trial of the company's figure."""
    if draft.sort:
        company = draft.unit.company_id
        ruling = rule_on("policies.trial", {"policy": draft.sort}, on=since, company_id=company)
        given = (ruling.as_json()["answer"] or {}).get("length")
    else:
        given = life(since, draft.unit).get("trial")
    if not given:
        return None
    row = given[0] if isinstance(given, list) else given
    limit = row["limit"] if isinstance(row, dict) and "limit" in row else row
    start = midnight(since)
    due = due_at(limit, start, calendar_for(draft.unit))
    return timezone.localdate(due.at) if due.at else None


def signers(code: str, unit: Unit, on: date) -> tuple[list[str], list[Staff]]:
    """Who signs a step: posts within the company, or persons who hold a post above it."""
    posts = list(life(on, unit)["signers"].get(code, ()))
    company = company_of(unit)
    ids = [int(part) for part in company.path.split(".") if part]
    above = Staff.objects.filter(post__in=posts, unit_id__in=ids[:-1]).exclude(left_on__lte=on)
    return posts, list(above.order_by("number"))
