"""Plans, inspections with sheet and findings, papers, cases, the archive."""

from heqi.inspections.models.archive import Bundle
from heqi.inspections.models.inspections import Finding, Inspection, Member, SheetItem
from heqi.inspections.models.papers import ModelCase, Referral, Report, Summary
from heqi.inspections.models.plans import Plan, PlanLine

__all__ = [
    "Bundle",
    "Finding",
    "Inspection",
    "Member",
    "ModelCase",
    "Plan",
    "PlanLine",
    "Referral",
    "Report",
    "SheetItem",
    "Summary",
]
