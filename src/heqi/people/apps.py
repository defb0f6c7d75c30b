"""Units, posts, staff, roles, stand-ins, rosters; who may do what where."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    """The organisation."""

    name = "heqi.people"
    label = "people"

    def ready(self) -> None:
        """Posts and roles come with the tables, and with each release what it adds to them."""
        from heqi.people.management import bring_defaults

        post_migrate.connect(bring_defaults, sender=self)
