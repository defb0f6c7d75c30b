"""Readings as an Excel file."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from heqi.people.workbooks import Cell, Mark, Sheet, marked_book
from heqi.policies.templatetags.policies import clause_label
from heqi.readings.models import Reading

Doubts = Sequence[dict[str, str]]


def readings_book(rows: Iterable[tuple[Reading, Doubts]], *, mark: Mark) -> bytes:
    """The list as seen: by account and address, without names."""
    heads = [
        _("Read on"), _("Meter"), _("Account number"), _("Address"), _("Route"), _("Last reading"),
        _("Dial (m³)"), _("Used (m³)"), _("Last year"), _("What is doubted"), _("Note"),
        _("Reader"), _("State"),
    ]  # fmt: skip
    return marked_book(
        [Sheet(_("Meter readings"), heads, (_cells(*row) for row in rows))], mark=mark
    )


def _cells(row: Reading, doubts: Doubts) -> list[Cell]:
    return [
        row.read_on,
        row.meter.number,
        row.service_point.account_no,
        row.service_point.premises.text,
        str(row.round.route) if row.round else "",
        _volume(row.last_value),
        _volume(row.value),
        _volume(row.used_m3),
        _volume(row.same_season_m3),
        "；".join(f"{doubt['text']} {clause_label(doubt['clause'])}" for doubt in doubts),
        row.note,
        row.taken_by.name if row.taken_by else "",
        str(row.get_status_display()),
    ]


def _volume(value: Decimal | None) -> float | None:
    """A dial has three decimals, which a sum of money has not."""
    return None if value is None else float(value)
