"""Tables of installation projects, a module per noun."""

from heqi.projects.models.contracts import Contract, Extension, Instalment, PaidBy
from heqi.projects.models.households import GasOnTicket, Household
from heqi.projects.models.payments import Method, Payment
from heqi.projects.models.projects import Hold, Project, ProjectKind, Source
from heqi.projects.models.stages import Stage

__all__ = [
    "Contract",
    "Extension",
    "GasOnTicket",
    "Hold",
    "Household",
    "Instalment",
    "Method",
    "PaidBy",
    "Payment",
    "Project",
    "ProjectKind",
    "Source",
    "Stage",
]
