"""Import of customers from Excel and CSV."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Read, map, check, confirm, undo."""

    name = "heqi.imports"
    label = "imports"
