"""The business hall: sales, payments, card sales, daily close."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """What is sold and paid over the counter."""

    name = "heqi.counter"
    label = "counter"

    def ready(self) -> None:
        """Vouch for the clerk who serves a customer, at once and afterwards; fill his page."""
        from heqi.counter import business, contexts, installations
        from heqi.counter.queries.orders import sold_to_card
        from heqi.counter.views import bills
        from heqi.counter.views.sales import register_list
        from heqi.readings.books import register_sold

        contexts.register()
        installations.register()
        business.register()
        register_list()
        bills.register_list()
        register_sold(sold_to_card)
