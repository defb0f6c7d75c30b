"""Emergencies with their chain, outages and planned stops with the customers they touch."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutagesConfig(AppConfig):
    """From the call to the restored supply (抢修、停气)."""

    name = "heqi.outages"
    label = "outages"
    verbose_name = _("Emergencies and outages")

    def ready(self) -> None:
        """Offer the stamps of an emergency on every page of its order; tell searches of outages."""
        from heqi.outages import contexts, stamps
        from heqi.outages.views import customers, emergencies

        stamps.register()
        contexts.register()
        customers.register_list()
        emergencies.register_list()
