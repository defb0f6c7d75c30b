"""Contacts with customers and what they ask for."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """The catalogue of services, from the call to the closed request."""

    name = "heqi.service"
    label = "service"

    def ready(self) -> None:
        """Answer for the files of this app's records."""
        from heqi.evidence.access import register
        from heqi.service.files import may_touch_files

        register("service.servicerequest", may_touch_files)
