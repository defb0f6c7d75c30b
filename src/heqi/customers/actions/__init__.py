"""The only writers of customers, a module per noun."""

from heqi.customers.actions.parties import (
    PhoneDraft,
    change_contact,
    change_party,
    close_party,
    create_party,
    set_tier_mark,
)
from heqi.customers.actions.places import create_compound, create_premises, make_neighbours
from heqi.customers.actions.points import (
    assign_role,
    change_supply,
    close_account,
    create_service_point,
    transfer_account,
)
from heqi.customers.actions.supply import (
    change_appliance,
    change_meter,
    create_appliance,
    create_meter,
    remove_meter,
)

__all__ = [
    "PhoneDraft",
    "assign_role",
    "change_appliance",
    "change_contact",
    "change_meter",
    "change_party",
    "change_supply",
    "close_account",
    "close_party",
    "create_appliance",
    "create_compound",
    "create_meter",
    "create_party",
    "create_premises",
    "create_service_point",
    "make_neighbours",
    "remove_meter",
    "set_tier_mark",
    "transfer_account",
]
