"""``heqi messages``: collect, check or compile what is said to users."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from heqi.web import catalogs


class Command(BaseCommand):
    """Without options, bring the catalogs up to the sources and list what to translate."""

    help = "Collect the messages into the catalogs; --check them; --compile them"

    def add_arguments(self, parser: CommandParser) -> None:
        """``[APP …] [--check | --compile]``."""
        parser.add_argument("apps", nargs="*", help="only these apps")
        parser.add_argument("--check", action="store_true", help="fail unless fresh and complete")
        parser.add_argument("--compile", action="store_true", help="write the .mo files")

    def handle(self, *args: Any, **options: Any) -> None:
        """One of the three."""
        if options["compile"]:
            self.stdout.write(f"Compiled {catalogs.compile_catalogs()} catalogs.")
            return
        if not options["check"]:
            for app in catalogs.apps():
                if (not options["apps"] or app.name in options["apps"]) and catalogs.update(app):
                    self.stdout.write(f"{app.name}: catalog written")
        faults = catalogs.check()
        if options["apps"]:
            faults = [fault for fault in faults if fault.app in (*options["apps"], "all")]
        for fault in faults:
            self.stdout.write(str(fault))
        if options["check"] and faults:
            raise CommandError(f"{len(faults)} faults in the catalogs. Run: heqi messages")
