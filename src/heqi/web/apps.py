"""The site: settings, addresses, navigation and the shared templates."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Top layer; owns no tables."""

    name = "heqi.web"
    label = "web"
