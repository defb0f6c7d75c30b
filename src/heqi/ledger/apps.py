"""The ledger: who did what and when, what was announced, and how states move."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    """Bottom layer; every other app writes through it."""

    name = "heqi.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Collect every app's declared permissions and reactions."""
        autodiscover_modules("access", "events", "subscribers")
