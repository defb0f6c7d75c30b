"""Proposals: what is to be collected, what waits for review, what the file of one tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from heqi.approvals.queries import pending_for
from heqi.customers.models import Party, Tier
from heqi.customers.states import PartyState
from heqi.ledger.actors import Actor
from heqi.tiers.access import VIEW, reached
from heqi.tiers.facts import TRADE, kinds_to_collect, preview_tier
from heqi.tiers.models import Assessment
from heqi.tiers.states import KIND, OPEN, Status

CANDIDATES = 50


def proposals(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Assessment]":
    """Proposals in every state that pass the filters, newest first."""
    rows = Assessment.objects.visible_to(actor).select_related("party", "department", "decision")
    for name in ("status", "occasion", "origin", "criterion", "department"):
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    if text := filters.get("q", "").strip():
        by_number = rows.filter(number__iexact=text)
        rows = by_number if by_number.exists() else rows.filter(party__name__icontains=text)
    if filters.get("mine"):
        rows = rows.filter(proposed_by=actor.id or 0)
    return rows


def state_counts(actor: Actor) -> dict[str, int]:
    """How many proposals in each state."""
    rows = Assessment.objects.visible_to(actor).order_by().values("status")
    return {row["status"]: row["n"] for row in rows.annotate(n=Count("id"))}


def under_review(actor: Actor) -> "QuerySet[Assessment]":
    """Everything that waits for a leader, the oldest first, with all that its basis shows."""
    rows = Assessment.objects.visible_to(actor).filter(status=Status.UNDER_REVIEW)
    return (
        rows.select_related("party", "department", "decision", "review", "batch")
        .prefetch_related("facts")
        .order_by("submitted_at", "id")
    )


def mine_to_review(actor: Actor, *, now: datetime) -> set[int]:
    """The ids of those that wait for the actor's signature, as a stand-in too."""
    rows = pending_for(actor, now=now).filter(kind=KIND)
    return {int(pk) for pk in rows.values_list("subject_id", flat=True)[:1000]}


def to_review_count(actor: Actor, *, now: datetime) -> int:
    """How many wait for the actor."""
    return len(mine_to_review(actor, now=now))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trade customer whose use on file says that his tier should be another."""

    party: Party
    tier: str
    clauses: tuple[str, ...]


def candidates(actor: Actor, *, now: datetime) -> list[Candidate]:
    """Large users without a mark and without an open proposal, the largest first; bounded."""
    today = timezone.localdate(now)
    rows = reached(Party.objects.all(), actor, VIEW).filter(
        customer_kind__in=TRADE, tier=Tier.STANDARD, daily_m3__isnull=False,
        state=PartyState.ACTIVE,
    )  # fmt: skip
    waiting = Assessment.objects.filter(status__in=OPEN).values("party")
    found = []
    for party in rows.exclude(pk__in=waiting).order_by("-daily_m3", "id")[:CANDIDATES]:
        tier, clauses = preview_tier(
            party.customer_kind,
            party.tier_criterion,
            party.daily_m3,
            on=today,
            company_id=party.company_id,
        )
        if tier in ("", Tier.STANDARD):
            break
        found.append(Candidate(party, tier, clauses))
    return found


def collected_by_kind(actor: Actor) -> dict[str, int]:
    """How many VIPs of each kind are in force, by the kinds of 7.2-20."""
    rows = reached(Party.objects.all(), actor, VIEW).exclude(state=PartyState.MERGED)
    counts = dict.fromkeys(kinds_to_collect(), 0)
    persons = rows.filter(tier=Tier.VIP_PERSON).order_by().values("tier_criterion")
    for row in persons.annotate(n=Count("id")):
        if row["tier_criterion"] in counts:
            counts[row["tier_criterion"]] = row["n"]
    counts["large_users"] = rows.filter(tier=Tier.VIP_ORG).count()
    return counts
