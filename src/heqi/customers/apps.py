"""Customers and what is known of them."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Parties, premises, supply, search and the log of look-ups."""

    name = "heqi.customers"
    label = "customers"

    def ready(self) -> None:
        """Fill the customer's page with the sections of this app."""
        from heqi.customers import audiences, entries
        from heqi.customers.files import may_touch_step
        from heqi.customers.proofs import register_proofs
        from heqi.customers.sections import register
        from heqi.customers.views.exports import register_list
        from heqi.evidence import access as evidence

        register()
        audiences.register()
        entries.register()
        register_list()
        register_proofs()
        evidence.register("customers.businessstep", may_touch_step)
