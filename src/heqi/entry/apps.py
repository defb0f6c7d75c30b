"""The entry standard, and its check while typing."""

from django.apps import AppConfig


class EntryConfig(AppConfig):
    """Required fields, forms, code lists and cross-field rules of what is entered."""

    name = "heqi.entry"
    label = "entry"
