"""Emergencies and outages as the policies ask for them: the only bridge to the rulebook."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from heqi.clocks.facts import calendar_for
from heqi.outages.models import Cause, Outage
from heqi.people.models import Unit
from heqi.policies.deciding import NoSingleAnswer, ask, rule_on, spoken_chinese
from heqi.policies.models import Decision
from heqi.rulebook.due import due_at
from heqi.rulebook.ruling import Ruling
from heqi.rulebook.spans import parse_limit
from heqi.service.facts import commitment_facts

OUTAGE = "supply.outage"
SUMMONS = "emergencies.summons"
DUPLICATES = "complaints.duplicates"
COMMITMENTS = "service.commitments"


def outage_facts(cause: str, residential: int | bool) -> dict[str, Any]:
    """The facts of ``supply.outage``: one household among the customers makes it residential."""
    return {"cause": cause, "customers": "residential" if residential else "others"}


def decide_outage(
    cause: str, residential: int | bool, *, company_id: int | None, now: datetime
) -> Decision | None:
    """The kept decision on an outage; a fault of the policy does not stop it."""
    try:
        return ask(
            OUTAGE,
            outage_facts(cause, residential),
            on=timezone.localdate(now),
            company_id=company_id,
        )
    except NoSingleAnswer:
        return None


@dataclass(frozen=True, slots=True)
class Bound:
    """An instant that a limit gives, with where the limit comes from."""

    at: datetime | None
    clause: str
    mark: str
    words: str


def limit_at(ruling: Ruling, field: str, start: datetime, unit: Unit) -> Bound | None:
    """When a limit of a ruling is due from an instant (before it, for a notice)."""
    grants = ruling.sources.get(field, ())
    if not grants:
        return None
    grant = grants[0]
    limit = parse_limit(grant.value)
    due = due_at(limit, timezone.localtime(start), calendar_for(unit))
    return Bound(due.at, grant.clause, grant.mark, limit.words("zh" if spoken_chinese() else "en"))


def notice_bound(starts_at: datetime, unit: Unit, *, now: datetime) -> Bound | None:
    """The latest instant at which customers may be told of a planned stop (gas-regulation/20)."""
    ruling = rule_on(
        OUTAGE,
        outage_facts(Cause.PLANNED, True),
        on=timezone.localdate(now),
        company_id=unit.company_id,
    )
    return limit_at(ruling, "notice", starts_at, unit)


@dataclass(frozen=True, slots=True)
class Night:
    """Hours in which residents are not reconnected, and whether a reason may override."""

    begins: time
    ends: time
    clause: str
    with_reason: bool

    def covers(self, instant: datetime) -> bool:
        """Whether an instant lies in them; they may pass midnight."""
        at = timezone.localtime(instant).time()
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends

    @property
    def words(self) -> str:
        """22:00–06:00."""
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"


def night_of(outage: Outage, *, residential: int | bool, now: datetime) -> Night | None:
    """The night rule that holds for an outage's customers; None where none does."""
    facts = outage_facts(outage.cause, residential)
    ruling = rule_on(OUTAGE, facts, on=timezone.localdate(now), company_id=outage.company_id)
    answer = ruling.answer or {}
    hours = answer.get("not_restored_between")
    if not hours:
        return None
    grant = ruling.sources["not_restored_between"][0]
    return Night(
        begins=time.fromisoformat(hours["from"]),
        ends=time.fromisoformat(hours["to"]),
        clause=grant.clause,
        with_reason=bool(answer.get("night_with_reason")),
    )


def approvers(*, company_id: int | None, now: datetime) -> tuple[list[str], str]:
    """Posts that sign the plan of a stop, and the clause."""
    ruling = rule_on(
        OUTAGE, outage_facts(Cause.PLANNED, True), on=timezone.localdate(now), company_id=company_id
    )
    posts = list((ruling.answer or {}).get("approve") or [])
    grants = ruling.sources.get("approve", ())
    return posts, grants[0].clause if grants else ""


def reminder_at(outage: Outage, *, now: datetime) -> datetime | None:
    """When customers are reminded of a stop that begins."""
    if outage.starts_at is None:
        return None
    ruling = rule_on(
        OUTAGE,
        outage_facts(Cause.PLANNED, True),
        on=timezone.localdate(now),
        company_id=outage.company_id,
    )
    bound = limit_at(ruling, "remind", outage.starts_at, outage.unit)
    return bound.at if bound else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Posts called to the site for one customer, by the kept decision that says so."""

    posts: dict[str, str]
    decision: Decision


def wanted_leaders(
    *, tier: str, nearness: str, place: str, area: str, company_id: int | None, now: datetime
) -> Wanted | None:
    """Who is called for a customer near an emergency, each post with its clause; None for nobody.

    Whether the customer is concerned is one question (emergencies.summons), whom the policy sends
    is another (service.commitments: tiering/6.1(5), 6.2(4)).
    """
    today = timezone.localdate(now)
    facts = {"tier": tier, "nearness": nearness, "place": place}
    if not (rule_on(SUMMONS, facts, on=today, company_id=company_id).answer or {}).get("concerned"):
        return None
    given, _assumed = commitment_facts("emergency", tier=tier, area=area, place=place)
    ruling = rule_on(COMMITMENTS, given, on=today, company_id=company_id)
    posts = {
        str(post): grant.clause
        for grant in ruling.sources.get("attend", ())
        for post in (grant.value if isinstance(grant.value, list | tuple) else (grant.value,))
    }
    if not posts:
        return None
    return Wanted(posts, ask(SUMMONS, facts, on=today, company_id=company_id))


@dataclass(frozen=True, slots=True)
class Pattern:
    """How many households without gas, within how long, make a possible outage."""

    households: int
    since: datetime
    clause: str


def no_gas_pattern(unit: Unit, *, now: datetime) -> Pattern | None:
    """The rule on several no-gas calls of one compound (complaints.duplicates)."""
    ruling = rule_on(
        DUPLICATES, {"pattern": "no_gas"}, on=timezone.localdate(now), company_id=unit.company_id
    )
    answer = ruling.answer or {}
    bound = limit_at(ruling, "within", now, unit)
    if not answer.get("households") or bound is None or bound.at is None:
        return None
    return Pattern(int(answer["households"]), now - (bound.at - now), bound.clause)
