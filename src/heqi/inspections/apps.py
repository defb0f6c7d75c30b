"""Service inspections: plans, sheets, findings, summaries, reports and their archive."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Three levels of inspection, scheduled, spot and special, and what becomes of findings."""

    name = "heqi.inspections"
    label = "inspections"

    def ready(self) -> None:
        """Answer for the files of inspections; bring the figures of the sheet."""
        from heqi.evidence.access import register as register_files
        from heqi.inspections import business, figures
        from heqi.inspections.files import may_touch_files

        register_files("inspections.inspection", may_touch_files)
        figures.register()
        business.register()
