"""The ledger and reports as Excel files: masked, every cell plain text, who took it out."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from heqi.customers.models import Criterion
from heqi.people.workbooks import Mark, Sheet, marked_book
from heqi.tiers.queries.ledger import LedgerRow


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
            criterion_words(row), row.position, row.party.daily_m3,
            row.party.tier_since,
            row.assessment.valid_until if row.assessment else None,
            row.assessment.number if row.assessment else "",
            str(row.assessment.department or "") if row.assessment else "",
            row.assessment.reviewer_name if row.assessment else "",
            row.manager, row.row.address, row.row.phone,
        ]
        for row in rows
    )  # fmt: skip
    return marked_book([Sheet(_("VIP ledger"), heads, lines)], mark=mark)
