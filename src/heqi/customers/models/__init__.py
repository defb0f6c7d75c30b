"""Tables of the customers app, a module per noun."""

from heqi.customers.models.entries import SearchEntry
from heqi.customers.models.lookups import Lookup, LookupAction
from heqi.customers.models.parties import (
    Criterion,
    CustomerKind,
    Party,
    PartyKind,
    Phone,
    Tier,
)
from heqi.customers.models.premises import Area, Compound, Premises, Pressure
from heqi.customers.models.supply import (
    Appliance,
    Meter,
    MeterKind,
    Occupancy,
    OccupancyRole,
    ServicePoint,
)

__all__ = [
    "Appliance",
    "Area",
    "Compound",
    "Criterion",
    "CustomerKind",
    "Lookup",
    "LookupAction",
    "Meter",
    "MeterKind",
    "Occupancy",
    "OccupancyRole",
    "Party",
    "PartyKind",
    "Phone",
    "Premises",
    "Pressure",
    "SearchEntry",
    "ServicePoint",
    "Tier",
]
