"""Emergencies, outages and their customers as Excel files: bounded, masked, every cell text."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.ledger.actors import Actor
from heqi.notices.models import Notice
from heqi.outages.models import Affected, Emergency, Outage, Summons
from heqi.outages.queries.emergencies import attendance_of
from heqi.people.workbooks import Mark, Sheet, marked_book, workbook

MOST = 5_000


def emergency_book(
    rows: Sequence[Emergency], calls: Mapping[int, list[Summons]], *, mark: Mark, now: datetime
) -> bytes:
    """The list of emergencies with its instants."""
    heads = [
        _("Number"), _("Kind"), _("Address"), _("Compound"), _("State"), _("Taken up"),
        _("Dispatched at"), _("Arrived at"), _("First report"), _("Made safe"), _("Supply cut"),
        _("Supply restored"), _("Crew"), _("VIP customers near"), _("Leaders called"),
        _("Leaders in time"),
    ]  # fmt: skip
    widths = (18, 16, 36, 16, 10, 16, 16, 16, 16, 16, 16, 16, 12, 12, 12, 12)

    def cells(row: Emergency) -> list[str]:
        order = row.order
        attended = attendance_of(calls.get(row.pk, []), now=now)
        return [
            order.number, row.kind_label, order.address, str(row.compound or ""),
            str(row.get_stage_display()), _instant(row.opened_at), _instant(order.dispatched_at),
            _instant(order.arrived_at), _instant(order.reported_at), _instant(row.made_safe_at),
            _instant(row.cut_at), _instant(row.restored_at),
            order.assignee.name if order.assignee else "", str(len(row.vips)),
            str(len(calls.get(row.pk, []))), f"{attended.kept} / {attended.decided}",
        ]  # fmt: skip

    return marked_book([Sheet(_("Emergencies"), heads, map(cells, rows), widths)], mark=mark)


def outage_book(rows: Iterable[Outage], *, by: Actor, now: datetime) -> bytes:
    """The list of outages."""
    heads = [
        _("Number"), pgettext("outage", "Cause"), pgettext("outage", "What is done"), _("Area"),
        _("State"), _("Customers"), _("VIP customers"), _("Gas off from"), _("Gas back by"),
        _("Announced at"), _("Went off at"), _("Supply restored"), _("In charge"),
        _("Leads the works"),
    ]  # fmt: skip
    widths = (18, 10, 28, 36, 14, 10, 10, 16, 16, 16, 16, 16, 16, 12)

    def cells(row: Outage) -> list[str]:
        return [
            row.number, str(row.get_cause_display()), row.title,
            "、".join(str(area) for area in row.areas.all()), str(row.get_status_display()),
            str(row.households), str(row.vips), _instant(row.starts_at), _instant(row.ends_at),
            _instant(row.announced_at), _instant(row.began_at), _instant(row.restored_at),
            str(row.unit), row.leader.name if row.leader else "",
        ]  # fmt: skip

    return workbook(_("Outages"), heads, map(cells, rows), widths=widths, by=by, now=now)


def customer_book(
    title: str, rows: Iterable[Affected], told: Mapping[int, Notice], *, mark: Mark
) -> bytes:
    """The customers of an outage with what each was told."""
    heads = [
        _("Kind of customer"), _("Customer"), _("Phone"), _("Address"), _("Area"), _("Message"),
        _("Written at"), _("Household"),
    ]  # fmt: skip
    widths = (14, 20, 14, 36, 24, 14, 16, 14)
    words = {"done": _("gas on again"), "absent": _("nobody home")}

    def cells(row: Affected) -> list[str]:
        notice = told.get(row.pk)
        return [
            str(row.get_rank_display()), row.name, row.masked_phone, row.address, str(row.area),
            str(notice.get_status_display()) if notice else _("without a phone"),
            _instant(notice.created_at if notice else None), words.get(row.relit, ""),
        ]  # fmt: skip

    return marked_book([Sheet(title, heads, map(cells, rows), widths)], mark=mark)


def _instant(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""
