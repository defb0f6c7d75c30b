"""The ledger and reports as Excel files: masked, every cell plain text, who took it out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from heqi.customers.models import Criterion
from heqi.tiers.queries.ledger import LedgerRow


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands on every sheet: who took it out, when, under which number."""

    name: str
    at: str
    number: str

    def __str__(self) -> str:
        return f"{self.name} {self.at} {self.number}"


def criterion_words(row: LedgerRow) -> str:
    """The criterion of a VIP person, or that it is the gas use."""
    party = row.party
    if party.tier_criterion != Criterion.NONE:
        return str(party.get_tier_criterion_display())
    return _("large user")


def ledger_book(rows: Iterable[LedgerRow], *, mark: Mark) -> bytes:
    """The VIP ledger."""
    heads = [
        _("Customer number"), _("Name"), _("Tier"), _("Criterion"), _("Position held"),
        _("Daily gas use (m³)"), _("VIP since"), _("Basis ends on"), _("Assessment"),
        _("Collected by"), _("Reviewed by"), _("Account manager"), _("Supply address"), _("Phone"),
    ]  # fmt: skip
    lines = (
        [
            row.party.number, row.party.name, str(row.party.get_tier_display()),
            criterion_words(row), row.position, row.party.daily_m3, row.party.tier_since,
            row.assessment.valid_until if row.assessment else None,
            row.assessment.number if row.assessment else "",
            str(row.assessment.department or "") if row.assessment else "",
            row.assessment.reviewer_name if row.assessment else "",
            row.manager, row.row.address, row.row.phone,
        ]
        for row in rows
    )  # fmt: skip
    return book(_("VIP ledger"), heads, lines, mark=mark)


def book(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[object]], *, mark: Mark
) -> bytes:
    """A table whose last line says who took it out. Text stays text, whatever it begins with."""
    buffer = BytesIO()
    made = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = made.add_worksheet(title[:31])
    bold = made.add_format({"bold": True})
    widths = [len(head) * 2 + 4 for head in heads]
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    line = 0
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            text = "" if cell is None else str(cell)
            sheet.write_string(line, column, text)
            widths[column] = min(48, max(widths[column], len(text.encode("gbk", "replace")) + 2))
    said = _("Exported by {name} at {time}").format(name=mark.name, time=mark.at)
    sheet.write_string(line + 2, 0, f"{said} {mark.number}")
    words = str(mark).replace("&", "&&")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{words}&R&P / &N")
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(line, 1), len(heads) - 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    made.close()
    return buffer.getvalue()
