"""Customers as an Excel file: masked, bounded, marked."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from heqi.customers.queries import Row
from heqi.people.workbooks import Mark, Sheet, marked_book


def customer_book(rows: Iterable[Row], *, mark: Mark) -> bytes:
    """The list as it was approved to leave."""
    heads = [
        _("Customer number"), _("Name"), _("Tier"), _("Kind of customer"), _("Vulnerable customer"),
        _("Account number"), _("Supply address"), _("Phone"), _("State"),
    ]  # fmt: skip
    cells = (
        [
            row.party.number, row.party.name, str(row.party.get_tier_display()),
            str(row.party.get_customer_kind_display()), _("yes") if row.party.vulnerable else "",
            row.account_no, row.address, row.phone, str(row.party.get_state_display()),
        ]
        for row in rows
    )  # fmt: skip
    widths = (16, 24, 14, 12, 10, 18, 48, 16, 10)
    return marked_book([Sheet(_("Customers"), heads, cells, widths)], mark=mark)
