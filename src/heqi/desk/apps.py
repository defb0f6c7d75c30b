"""Pages that span apps: the agent's desk, screen pop, role homes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The desk keeps nothing of its own."""

    name = "heqi.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """A call vouches for opening the caller's file."""
        from heqi.desk.views import requests
        from heqi.desk.vouching import register

        register()
        requests.register_list()
