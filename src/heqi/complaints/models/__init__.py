"""Complaints and what belongs to them."""

from heqi.complaints.models.appeals import Appeal
from heqi.complaints.models.cases import Complaint, LevelChange
from heqi.complaints.models.handling import (
    Evidence,
    Extension,
    Finding,
    Investigation,
    Reply,
    Solution,
)
from heqi.complaints.models.national import NationalCase, NationalLink, NationalMessage
from heqi.complaints.models.plans import Drill, Plan, PlanStep

__all__ = [
    "Appeal",
    "Complaint",
    "Drill",
    "Evidence",
    "Extension",
    "Finding",
    "Investigation",
    "LevelChange",
    "NationalCase",
    "NationalLink",
    "NationalMessage",
    "Plan",
    "PlanStep",
    "Reply",
    "Solution",
]
