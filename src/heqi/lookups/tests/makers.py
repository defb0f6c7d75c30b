"""Looks and customers for tests of the review."""

from datetime import datetime, timedelta

from heqi.customers.lookups import log_lookup
from heqi.customers.models import Lookup, LookupAction, Party
from heqi.customers.purposes import Purpose
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM, Actor
from heqi.lookups.actions import lay_bait
from heqi.people.models import Unit

CHOSEN = Purpose("incoming_call", source="chosen")


def look(
    by: Actor,
    party: Party,
    at: datetime,
    *,
    purpose: Purpose = CHOSEN,
    action: LookupAction = LookupAction.VIEW,
    field: str = "",
) -> Lookup:
    """One look at a customer, for a reason that was chosen unless another is given."""
    return log_lookup(action, by=by, now=at, subjects=[party.pk], purpose=purpose, field=field)


def neighbours(unit: Unit, count: int, *, building: str = "2", first: int = 1000) -> list[Party]:
    """Customers with consecutive account numbers in one building."""
    return [
        make_customer(
            unit,
            f"住户{first + n}",
            phones=(f"139{first + n:08d}",),
            account_no=f"0501-{first + n}",
            meter=f"6{first + n:08d}",
            room=f"{first + n}",
        )[0]
        for n in range(count)
    ]


def bait(unit: Unit, now: datetime) -> Party:
    """A customer who does not exist."""
    from heqi.customers.actions import create_party

    party = create_party(unit=unit, name="何有之", phones=("13800009999",), by=SYSTEM, now=now)
    lay_bait(party, note="诱饵", by=SYSTEM, now=now)
    return party


def minutes(number: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)
