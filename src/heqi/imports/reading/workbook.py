"""A workbook becomes CSV once, in a process of its own with bounds on memory and time.

``python -m heqi.imports.reading.workbook IN OUT`` writes the first sheet that holds something.
"""

import csv
import os
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_ROWS = 200_000
MEMORY = 1_500_000_000
SECONDS = 60
TOO_MANY, NOTHING = 3, 4
# Excel keeps fifteen digits; what is longer has lost its end.
EXACT = 10**15


def to_csv(source: Path, target: Path) -> None:
    """Write the first filled sheet as CSV in UTF-8; ValidationError with a sentence if not."""
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "heqi.imports.reading.workbook", str(source), str(target)]
    try:
        done = subprocess.run(
            command, env=environment, check=False, timeout=SECONDS, capture_output=True
        )
        code = done.returncode
    except subprocess.TimeoutExpired:
        code = -1
    if code == TOO_MANY:
        raise ValidationError(
            _("A workbook may hold at most {limit} rows. Save the sheet as CSV (UTF-8): there is "
              "no such limit for CSV files.").format(limit=f"{MAX_ROWS:,}")
        )  # fmt: skip
    if code == NOTHING:
        raise ValidationError(_("The workbook has no sheet with a table."))
    if code:
        target.unlink(missing_ok=True)
        raise ValidationError(
            _("The workbook could not be read. Save the sheet as CSV (UTF-8) and upload that.")
        )


def _convert(source: str, target: str) -> int:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(source)
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if not sheet.height:
            continue
        if sheet.height > MAX_ROWS + 1:
            return TOO_MANY
        with open(target, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for row in sheet.iter_rows():
                writer.writerow([cell_text(cell) for cell in row])
        return 0
    return NOTHING


def cell_text(cell: object) -> str:
    """A cell as people read it: numbers without a point zero, days as ISO."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < EXACT:
            return str(int(cell))
        return f"{cell:.6E}" if abs(cell) >= EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return str(cell).replace("\r\n", "\n").replace("\0", "")


def _bounded() -> None:
    try:
        import resource
    except ImportError:  # no such bounds on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    _bounded()
    sys.exit(_convert(sys.argv[1], sys.argv[2]))
