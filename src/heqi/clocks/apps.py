"""Timelines, clocks and working calendars: every deadline, derived from recorded history."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """Deadlines and the loop that watches them."""

    name = "heqi.clocks"
    label = "clocks"
