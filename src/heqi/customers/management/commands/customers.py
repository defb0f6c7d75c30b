"""``heqi customers``: bulk work on customers."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from heqi.customers.bench import bench_search
from heqi.customers.demo import generate_customers
from heqi.customers.search.index import reindex
from heqi.people.models import Unit, UnitKind


class Command(BaseCommand):
    """Reindex the search, invent customers, measure the search."""

    help = "Search index, invented customers and the search benchmark"

    def add_arguments(self, parser: CommandParser) -> None:
        """``reindex``, ``generate`` or ``bench``, with ``--customers N``."""
        parser.add_argument("what", choices=["reindex", "generate", "bench"])
        parser.add_argument("--customers", type=int, default=1_000_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--rounds", type=int, default=60)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one of them; ``bench`` exits 1 where the bar is missed."""
        if options["what"] == "reindex":
            self.stdout.write(f"{reindex()} entries")
            return
        units = list(Unit.objects.filter(kind=UnitKind.COMPANY).order_by("pk"))
        if not units:
            raise CommandError("There is no company yet. Create one first.")
        now = timezone.now()
        if options["what"] == "generate":
            made = generate_customers(
                options["customers"], seed=options["seed"], companies=units, now=now
            )
            self.stdout.write(f"{made} customers")
            return
        figures = bench_search(options["customers"], units=units, now=now, rounds=options["rounds"])
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        else:
            for key, value in figures.items():
                self.stdout.write(f"{key}: {value}")
        if not figures["within_bar"]:
            raise SystemExit(1)
