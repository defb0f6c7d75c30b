"""The ledger as an Excel file: every cell plain text."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.authority.models import Use
from heqi.authority.states import Status
from heqi.authority.words import item_words, kind_words, post_words
from heqi.ledger.actors import Actor
from heqi.people.workbooks import workbook

MOST = 5_000


def uses_book(rows: Iterable[Use], *, by: Actor, now: datetime) -> bytes:
    """The ledger as seen."""
    heads = [
        _("Number"), _("Month"), pgettext("authority", "Kind"), pgettext("authority", "Item"),
        _("Clause"), pgettext("authority", "Matter"), _("Concerns"), _("Department"),
        _("Used by"), pgettext("authority", "Held by"), _("Amount"), _("State"),
        _("Beyond authority"), _("Order"),
        pgettext("authority", "Used"), _("Settled at"),
    ]  # fmt: skip
    lines = (
        [
            row.number, f"{row.month:%Y-%m}", row.kind_label, row.item_label, row.clause,
            row.matter, row.subject_label or row.unrecorded, str(row.unit), str(row.used_by),
            f"{row.holder} {row.holder_post_label}", str(row.amount or ""),
            str(row.get_status_display()), " ".join(row.beyond_said), row.order_number,
            row.used_at, row.settled_at,
        ]
        for row in rows
    )  # fmt: skip
    return workbook(pgettext("a sheet", "Authority"), heads, lines, by=by, now=now)


def ledger_book(lines: Iterable[Mapping[str, Any]], *, by: Actor, now: datetime) -> bytes:
    """A closed ledger as it was frozen."""
    heads = [
        _("Number"), pgettext("authority", "Used"), pgettext("authority", "Kind"),
        pgettext("authority", "Item"),
        pgettext("authority", "Matter"), _("Concerns"), _("Department"), _("Used by"),
        pgettext("authority", "Held by"), _("Amount"), _("Order"), _("State"),
    ]  # fmt: skip
    rows = (
        [
            line["number"], line["used_at"], kind_words(line["kind"]), item_words(line["item"]),
            line["matter"], line["subject"], line["unit"], line["used_by"],
            f"{line['holder']} {post_words(line['holder_post'])}", line["amount"], line["order"],
            str(Status(line["status"]).label),
        ]
        for line in lines
    )  # fmt: skip
    return workbook(pgettext("a sheet", "Authority"), heads, rows, by=by, now=now)
