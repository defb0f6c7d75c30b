"""``heqi ledger verify``: recompute the chain of audit entries."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from heqi.ledger.audit import verify


class Command(BaseCommand):
    """Exit 0 where the chain holds, 1 where it is broken."""

    help = "Verify the chain of audit entries"

    def add_arguments(self, parser: CommandParser) -> None:
        """``verify [--json]``."""
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures; name the first entry that does not fit."""
        result = verify()
        if options["json"]:
            figures = {
                "entries": result.entries,
                "sealed": result.sealed,
                "first_bad": result.first_bad,
                "first_bad_seal": result.first_bad_seal,
            }
            self.stdout.write(json.dumps(figures))
        else:
            self.stdout.write(f"{result.entries} entries, {result.sealed} sealed")
        if result.first_bad_seal is not None:
            self.stderr.write(
                f"Seal {result.first_bad_seal} is broken; first entry {result.first_bad}."
            )
            raise SystemExit(1)
