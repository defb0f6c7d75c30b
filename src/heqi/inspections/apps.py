"""Service inspections: plans, sheets, findings, summaries, reports and their archive."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Three levels of inspection, scheduled, spot and special, and what becomes of findings."""

    name = "heqi.inspections"
    label = "inspections"
