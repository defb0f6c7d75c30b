"""``heqi demo``: a believable company in an empty database."""

from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.people.queries import demo_accounts
from heqi.web.demo import build_demo, is_empty
from heqi.web.demo.build import CUSTOMERS, ORDERS


class Command(BaseCommand):
    """Units, staff, customers, three months of service and what is open now; nothing is real."""

    help = "Fill an empty database with a company that does not exist"

    def add_arguments(self, parser: CommandParser) -> None:
        """``[--customers N] [--orders N]``."""
        parser.add_argument("--customers", type=int, default=CUSTOMERS, metavar="N")
        parser.add_argument("--orders", type=int, default=ORDERS, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it, or refuse where somebody works already."""
        if not is_empty():
            raise CommandError(
                _("There are people in this database already; the demo needs an empty one.")
            )
        if options["customers"] < 0 or options["orders"] < 0:
            raise CommandError(_("The numbers of customers and orders cannot be negative."))
        started = perf_counter()
        build_demo(
            customers=options["customers"],
            orders=options["orders"],
            now=timezone.now(),
            say=lambda text: self.stdout.write(f"  {perf_counter() - started:5.1f} s  {text}"),
        )
        self.stdout.write(f"  {perf_counter() - started:5.1f} s")
        self.stdout.write(
            _("Demonstration accounts (password {password}):").format(
                password=settings.HEQI_DEMO_PASSWORD
            )
        )
        for row in demo_accounts():
            self.stdout.write(
                f"  {row['username']:<16} {row['name']}　{row['post']}　{row['unit']}"
            )
