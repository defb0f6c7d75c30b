"""How to reach a party."""

from heqi.customers.models import Party


def phone_of(party: Party | None) -> str:
    """The number that the customer wants to be called at; empty where none is known."""
    if party is None:
        return ""
    row = party.phones.order_by("-is_primary", "pk").first()
    return row.number if row else ""
