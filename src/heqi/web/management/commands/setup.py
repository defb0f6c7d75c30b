"""``heqi setup``: everything between installing and serving; a second time it takes seconds."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.base import CommandError as Failed

from heqi.people.models import Staff


class Command(BaseCommand):
    """Assets, messages, tables, static files, and the demo where nothing is there yet."""

    help = "Prepare this machine: assets, messages, tables, the demo in an empty database"

    def handle(self, *args: Any, **options: Any) -> None:
        """Each step is safe to repeat."""
        try:
            call_command("assets")
        except Failed as error:
            self.stderr.write(f"{error} The pages open with plain styling.")
        call_command("messages", compile=True)
        call_command("migrate", verbosity=0)
        # Settings read the assets folder when they load; collect from it in any case.
        vendor = ("vendor", settings.DATA / "vendor")
        if vendor[1].exists() and vendor not in settings.STATICFILES_DIRS:
            settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, vendor]
            # The checks before migrating have looked at the folders without this one already.
            finders.get_finder.cache_clear()  # type: ignore[attr-defined]
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.HEQI_DEMO and not Staff.objects.exists():
            call_command("demo")
