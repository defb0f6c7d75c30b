"""``heqi archive verify FILE``: whether a bundle of the archive is as it was closed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from heqi.inspections.bundles import verify_bundle
from heqi.inspections.queries.archive import check_bundle


class Command(BaseCommand):
    """Verify a bundle against itself and against the digest that the system keeps."""

    help = "Verify a bundle of the inspection archive; fails where a byte was changed"

    def add_arguments(self, parser: CommandParser) -> None:
        """``verify FILE``; ``--offline`` without the system's own register."""
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--offline", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found; the exit code says whether the bundle is whole."""
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from error
        verdict = (verify_bundle if options["offline"] else check_bundle)(content)
        if not verdict.whole:
            raise CommandError("\n".join(verdict.faults))
        said = _("{number}: whole, {files} files, SHA-256 {sha256}")
        self.stdout.write(
            said.format(number=verdict.number, files=verdict.files, sha256=verdict.sha256)
        )
