"""``heqi clauses``: every clause with the rules, forms, duties and tests that carry it."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from heqi.policies.packs import common_pack
from heqi.web.coverage import clause_coverage


class Command(BaseCommand):
    """The list behind the claim that the policy is the program."""

    help = "List every clause with what carries it"

    def add_arguments(self, parser: CommandParser) -> None:
        """``[--json] [--bare]``: only clauses that nothing carries."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--bare", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line or object per clause, in the order of the policies."""
        rows = clause_coverage(common_pack(), settings.PROJECT)
        if options["bare"]:
            rows = [row for row in rows if not row["rules"] and not row["tests"]]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(
                f"{row['id']:32} {row['kind']:8} rules {len(row['rules']):2} "
                f"tests {len(row['tests']):2}"
            )
