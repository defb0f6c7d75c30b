"""Cases of the look-up review as an Excel file."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.ledger.actors import Actor
from heqi.lookups.models import Case
from heqi.lookups.sentences import rules
from heqi.people.workbooks import workbook


def cases_book(rows: Iterable[Case], *, by: Actor, now: datetime) -> bytes:
    """The desk as seen: who is asked about which day and why; no customer stands in it."""
    heads = [
        pgettext("look-up case", "Points"), _("Number"), _("Viewer"), _("Department"),
        pgettext("look-up case", "Day"), pgettext("look-up case", "Found"), _("State"),
        pgettext("look-up case", "Due"), pgettext("look-up case", "Decided"),
    ]  # fmt: skip
    lines = (
        [
            row.score, row.number, str(row.staff), str(row.unit), row.day,
            "、".join(titles_of(row)), str(row.get_status_display()), row.due_at, row.decided_at,
        ]
        for row in rows
    )  # fmt: skip
    return workbook(_("Look-up review"), heads, lines, by=by, now=now)


def titles_of(row: Case) -> list[str]:
    """What the rules found, each once."""
    return list(dict.fromkeys(str(rules()[flag.rule]) for flag in row.flags.all()))
