"""``heqi maps``: write docs/generated from what the code declares; ``--check`` compares."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from heqi.web.maps import all_maps


class Command(BaseCommand):
    """Maps are made, never written by hand."""

    help = "Write the generated maps of events, states, access and clauses"

    def add_arguments(self, parser: CommandParser) -> None:
        """``[--check]``."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 where a map is stale."""
        folder = settings.PROJECT / "docs" / "generated"
        folder.mkdir(parents=True, exist_ok=True)
        stale = []
        for name, text in all_maps().items():
            path = folder / name
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not options["check"]:
                path.write_text(text, encoding="utf-8")
        if options["check"] and stale:
            self.stderr.write(f"Stale maps: {', '.join(stale)}. Run: make maps")
            sys.exit(1)
