"""``heqi quality``: hold what exists against the entry standard."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from heqi.ledger.actors import SYSTEM
from heqi.people.models import Unit, UnitKind
from heqi.quality.actions import check_piece, start_stock_check
from heqi.quality.models import Check, CheckKind
from heqi.quality.sources import STOCK


class Command(BaseCommand):
    """Check the stock of every company, or go on with a run that was interrupted."""

    help = "Hold every record against the entry standard; findings become entry errors"

    def add_arguments(self, parser: CommandParser) -> None:
        """``check``, with ``--kind`` for one kind of record and ``--company`` for one company."""
        parser.add_argument("what", choices=["check"])
        parser.add_argument("--kind", choices=sorted(STOCK), action="append")
        parser.add_argument("--company", help="code of the company; default: all")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run to the end; a second run finds nothing new where nothing changed."""
        companies = Unit.objects.filter(kind=UnitKind.COMPANY, closed_on__isnull=True)
        if options["company"]:
            companies = companies.filter(code=options["company"])
        if not companies:
            raise CommandError("There is no such company.")
        runs = [
            self._checked(company, kind)
            for company in companies.order_by("path")
            for kind in options["kind"] or sorted(STOCK)
        ]
        if options["json"]:
            self.stdout.write(json.dumps(runs, ensure_ascii=False))
            return
        for run in runs:
            self.stdout.write("{company} {kind}: {checked} checked, {found} found".format(**run))

    def _checked(self, company: Unit, kind: str) -> dict[str, Any]:
        now = timezone.now()
        try:
            run = start_stock_check(company, STOCK[kind], by=SYSTEM, now=now)
        except ValidationError:  # one is open: go on with it
            run = Check.objects.select_related("company").get(
                company=company, source=kind, kind=CheckKind.STOCK, finished_at__isnull=True
            )
        while run.finished_at is None and check_piece(run, now=timezone.now()):
            pass
        run.refresh_from_db()
        return {"company": company.code, "kind": kind, "checked": run.done, "found": run.found}
