"""Reading meters: routes, rounds, readings and their doubts."""

from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    """Meter readings."""

    name = "heqi.readings"
    label = "readings"

    def ready(self) -> None:
        """A round explains why its reader opens a customer's file."""
        from heqi.customers.guards import register_readings
        from heqi.readings import business, contexts
        from heqi.readings.actions.stepping import read_for_step
        from heqi.readings.views import checking, reviewing

        contexts.register()
        business.register()
        register_readings(read_for_step)
        reviewing.register_list()
        checking.register_lists()
