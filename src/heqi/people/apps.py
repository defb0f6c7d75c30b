"""Units, posts, staff, roles, stand-ins, rosters; who may do what where."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    """The organisation."""

    name = "heqi.people"
    label = "people"

    def ready(self) -> None:
        """Posts and roles come with the tables, and with each release what it adds to them."""
        post_migrate.connect(_load_defaults, sender=self)


def _load_defaults(**kwargs: Any) -> None:
    from django.utils import timezone

    from heqi.people.actions import load_defaults

    load_defaults(now=timezone.now())
