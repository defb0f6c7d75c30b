"""Hazards as an Excel file."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.people.workbooks import Mark, Sheet, marked_book
from heqi.policies.templatetags.policies import clause_label
from heqi.safety.checklist import level_label
from heqi.safety.models import Hazard


def hazard_book(rows: Sequence[Hazard], *, mark: Mark) -> bytes:
    """The list of hazards; no names or phones."""
    heads = [
        _("Number"), pgettext("hazard", "Level"), pgettext("safety", "Hazard"), _("Details"),
        _("Address"), _("Tier"), _("To be put right by"), _("Done at once"), _("State"),
        _("Found"), _("Limit"), _("Due at"), _("Clause"), _("Put right on"), _("Re-checked on"),
        _("Order"),
    ]  # fmt: skip
    return marked_book([Sheet(_("Hazards"), heads, [_row(row) for row in rows])], mark=mark)


def _row(row: Hazard) -> list[str | int | datetime | None]:
    return [
        row.number,
        level_label(row.level),
        row.kind_label,
        row.note,
        row.address,
        str(row.get_tier_display()),
        str(row.get_side_display()),
        str(row.get_did_display()),
        str(row.get_status_display()),
        row.found_at,
        row.due_title,
        row.due_at,
        clause_label(row.due_clause or row.clause),
        row.mended_at,
        row.rechecked_at,
        row.order.number if row.order else "",
    ]
