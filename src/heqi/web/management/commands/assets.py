"""Fetch the pinned third-party files through the machine's own npm, or one in a throw-away venv."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from heqi.web.assets import AssetError, install, missing


class Command(BaseCommand):
    """``heqi assets``: nothing to do when everything pinned is present."""

    help = "Fetch Bootstrap, the icons, the charts and the fonts that the lock file pins."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--to`` another folder than the data folder, ``--check`` without fetching."""
        parser.add_argument("--to", type=Path, default=settings.DATA, help="the data folder")
        parser.add_argument("--check", action="store_true", help="only say what is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Install, or say in one sentence why not."""
        lacking = missing(options["to"])
        if not lacking:
            self.stdout.write("Assets are present.")
            return
        if options["check"]:
            raise CommandError(f"Assets are missing: {', '.join(lacking)}. Run: heqi assets")
        try:
            written = install(options["to"], tell=self.stdout.write)
        except AssetError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wrote {written} files.")
