"""What leadership and the service office are told: reports over every app, checks by sample."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The tier report of a month, and the random check of tiering."""

    name = "heqi.reports"
    label = "reports"

    def ready(self) -> None:
        """Give the points of the check of tiering to the month's appraisal."""
        from heqi.appraisal.reading import appraised_by
        from heqi.reports.appraised import tier_checks

        appraised_by("reports", tier_checks)
