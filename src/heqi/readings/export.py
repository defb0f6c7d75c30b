"""Readings as an Excel file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.ledger.actors import Actor
from heqi.people.workbooks import Cell, Mark, Sheet, book, marked_book
from heqi.policies.templatetags.policies import clause_label
from heqi.readings.models import CardReading, Delivery, MeterCheck, Reading
from heqi.readings.states import Fate

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


def delivery_book(row: Delivery, *, by: Actor, now: datetime) -> bytes:
    """What became of a file or a message: the sums, then the rows that were not simply taken."""
    sums: list[list[Cell]] = [
        [_("File"), row.name], [_("Time"), row.at], [_("Delivered by"), row.by_name],
        [pgettext("meter data", "What"), str(row.get_kind_display())],
        [_("Rows"), row.rows], [pgettext("meter data", "Taken"), row.taken],
        [pgettext("meter data", "Passed over"), row.passed_over],
        [_("Older than what is known"), row.older],
        [pgettext("meter check", "To check"), row.checks],
    ]  # fmt: skip
    lines = [
        [one["line"], one["meter"], str(Fate(one["fate"]).label), one["why"]]
        for one in sorted(row.told, key=lambda one: one["line"])
    ]
    heads = [_("Row"), _("Meter number"), _("What becomes of it"), _("Reason")]
    return book(
        [Sheet(_("Summary"), ["", ""], sums, (24, 40)), Sheet(_("Row by row"), heads, lines)],
        by=by,
        now=now,
    )


def _volume(value: Decimal | None) -> float | None:
    """A dial has three decimals, which a sum of money has not."""
    return None if value is None else float(value)


def checks_book(
    rows: Iterable[MeterCheck], causes: Mapping[str, str], *, chinese: bool, mark: Mark
) -> bytes:
    """Meters to check, as seen."""
    heads = [
        pgettext("meter check", "Found"), _("Meter"), _("Account number"), _("Address"),
        _("What is doubted"), _("Clause"), _("Bought in all (m³)"), _("Dial (m³)"),
        _("Balance in the meter (m³)"), _("Left (m³)"), _("Silent since"), _("State"),
        _("What was found"), _("What was done"), _("Closed by"),
    ]  # fmt: skip
    lines = (
        [
            row.opened_at, row.meter.number, row.service_point.account_no,
            row.service_point.premises.text, row.zh if chinese else row.en,
            clause_label(row.clause), *_account(row.card_reading), row.quiet_since,
            str(row.get_status_display()), causes.get(row.cause, row.cause), row.note,
            row.closed_by.name if row.closed_by else "",
        ]
        for row in rows
    )  # fmt: skip
    return marked_book([Sheet(_("Meters to check"), heads, lines)], mark=mark)


def cards_book(rows: Iterable[CardReading], *, mark: Mark) -> bytes:
    """Card readings, as seen."""
    heads = [
        _("Read on"), _("Meter"), _("Account number"), _("Address"), _("Card number"),
        _("Bought in all (m³)"), _("Dial (m³)"), _("Balance in the meter (m³)"), _("Left (m³)"),
        pgettext("meter data", "How"), _("Reader"),
    ]  # fmt: skip
    lines = (
        [
            row.at, row.meter.number, row.service_point.account_no,
            row.service_point.premises.text, row.card_no, *_account(row),
            str(row.get_source_display()), row.taken_by.name if row.taken_by else "",
        ]
        for row in rows
    )  # fmt: skip
    return marked_book([Sheet(_("Card readings"), heads, lines)], mark=mark)


def _account(row: CardReading | None) -> list[Cell]:
    if row is None:
        return [None] * 4
    return [_volume(value) for value in (row.bought, row.dial, row.balance, row.left)]
