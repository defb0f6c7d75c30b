"""Document, money and system: three sides of every day and every order."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    """Sheets that compare, findings that are explained and approved."""

    name = "heqi.reconciliation"
    label = "reconciliation"

    def ready(self) -> None:
        """Put a sheet's state on the page of its till; let differences be reviewed."""
        from heqi.counter.afterwards import register_link
        from heqi.reconciliation import business
        from heqi.reconciliation.queries import link_of

        register_link(link_of)
        business.register()
