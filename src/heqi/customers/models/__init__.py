"""Tables of the customers app, a module per noun."""

from heqi.customers.models.contracts import Contract, ContractKind
from heqi.customers.models.entries import SearchEntry
from heqi.customers.models.exports import Export, ExportForm, ExportState
from heqi.customers.models.lookups import Lookup, LookupAction, LookupSubject
from heqi.customers.models.merges import DuplicatePair, Ground, Merge, MergeKind
from heqi.customers.models.parties import (
    Criterion,
    CustomerKind,
    IdKind,
    Party,
    PartyKind,
    Phone,
    Tier,
)
from heqi.customers.models.premises import Area, Compound, Premises, Pressure
from heqi.customers.models.steps import BusinessStep, StepKind
from heqi.customers.models.supply import (
    Appliance,
    ApplianceKind,
    Meter,
    MeterKind,
    Occupancy,
    OccupancyRole,
    ServicePoint,
)
from heqi.customers.models.tasks import MasterDataTask, TaskKind

__all__ = [
    "Appliance",
    "ApplianceKind",
    "Area",
    "BusinessStep",
    "Compound",
    "Contract",
    "ContractKind",
    "Criterion",
    "CustomerKind",
    "DuplicatePair",
    "Export",
    "ExportForm",
    "ExportState",
    "Ground",
    "IdKind",
    "Lookup",
    "LookupAction",
    "LookupSubject",
    "MasterDataTask",
    "Merge",
    "MergeKind",
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
    "StepKind",
    "TaskKind",
    "Tier",
]
