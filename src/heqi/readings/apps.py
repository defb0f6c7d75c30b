"""Reading meters: routes, rounds, readings and their doubts."""

from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    """Meter readings."""

    name = "heqi.readings"
    label = "readings"

    def ready(self) -> None:
        """A round explains why its reader opens a customer's file."""
        from heqi.readings import business, contexts
        from heqi.readings.views import checking, reviewing

        contexts.register()
        business.register()
        reviewing.register_list()
        checking.register_lists()
