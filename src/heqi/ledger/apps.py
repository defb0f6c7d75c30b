"""The ledger: who did what and when, what was announced, and how states move."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    """Bottom layer; every other app writes through it."""

    name = "heqi.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Collect every app's declared permissions, reactions and tasks."""
        from heqi.ledger.audit import seal_entries
        from heqi.ledger.events import deliver_open
        from heqi.ledger.loop import task

        autodiscover_modules("access", "events", "subscribers", "loop", "measures")
        task("ledger.deliver_events")(deliver_open)
        task("ledger.seal_entries")(seal_entries)
