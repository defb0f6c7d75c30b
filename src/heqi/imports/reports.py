"""The report of an import as an Excel file: counts, then row by row; every cell plain text."""

import json
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heqi.imports.actions.checking import CHUNK
from heqi.imports.kinds import FIELDS
from heqi.imports.kinds.households import address_of
from heqi.imports.models import Batch
from heqi.imports.states import Severity, Verdict
from heqi.ledger.actors import Actor

# Rows of one sheet that people can still open; good rows are left out first.
MOST = 200_000


def workbook(batch: Batch, *, number: str, by: Actor, now: datetime) -> bytes:
    """The file, which bears the ``number`` of its log.

    A batch with more than :data:`MOST` rows shows those with findings only.
    """
    with TemporaryDirectory(prefix="heqi-import-") as folder:
        path = Path(folder) / "report.xlsx"
        book = xlsxwriter.Workbook(
            str(path),
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False, "tmpdir": folder},
        )  # fmt: skip
        bold = book.add_format({"bold": True})
        _summary(book, bold, batch, number, by, now)
        _rows(book, bold, batch)
        book.close()
        return path.read_bytes()


def _summary(book: Any, bold: Any, batch: Batch, number: str, by: Actor, now: datetime) -> None:
    sheet = book.add_worksheet(_("Summary"))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 3, 36)
    lines: list[list[str]] = [
        [_("Import"), batch.number],
        [_("File"), batch.file_name],
        [_("Checksum (SHA-256)"), batch.sha256],
        [_("Prepared by"), batch.creator_name],
        [_("State"), str(batch.get_status_display())],
        [],
    ]
    verdicts = batch.counts.get("verdicts", {})
    lines += [[str(label), str(verdicts.get(code, 0))] for code, label in Verdict.choices]
    lines += [[], [_("Column"), _("Kind of error"), _("What follows"), _("Rows")]]
    for field, error, severity, count in batch.counts.get("findings", []):
        lines.append([field_label(field), error_label(error), severity_label(severity), str(count)])
    local = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    lines += [[], [_("Exported by {name} at {time}").format(name=by.name, time=local), number]]
    for at, line in enumerate(lines):
        for column, cell in enumerate(line):
            sheet.write_string(at, column, cell, bold if column == 0 else None)


def _rows(book: Any, bold: Any, batch: Batch) -> None:
    sheet = book.add_worksheet(_("Row by row"))
    heads = [
        _("Row"), _("What becomes of it"), _("Account number"), _("Name"), _("Supply address"),
        _("Meter number"), _("What to look at"), _("Clauses"),
    ]  # fmt: skip
    for column, (head, width) in enumerate(
        zip(heads, (8, 18, 18, 20, 48, 18, 80, 24), strict=True)
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    sheet.freeze_panes(1, 0)
    labels = {code: str(label) for code, label in Verdict.choices}
    only_findings = batch.line > MOST
    line, last = 0, 0
    rows = batch.rows.exclude(verdict=Verdict.NEW) if only_findings else batch.rows.all()
    while found := list(rows.filter(line__gt=last).order_by("line")[:CHUNK]):
        remarks: dict[int, list[tuple[str, str]]] = {}
        for at, field, zh, en, clause in (
            batch.findings.filter(line__gte=found[0].line, line__lte=found[-1].line)
            .order_by("line", "id")
            .values_list("line", "field", "zh", "en", "clause")
        ):
            remarks.setdefault(at, []).append((f"{field_label(field)}：{said(zh, en)}", clause))
        last = found[-1].line
        for row in found:
            if line >= MOST:
                return
            line += 1
            values = json.loads(row.values)
            told = remarks.get(row.line, [])
            cells = [
                str(row.line), labels[row.verdict], values.get("account_no", ""),
                values.get("name", ""), address_of(values), values.get("meter_no", ""),
                " ".join(sentence for sentence, _clause in told),
                " ".join(dict.fromkeys(clause for _s, clause in told if clause)),
            ]  # fmt: skip
            for column, cell in enumerate(cells):
                # As text whatever it begins with: "=", "+", "-", "@" must not become a formula.
                sheet.write_string(line, column, cell)


def said(zh: str, en: str) -> str:
    """The sentence in the user's language."""
    return en if (get_language() or "").startswith("en") else zh


def field_label(name: str) -> str:
    """A field in words."""
    return str(FIELDS[name].label) if name in FIELDS else name


def error_label(error: str) -> str:
    """A kind of error in words."""
    words = {
        "missing": _("missing"), "format": _("wrong form"), "wrong": _("cannot be right"),
        "duplicate": _("duplicate"), "different": _("different from the file"),
    }  # fmt: skip
    return words.get(error, error)


def severity_label(severity: str) -> str:
    """What follows, in words."""
    return str(Severity(severity).label)


def findings_of(batch: Batch) -> list[dict[str, Any]]:
    """The kinds of findings with their numbers, the most frequent first."""
    found = sorted(batch.counts.get("findings", []), key=lambda row: (row[2], -row[3]))
    return [
        {
            "field": field_label(field),
            "error": error_label(error),
            "severity": severity_label(severity),
            "tone": "over" if severity == Severity.ERROR else "soon",
            "count": count,
        }
        for field, error, severity, count in found
    ]


def template() -> bytes:
    """An empty workbook whose headings are recognised."""
    with TemporaryDirectory(prefix="heqi-import-") as folder:
        path = Path(folder) / "template.xlsx"
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet(_("Customers"))
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for column, field in enumerate(FIELDS.values()):
            sheet.set_column(column, column, 16, text)
            sheet.write_string(0, column, str(field.label), bold)
        sheet.freeze_panes(1, 0)
        book.close()
        return path.read_bytes()
