# noqa: N999 - the command is called import
"""``heqi import``: take over customers from a file, or go on with an import that was begun."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.imports.actions import (
    check_batch,
    confirm_batch,
    remove_batch,
    start_check,
    upload_file,
    write_batch,
)
from heqi.imports.actions.working import release
from heqi.imports.models import Batch
from heqi.imports.reports import workbook
from heqi.imports.states import Status
from heqi.ledger.actors import SYSTEM
from heqi.people.models import Unit, UnitKind


class Command(BaseCommand):
    """``import customers FILE [--dry-run | --confirm]``, ``import work NUMBER``."""

    help = "Import customers from Excel or CSV; nothing is written before --confirm"

    def add_arguments(self, parser: CommandParser) -> None:
        """The kind with its file, or ``work`` with the number of an import to go on with."""
        parser.add_argument("what", choices=["customers", "work"])
        parser.add_argument("file", help="the file, or the number of the import")
        parser.add_argument("--unit", default="", help="code of the company or department")
        parser.add_argument("--dry-run", action="store_true", help="report only (the default)")
        parser.add_argument("--confirm", action="store_true", help="write the new rows")
        parser.add_argument(
            "--leave-out", action="store_true", help="do without the rows that have errors"
        )
        parser.add_argument("--report", default="", help="write the report as Excel")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 2 with a sentence where the file cannot be imported."""
        try:
            batch = self._batch(options)
            self._work(batch)
            if options["confirm"] and not options["dry_run"]:
                self._confirm(batch, options["leave_out"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from None
        batch.refresh_from_db()
        if batch.status == Status.REFUSED:
            raise CommandError(batch.problem, returncode=2)
        if options["report"]:
            Path(options["report"]).write_bytes(
                workbook(batch, number=batch.number, by=SYSTEM, now=timezone.now())
            )
        self._tell(batch, options["json"])

    def _batch(self, options: dict[str, Any]) -> Batch:
        now = timezone.now()
        if options["what"] == "work":
            found: Batch | None = Batch.objects.filter(number=options["file"]).first()
            if found is None:
                raise CommandError(_("There is no such import."), returncode=2)
            return found
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(_("There is no such file."), returncode=2)
        units = Unit.objects.filter(kind=UnitKind.COMPANY).order_by("pk")
        if options["unit"]:
            units = Unit.objects.filter(code=options["unit"]).order_by("pk")
        unit = units.first()
        if unit is None:
            raise CommandError(_("There is no such company."), returncode=2)
        with path.open("rb") as file:
            batch = upload_file(
                iter(lambda: file.read(1 << 20), b""), name=path.name, unit=unit, by=SYSTEM, now=now
            )
        start_check(batch, mapping=batch.mapping, by=SYSTEM, now=now)
        return batch

    def _work(self, batch: Batch) -> None:
        """Whatever was begun is ended; harmless to repeat."""
        now = timezone.now()
        check_batch(batch, now=now)
        write_batch(batch, now=now)
        remove_batch(batch, now=now)
        check_batch(batch, now=now)
        release(batch)

    def _confirm(self, batch: Batch, leave_out: bool) -> None:
        now = timezone.now()
        batch.refresh_from_db()
        if batch.status == Status.CHECKED:
            confirm_batch(batch, leave_out=leave_out, by=SYSTEM, now=now)
            write_batch(batch, now=now)

    def _tell(self, batch: Batch, as_json: bool) -> None:
        told = {
            "number": batch.number,
            "status": batch.status,
            "rows": batch.line,
            **batch.counts.get("verdicts", {}),
            "written": batch.written,
            "sha256": batch.sha256,
        }
        if as_json:
            self.stdout.write(json.dumps({**told, "findings": batch.counts.get("findings", [])}))
            return
        for key, value in told.items():
            self.stdout.write(f"{key}: {value}")
        for field, error, severity, count in batch.counts.get("findings", []):
            self.stdout.write(f"  {severity} {field} {error}: {count}")
