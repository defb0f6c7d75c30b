"""From rows to facts: the only bridge to the rulebook."""

from heqi.customers.models import Compound, Party, ServicePoint

Facts = dict[str, str | bool]


def facts_of(party: Party | None, service_point: ServicePoint | None = None) -> Facts:
    """Facts for questions about a customer: tier, customer_kind, area, vulnerable.

    What is not known is left out, so that a rule that needs it can say so.
    """
    facts: Facts = {}
    if party is not None:
        facts |= {
            "tier": party.tier,
            "customer_kind": party.customer_kind,
            "vulnerable": party.vulnerable,
        }
    if service_point is not None:
        facts["area"] = service_point.premises.area
    return facts


def tier_facts_of(party: Party) -> dict[str, object]:
    """Raw facts that the tier itself is decided on (tiering/4.1)."""
    facts: dict[str, object] = {
        "customer_kind": party.customer_kind,
        "criterion": party.tier_criterion,
    }
    if party.daily_m3 is not None:
        facts["daily_m3"] = party.daily_m3
    return facts


def is_own_or_neighbouring(party: Party, compound_id: int) -> bool:
    """Whether a compound is the customer's own or touches it (tiering/6.1(5))."""
    own = set(
        party.occupancies.filter(until__isnull=True)
        .exclude(service_point__premises__compound=None)
        .values_list("service_point__premises__compound_id", flat=True)
    )
    if compound_id in own:
        return True
    return Compound.objects.filter(pk__in=own, neighbours=compound_id).exists()
