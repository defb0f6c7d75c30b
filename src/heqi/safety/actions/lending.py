"""Rights lent for what a check makes true elsewhere: inspectors may not otherwise edit files."""

from dataclasses import fields
from types import MappingProxyType

from heqi.customers.access import CHANGE
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.readings.access import TAKE

LENT = (CHANGE, TAKE, "workorders.create")


def lent(by: Actor, company: Unit) -> Actor:
    """The actor with the rights over a company's master data, readings and new orders."""
    if by.kind == "system":
        return by
    # A request's actor is lazy, so it is copied field by field.
    values = {field.name: getattr(by, field.name) for field in fields(Actor)}
    values["holdings"] = MappingProxyType({**by.holdings, **dict.fromkeys(LENT, (company.path,))})
    return Actor(**values)
