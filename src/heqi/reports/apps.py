"""What leadership and the service office are told: reports over every app, checks by sample."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The tier report of a month, and the random check of tiering."""

    name = "heqi.reports"
    label = "reports"
