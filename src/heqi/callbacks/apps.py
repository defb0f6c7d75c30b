"""Calling customers back about what was done for them."""

from django.apps import AppConfig


class CallbacksConfig(AppConfig):
    """Plans, draws, calls."""

    name = "heqi.callbacks"
    label = "callbacks"
