"""The quality of what is entered: errors, checks, rights, suggestions."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Entry errors and the five checks that find them, and what follows for rights."""

    name = "heqi.quality"
    label = "quality"

    def ready(self) -> None:
        """Add the verification to the customer's page; tell what was entered late."""
        from heqi.quality import audiences, business, contexts

        audiences.register()
        contexts.register()
        business.register()
