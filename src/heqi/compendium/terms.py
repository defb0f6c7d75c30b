"""What the policies say of their own life: approval, trial, contents, queries, and the company's
figures for it."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.facts import calendar_for
from heqi.compendium.models import Draft
from heqi.duties.periods import DAY, span_of
from heqi.duties.specs import terms
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
    return _figures(LIFE, on, unit)


def awareness(on: date, unit: Unit) -> dict[str, Any]:
    """The company's figures for making policies known."""
    return _figures(PEOPLE, on, unit)


def _figures(name: str, on: date, unit: Unit) -> dict[str, Any]:
    """The company's own figures; one that came with a later release stands in the common pack."""
    common = common_pack().value(name, on).content
    return {**common, **current_pack(unit.company_id).value(name, on).content}


def steps_of(draft: Draft, on: date) -> list[str]:
    """How the draft is approved and filed (framework/5.3-approval), as codes in order. A policy
    that is none of the required ones goes the way of the company's figure."""
    if not draft.sort:
        return list(life(on, draft.unit)["steps"])
    company = draft.unit.company_id
    ruling = rule_on("policies.approval", {"policy": draft.sort}, on=on, company_id=company)
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


def report_span(day: date, unit: Unit) -> tuple[date, date]:
    """The period that a report on effect made for a day is about, as often as the duty to report
    comes (framework/5.2.3.3): its first day, and the first day after it."""
    asked = terms("policy_report", day, unit.company_id)
    if asked is None:
        raise ValidationError({"since": _("No rule asks for a report on this day.")})
    span = span_of(asked.spec.period, day)
    return span.first, span.last + DAY
