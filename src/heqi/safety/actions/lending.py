"""Rights lent for what a check makes true elsewhere: inspectors may not otherwise edit files."""

from heqi.customers.access import CHANGE
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.readings.access import TAKE

LENT = (CHANGE, TAKE, "workorders.create")


def lent(by: Actor, company: Unit) -> Actor:
    """The actor with the rights over a company's master data, readings and new orders."""
    return by.lent(LENT, company.path)
