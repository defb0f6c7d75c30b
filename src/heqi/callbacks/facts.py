"""Finished work as the callback policy asks for it."""

from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.facts import calendar_for
from heqi.people.models import Unit
from heqi.policies.deciding import ask, rule_on
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import Times, parse_limit

PLAN = "callbacks.plan"
ATTEMPTS = "callbacks.attempts"
SCALE = "callbacks.scale"
OPINION = "callbacks.opinion"
RATING = "callbacks.rating"


def plan_facts(
    business: str, tier: str, *, unit: Unit, at: datetime, calendar: Calendar | None = None
) -> dict[str, Any]:
    """The facts of ``callbacks.plan`` for work that was finished at an instant."""
    season = (calendar or calendar_for(unit)).season(timezone.localdate(at)) or "off"
    return {"business": business, "tier": tier, "season": season}


def ratio_of(answer: dict[str, Any]) -> Decimal:
    """The share that is called: the season's factor holds for what is not mandatory."""
    base = Decimal(str(answer.get("ratio", 0)))
    if answer.get("mandatory"):
        return base
    return min(base * Decimal(str(answer.get("season_factor", 1))), Decimal(1))


def attempt_rules(*, company_id: int | None, now: datetime, subject: str = "other") -> Decision:
    """How often, how far apart and at which hours to try; who rests how long."""
    return ask(ATTEMPTS, {"subject": subject}, on=timezone.localdate(now), company_id=company_id)


def attempt_answer(*, company_id: int | None, now: datetime) -> dict[str, Any]:
    """The same for reading: nothing is kept of the question."""
    on = timezone.localdate(now)
    return dict(rule_on(ATTEMPTS, {"subject": "other"}, on=on, company_id=company_id).answer or {})


def least_per_worker(answer: dict[str, Any]) -> int:
    """How many callbacks each worker has in a month at least."""
    limit = parse_limit(answer["per_worker"])
    return int(limit.count) if isinstance(limit, Times) else 0


def scale_of(score: int, *, company_id: int | None, now: datetime) -> Decision:
    """What an overall score leads to."""
    return ask(SCALE, {"score": score}, on=timezone.localdate(now), company_id=company_id)


def opened_by(scale: Decision) -> str:
    """The class of the opinion that a score opens by itself; empty where it opens none."""
    return str((scale.answer or {}).get("opens") or "")


def heard_as(opinion: str, scale: Decision) -> str:
    """The class of the opinion to open: of a low score not the milder one that the customer named,
    which the policy lets give way, but that of the score (callback/opinion)."""
    gives_way = opinion in ((scale.answer or {}).get("outweighs") or [])
    return opened_by(scale) if gives_way else opinion


def is_rewarded(opinion: str, *, company_id: int | None, now: datetime) -> bool:
    """Whether the policy takes an opinion of a class for praise, which nobody follows up."""
    facts = {"opinion": opinion, "sensitive": False, "round": "first"}
    answer = rule_on(OPINION, facts, on=timezone.localdate(now), company_id=company_id).answer
    return "reward" in ((answer or {}).get("becomes") or [])


def heard_class(opinion: str, scale: Decision, *, company_id: int | None, now: datetime) -> str:
    """The class of what a customer said: his own, else the one that his score opens; empty without.

    Raises ``ValidationError`` at ``opinion`` for a class that the policy does not know, and for
    praise beside a score that has to be followed up (callback/opinion).
    """
    opens = opened_by(scale)
    if not opinion:
        return opens
    if opinion not in common_pack().question(OPINION).facts["opinion"].options:
        raise ValidationError({"opinion": _("Choose the class of the opinion.")})
    if opens and is_rewarded(opinion, company_id=company_id, now=now):
        raise ValidationError(
            {"opinion": _("With this score it is no praise: choose another class, or none.")}
        )
    return opinion


def classes_of_scores() -> tuple[str, ...]:
    """The classes that scores open: a matter that is followed anyway needs none of them."""
    return tuple(common_pack().question(SCALE).answer["opens"].options)


def limit_from(answer: dict[str, Any] | None, field: str, unit: Unit, start: datetime) -> datetime:
    """The instant a limit of an answer names, counted from ``start``."""
    return limit_on(answer, field, calendar_for(unit), start)


def limit_on(
    answer: dict[str, Any] | None, field: str, calendar: Calendar, start: datetime
) -> datetime:
    """The same on a calendar that is known already."""
    given = (answer or {}).get(field)
    rows = given if isinstance(given, list) else [given]
    instants: list[datetime] = []
    for row in rows:
        limit = row["limit"] if isinstance(row, dict) and "limit" in row else row
        due = due_at(parse_limit(limit), timezone.localtime(start), calendar, facts={})
        found = due.at or due.provisional_at
        if found is not None:
            instants.append(found)
    return min(instants, default=start)


def window_at(answer: Mapping[str, Any], at: datetime) -> str:
    """The window of the day in which customers may be called at an instant; empty outside all."""
    clock = timezone.localtime(at).time()
    for window in answer.get("hours") or []:
        since, until = (time.fromisoformat(part) for part in str(window).split("-"))
        if since <= clock < until:
            return str(window)
    return ""
