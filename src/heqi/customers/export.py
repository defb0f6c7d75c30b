"""Customers as an Excel file: masked, bounded, every cell plain text."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from heqi.customers.queries import Row


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands on every sheet and page: who took it out, when, under which number."""

    name: str
    at: str
    number: str

    def __str__(self) -> str:
        return f"{self.name} {self.at} {self.number}"


def workbook(rows: Iterable[Row], *, mark: Mark) -> bytes:
    """The file; the mark stands in the last line, and above and below every printed page."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    sheet = book.add_worksheet(_("Customers"))
    bold = book.add_format({"bold": True})
    heads = [
        _("Customer number"), _("Name"), _("Tier"), _("Kind of customer"), _("Vulnerable customer"),
        _("Account number"), _("Supply address"), _("Phone"), _("State"),
    ]  # fmt: skip
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    line = 0
    for line, row in enumerate(rows, start=1):
        party = row.party
        cells = [
            party.number, party.name, str(party.get_tier_display()),
            str(party.get_customer_kind_display()), _("yes") if party.vulnerable else "",
            row.account_no, row.address, row.phone, str(party.get_state_display()),
        ]  # fmt: skip
        for column, cell in enumerate(cells):
            # As text whatever it begins with: "=", "+", "-" and "@" must not become a formula.
            sheet.write_string(line, column, cell)
    sentence = _("Exported by {name} at {time}").format(name=mark.name, time=mark.at)
    sheet.write_string(line + 2, 0, f"{sentence} {mark.number}")
    # An ampersand begins a code of the page header.
    words = str(mark).replace("&", "&&")
    sheet.set_header(f"&C{words}")
    sheet.set_footer(f"&L{words}&R&P / &N")
    sheet.repeat_rows(0)
    book.set_properties({"author": mark.name, "comments": str(mark)})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(line, 1), len(heads) - 1)
    for column, width in enumerate((16, 24, 14, 12, 10, 18, 48, 16, 10)):
        sheet.set_column(column, column, width)
    book.close()
    return buffer.getvalue()
