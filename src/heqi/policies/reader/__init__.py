"""Reads a compendium of service policies, plain text or Word, into structure."""

from .binding import Binding, bind
from .reader import read_compendium
from .values import Anomaly, Clause, Compendium, Form, Message, Policy, Table, Unreadable

__all__ = [
    "Anomaly",
    "Binding",
    "Clause",
    "Compendium",
    "Form",
    "Message",
    "Policy",
    "Table",
    "Unreadable",
    "bind",
    "read_compendium",
]
