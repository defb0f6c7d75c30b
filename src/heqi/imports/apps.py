"""Import of customers from Excel and CSV."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Read, map, check, confirm, undo."""

    name = "heqi.imports"
    label = "imports"

    def ready(self) -> None:
        """Let the report of an import leave with approval."""
        from heqi.imports.views import register_report

        register_report()
