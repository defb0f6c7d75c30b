"""``heqi demo-call``: the telephone rings."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.web.demo.calls import ring


class Command(BaseCommand):
    """A VIP calls the dispatch centre; every agent's page shows who it is."""

    help = "Let a customer call the demo company"

    def add_arguments(self, parser: CommandParser) -> None:
        """``[--caller NUMBER]``."""
        parser.add_argument("--caller", default="", metavar="NUMBER")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ring."""
        contact = ring(caller=options["caller"], now=timezone.now())
        if contact is None:
            raise CommandError(_("There is no dispatch centre to call; load the demo first."))
        self.stdout.write(
            _("{number} is calling.").format(number=contact.caller_number or _("A hidden number"))
        )
