"""From rows to facts: which tier, which figure, who collects, who reviews, which contacts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from heqi.customers.models import Criterion, CustomerKind, Tier
from heqi.people.models import Post
from heqi.policies.deciding import MissingFacts, ask, rule_on, spoken
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack, current_pack

TIER, FIGURE, REVIEW = "tiering.tier", "tiering.figure", "tiering.review"
COLLECT, STEPS, CONTACTS = "tiering.collect", "tiering.steps", "service.contacts"
BASES = "tiering/bases"
PLACES = "tiering/contacts"
LARGE = "large_users"
TRADE = (CustomerKind.COMMERCIAL, CustomerKind.INDUSTRIAL)


@dataclass(frozen=True, slots=True)
class RawFact:
    """A fact with its day and source: ``m3`` for a figure, ``text`` for a position held."""

    kind: str
    on: date
    m3: Decimal | None = None
    text: str = ""
    source: str = ""


def tier_facts(customer_kind: str, criterion: str, daily_m3: Decimal | None) -> dict[str, object]:
    facts: dict[str, object] = {"customer_kind": customer_kind, "criterion": criterion}
    return facts if daily_m3 is None else {**facts, "daily_m3": daily_m3}


def preview_tier(
    customer_kind: str,
    criterion: str,
    daily_m3: Decimal | None,
    *,
    on: date,
    company_id: int | None,
) -> tuple[str, tuple[str, ...]]:
    """The tier by the rules of a day with its clauses, nothing kept; empty where it is open."""
    ruling = rule_on(
        TIER, tier_facts(customer_kind, criterion, daily_m3), on=on, company_id=company_id
    )
    answer = ruling.answer or {} if ruling.status == "answered" else {}
    return str(answer.get("tier", "")), tuple(ruling.clauses)


def decide_tier(
    customer_kind: str,
    criterion: str,
    daily_m3: Decimal | None,
    *,
    on: date,
    company_id: int | None,
) -> Decision:
    """The kept decision (tiering/4.1, 4.2); ValidationError where the volume is still unknown."""
    try:
        return ask(
            TIER, tier_facts(customer_kind, criterion, daily_m3), on=on, company_id=company_id
        )
    except MissingFacts:
        figure = figure_word(on=on, company_id=company_id)
        raise ValidationError(
            {
                "m3": _(
                    "An industrial or commercial customer is tiered by its gas use. "
                    "The company counts: {figure}. Please give it in m³ a day."
                ).format(figure=figure)
            }
        ) from None


def decide_figure(*, on: date, company_id: int | None) -> Decision:
    """Which figure of daily use counts (company-set)."""
    return ask(FIGURE, {}, on=on, company_id=company_id)


def figure_on(*, on: date, company_id: int | None) -> str:
    """The code of that figure; nothing is kept."""
    return str((rule_on(FIGURE, {}, on=on, company_id=company_id).answer or {}).get("figure", ""))


def figure_word(*, on: date, company_id: int | None) -> str:
    """What that figure is called."""
    words = common_pack().question(FIGURE).answer["figure"].words
    code = figure_on(on=on, company_id=company_id)
    return spoken(words[code]) if code in words else code


@dataclass(frozen=True, slots=True)
class Review:
    """Who decides on a proposal, by the policy."""

    decision: Decision
    wanted: bool
    posts: tuple[str, ...]


def decide_review(occasion: str, *, on: date, company_id: int | None) -> Review:
    """Whether the occasion wants a decision on the tier, and who reviews it (7.2-30, 7.2-60)."""
    decision = ask(REVIEW, {"occasion": occasion}, on=on, company_id=company_id)
    answer: Mapping[str, Any] = decision.answer or {}
    return Review(decision, bool(answer.get("review")), tuple(answer.get("reviewed_by") or ()))


def collectors_of(kind: str, *, on: date, company_id: int | None) -> tuple[str, ...]:
    """The posts whose departments collect a kind: a criterion, or ``large_users`` (7.2-20)."""
    answer = rule_on(COLLECT, {"collected": kind}, on=on, company_id=company_id).answer or {}
    return tuple(answer.get("collected_by") or ())


def kinds_to_collect() -> dict[str, str]:
    """Every kind of customer to collect, with its word."""
    words = common_pack().question(COLLECT).facts["collected"].words
    return {code: spoken(word) for code, word in words.items()}


def kinds_of_post(post: str, *, on: date, company_id: int | None) -> tuple[str, ...]:
    """What the department of a head collects."""
    return tuple(
        kind
        for kind in kinds_to_collect()
        if post in collectors_of(kind, on=on, company_id=company_id)
    )


def step_codes() -> dict[str, str]:
    """The six steps of 7.2 in order, with their words."""
    words = common_pack().question(STEPS).facts["tiering_step"].words
    return {code: spoken(word) for code, word in words.items()}


def step_by(step: str, *, on: date, company_id: int | None) -> tuple[tuple[str, ...], str]:
    """The posts that carry out a step and the clause that says so."""
    ruling = rule_on(STEPS, {"tiering_step": step}, on=on, company_id=company_id)
    posts = tuple((ruling.answer or {}).get("done_by") or ())
    return posts, next(iter(ruling.clauses), "")


def promised_contacts(
    tier: str, *, on: date, company_id: int | None
) -> tuple[tuple[str, ...], str]:
    """The posts that are contacts of a customer of a tier, and the clause (6.1(1), 6.2(1))."""
    ruling = rule_on(CONTACTS, {"tier": tier}, on=on, company_id=company_id)
    codes = tuple((ruling.answer or {}).get("contacts") or ())
    grants = ruling.sources.get("contacts", ())
    return codes, (grants[0].clause if codes and grants else "")


def post_names(codes: object) -> dict[str, str]:
    """What posts are called: by the company, else by the policies."""
    wanted = [str(code) for code in codes]  # type: ignore[attr-defined]
    named = {post.pk: str(post) for post in Post.objects.filter(pk__in=wanted)}
    words = common_pack().posts
    return {c: named.get(c) or (spoken(words[c]) if c in words else c) for c in wanted}


def bases_on(on: date, *, company_id: int | None) -> Any:
    """Terms of bases and days of reminder, company-set (``tiering/bases``)."""
    return current_pack(company_id).value(BASES, on).content


def months_of(tier: str, criterion: str, *, on: date, company_id: int | None) -> int:
    """After how many months a basis is confirmed again; 0 where nothing is set."""
    kind = LARGE if tier == Tier.VIP_ORG else criterion
    return (
        int(bases_on(on, company_id=company_id)["months"].get(kind, 0))
        if kind != Criterion.NONE
        else 0
    )


def days_to_fill(on: date, *, company_id: int | None) -> int:
    """In how many days the place of a contact is filled, company-set (``tiering/contacts``)."""
    return int(current_pack(company_id).value(PLACES, on).content["days"])
