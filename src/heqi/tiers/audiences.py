"""VIPs as an audience of duties: who was one from when to when, by the assessments in force."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from heqi.customers.audiences import PARTY, served
from heqi.customers.models import Party, Tier
from heqi.duties.audiences import Resolver, register_audience
from heqi.duties.engine import Member
from heqi.people.models import Unit
from heqi.tiers.models import Assessment
from heqi.tiers.states import Status

HELD = (Status.APPROVED, Status.SUPERSEDED, Status.ENDED)
Span = tuple[date, date | None]


def register() -> None:
    """Make the two kinds of VIP known to duties; called when the app is ready."""
    for tier in (Tier.VIP_PERSON, Tier.VIP_ORG):
        register_audience(str(tier), _members(tier), link=_link)


def _link(subject_id: str) -> str:
    return reverse("customers:customer", args=[subject_id])


def _members(tier: Tier) -> Resolver:
    def members(company: Unit, on: date) -> Iterator[Member]:
        """Every stretch of days, as far as it is known on the day that is asked about."""
        held = _stretches(company, tier)
        # A mark that came from elsewhere has no assessment: it says itself since when it holds.
        marked = dict(served(company).filter(tier=tier).values_list("pk", "tier_since"))
        rows = served(company).filter(pk__in={*held, *marked}).order_by("pk")
        for party in rows.only("pk", "name", "unit"):
            for since, until in _known(held.get(party.pk, []), party, marked):
                if since <= on:
                    told = until if until is not None and until <= on else None
                    yield Member(PARTY, str(party.pk), party.name, party.unit_id, since, told)

    return members


def _known(spans: list[Span], party: Party, marked: dict[int, date | None]) -> list[Span]:
    """The stretches of the assessments; one still open without its mark ends nowhere else."""
    if party.pk in marked and not any(until is None for _since, until in spans):
        return [*spans, (marked[party.pk] or date.min, None)]
    return spans


def _stretches(company: Unit, tier: Tier) -> dict[int, list[Span]]:
    """From when to when each customer was of the tier; what follows at once is one stretch."""
    found: dict[int, list[Span]] = defaultdict(list)
    rows = Assessment.objects.filter(
        company=company, tier=tier, status__in=HELD, valid_from__isnull=False
    ).order_by("valid_from", "id")
    for pk, since, until in rows.values_list("party", "valid_from", "closed_on"):
        assert since is not None
        spans = found[pk]
        if spans and spans[-1][1] is not None and spans[-1][1] >= since:
            spans[-1] = (spans[-1][0], until)
        elif until is None or until > since:
            spans.append((since, until))
    return found
