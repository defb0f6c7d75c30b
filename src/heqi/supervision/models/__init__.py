"""Supervisors, their opinions, meetings, ratings and the yearly report."""

from heqi.supervision.models.gatherings import Gathering, Invitation, Item
from heqi.supervision.models.members import Link, Supervisor, Term
from heqi.supervision.models.opinions import Opinion
from heqi.supervision.models.ratings import Rating, Round, YearReport

__all__ = [
    "Gathering",
    "Invitation",
    "Item",
    "Link",
    "Opinion",
    "Rating",
    "Round",
    "Supervisor",
    "Term",
    "YearReport",
]
