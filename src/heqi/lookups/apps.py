"""Reviewing look-ups: the gates in front, the rules behind, the people who decide."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LookupsConfig(AppConfig):
    """Verdicts, flags, cases; the log itself belongs to the customers."""

    name = "heqi.lookups"
    label = "lookups"
    verbose_name = _("Review of look-ups")

    def ready(self) -> None:
        """Let business explain looks, and hand gates to the customers."""
        from heqi.lookups import contexts
        from heqi.lookups.actions import moving
        from heqi.lookups.facts import changes, links

        links.register()
        changes.register()
        contexts.register()
        moving.register()
